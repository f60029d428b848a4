"""Whether an entry of a patient's diseases says that the disease is not there: "HIV-negative", "no hepatitis B"."""

from __future__ import annotations

import re

from assistant.patient.notes.names.named import names_in
from assistant.patient.notes.note import Note
from assistant.patient.notes.told import NOT_OWN
from assistant.patient.of_family import counts_of_family

__all__ = ["not_had"]

_LONGEST = 80
"""Characters of an entry that names one disease."""
_NEGATIVE = re.compile(
    r"[\w./ -]{2,40}?[- (:]+(?:neg|negative|non-?reactive|not detected|undetected)\)?[ .]*", re.IGNORECASE
)
"""A test and that it found nothing, which is no disease whatever was tested for."""

_DENIED = re.compile(r"\W*(?:no|not|without|denies|negative)\b", re.IGNORECASE)
"""That there is none, in front of the family."""


def not_had(text: str) -> str:
    """Why what the entry names is no disease of the patient; empty where it is one, or a relative's that counts.

    Words that are part of the name of a disease ("triple negative breast cancer") deny none.
    """
    if len(text) > _LONGEST:
        return ""
    note = Note(text)
    diseases = [one for one in names_in(note) if one.kind == "disease"]
    statuses = {note.status(one.start, one.end) for one in diseases}
    if diseases and statuses == {"family"} and counts_of_family(text) and not _DENIED.match(text):
        return ""
    if diseases and statuses <= {"denied", "family"}:
        return NOT_OWN[min(statuses)]
    return "a negative test" if not diseases and _NEGATIVE.fullmatch(text) else ""
