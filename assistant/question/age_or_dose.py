"""A number of a follow-up that may be an age or another dose: "and at 40?" after a question on 80 mg."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from assistant.knowledge.patterns import patterns
from assistant.records.reading import PatientReading

__all__ = ["without_doses"]


def without_doses(said: PatientReading, before: Sequence[str]) -> tuple[PatientReading, tuple[str, ...]]:
    """The reading without an age that may be a dose, since the question `before` has one; and a sentence on it."""
    table = patterns("case_facts")
    found = [table["age", "at"].search(one.text) for one in said.spans if one.field == "age"]
    unsure = [match[0] for match in found if match]
    if not unsure or not any(table["age", "dose before"].search(text) for text in before):
        return said, ()
    kept = msgspec.structs.replace(said, patient=msgspec.structs.replace(said.patient, age=None))
    return kept, tuple(f"“{words}” was not taken into the case: it may be an age or another dose." for words in unsure)
