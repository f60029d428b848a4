"""How large what is asked may be: every limit of every door, in one place.

Within a limit any text is answered in time that grows with its length and no faster; beyond it stands one error that
names the size and the limit. A record's text has none: whatever PubMed sends is stored, searched and quoted from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.errors import BadQuestion, PatientError, TooLong

__all__ = [
    "ENTRIES",
    "EVIDENCE",
    "HISTORY",
    "NOTE",
    "PATIENT_FILE",
    "PATIENT_RESOURCES",
    "QUESTION",
    "RECORD",
    "SENTENCE",
    "WORDS",
    "check_history",
    "check_patient",
    "check_question",
    "check_text",
]

QUESTION = 8000
"""Characters of a question or a search, and of each question before it. A pasted case fits; a pasted book does not."""
HISTORY = 100
"""Questions before this one."""
NOTE = 50_000
"""Characters of a free text that a patient is read from: a long discharge letter."""
SENTENCE = 8000
"""Characters of a sentence to be verified."""
WORDS = 400
"""Words of a sentence that are laid beside the evidence; with more it is not verified, and the verdict says so."""
EVIDENCE = 200_000
"""Characters of the evidence for a sentence, and of its context: a whole paper."""
ENTRIES = 200
"""Entries of one list of a patient's record."""
RECORD = 20_000
"""Characters of the record, all of its entries together."""
PATIENT_FILE = 1 << 18
"""Bytes of a patient's file."""
PATIENT_RESOURCES = 1 << 25
"""Bytes of a file of FHIR resources."""


def check_question(text: str, what: str = "the question") -> None:
    """Raises BadQuestion."""
    if len(text) > QUESTION:
        raise BadQuestion(f"{what} has {len(text):,} characters; at most {QUESTION:,} are read: shorten it")


def check_history(history: Sequence[str]) -> None:
    """Raises BadQuestion."""
    if len(history) > HISTORY:
        raise BadQuestion(
            f"there are {len(history):,} earlier questions; at most {HISTORY} are read: send the last ones"
        )
    for text in history:
        check_question(text, "an earlier question")


def check_text(what: str, text: str, most: int) -> None:
    """Raises TooLong."""
    if len(text) > most:
        raise TooLong(f"{what} has {len(text):,} characters; at most {most:,} are read: shorten it")


def check_patient(entries: Mapping[str, Sequence[str]]) -> None:
    """`entries`: what each field of the record holds, as text. Raises PatientError."""
    for field, values in entries.items():
        if len(values) > ENTRIES:
            raise PatientError(f"the patient's {field} has {len(values):,} entries; at most {ENTRIES} are read")
    size = sum(len(value) for values in entries.values() for value in values)
    if size > RECORD:
        raise PatientError(f"the patient's record has {size:,} characters; at most {RECORD:,} are read: shorten it")
