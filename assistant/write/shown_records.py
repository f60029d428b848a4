"""Records as a prompt shows them: fenced as data, each under an opaque key.

A key like "src-k7f2" cannot be mistaken for a place in a list or a PMID, cannot be guessed by the text of a record
(it depends on the question and on all the records), and stands for nothing outside this one prompt.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from assistant.leaving.sharing import shareable_facts
from assistant.records.answer import Evidence, Query
from assistant.records.patient import Patient

__all__ = ["keys_for", "patient_text", "record_text"]

_LETTERS = "bcdfghjkmnpqrstvwxz23456789"
_LENGTH = 4


def keys_for(query: Query, evidence: Sequence[Evidence]) -> dict[str, str]:
    """PMID -> key. The same question and records give the same keys, so that a prompt can be reproduced."""
    pmids = [item.article.pmid for item in evidence]
    keys: dict[str, str] = {}
    for pmid in pmids:
        attempt = 0
        while (key := _key(f"{query.text}|{' '.join(pmids)}|{pmid}|{attempt}")) in keys.values():
            attempt += 1
        keys[pmid] = key
    return keys


def record_text(item: Evidence, key: str, summary: str = "") -> str:
    """Head line with the key, then the record's own text between fences that carry the key."""
    article, graded = item.article, item.grade
    year = f", {article.year}" if article.year else ""
    level = f", CEBM level {graded.level}" if graded.level else ""
    head = f"[{key}] {graded.design}{level}{year}"
    note = f"\nEditor's note, not to be quoted: {summary}" if summary else ""
    return f"{head}{note}\n<<< data {key}\n{article.text}\n>>> end {key}"


def patient_text(patient: Patient | None) -> str:
    """The facts of the patient that may be shared, one phrase each."""
    facts = shareable_facts(patient) if patient is not None else ()
    return "; ".join(f"{field.replace('_', ' ')}: {value}" for field, value in facts) or "nothing"


def _key(text: str) -> str:
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    made = ""
    for _ in range(_LENGTH):
        number, place = divmod(number, len(_LETTERS))
        made += _LETTERS[place]
    return f"src-{made}"
