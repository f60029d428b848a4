"""Values of the record that the tagger tells where no wording of the tables does: an age, a habit, an ancestry, a
pregnancy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.language.number_words import spelled
from assistant.patient.notes.note import Note
from assistant.patient.notes.tags.tagged import Tagged, TaggedSpan
from assistant.patient.notes.told import Told

__all__ = ["OLDEST", "PER_YEAR", "tagged_age", "tagged_answer", "tagged_words"]

PER_YEAR = {"year": 1.0, "month": 12.0, "week": 365.25 / 7, "day": 365.25}
"""How many of the unit are a year."""
OLDEST = 130.0
_SURE = 0.8
"""From which chance on the tagger's word alone is a value."""
_NUMBER = re.compile(r"\d{1,3}(?:\.\d+)?")
_SHORT = {"mo": "month", "wk": "week"}
_UNIT = re.compile(rf"({'|'.join([*PER_YEAR, *_SHORT])})s?\b", re.IGNORECASE)


def tagged_age(note: Note, tagged: Tagged) -> Iterator[Told]:
    """In years, of each age that has one number."""
    for one in _sure(tagged, "age"):
        words = note.plain[one.start : one.end]
        numbers = [float(match[0]) for match in _NUMBER.finditer(words)] or [value for value, *_ in spelled(words)]
        said = _UNIT.search(words)
        unit = said[1].lower() if said else "year"
        years = numbers[0] / PER_YEAR[_SHORT.get(unit, unit)] if len(numbers) == 1 else OLDEST
        if years < OLDEST:
            yield Told("age", round(years, 2), one.start, one.end)


def tagged_answer(field: str, tagged: Tagged) -> Iterator[Told]:
    """Whether the patient is that ("pregnant", "breastfeeding")."""
    for one in _sure(tagged, field, f"not {field}"):
        yield Told(field, one.tag == field, one.start, one.end)


def tagged_words(note: Note, field: str, tagged: Tagged, *tags: str) -> Iterator[Told]:
    """The words with one of these tags, as the note has them."""
    for one in _sure(tagged, *tags):
        yield Told(field, " ".join(note.text[one.start : one.end].split()), one.start, one.end)


def _sure(tagged: Tagged, *tags: str) -> Iterator[TaggedSpan]:
    return (one for one in tagged.of(*tags) if one.chance >= _SURE)
