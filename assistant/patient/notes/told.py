"""What a reader of one aspect finds in a note: values of the record with their places, and what it leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from assistant.knowledge.patterns import patterns
from assistant.patient.notes.note import Note, Status

__all__ = ["NOT_OWN", "Left", "Told", "number_in", "wordings"]

NOT_OWN: dict[Status, str] = {
    "family": "said of another person",
    "unknown": "not known",
    "denied": "denied",
    "possible": "left open, not affirmed",
}
"""Why what is named is not read as the patient's, by its status."""


class Told(NamedTuple):
    """`value` is as the record holds it: a number, a word, a `Variant`, a `Diplotype`."""

    field: str
    value: object
    start: int
    end: int


class Left(NamedTuple):
    """What stands there and is left out, with the reason."""

    start: int
    end: int
    why: str


def wordings(note: Note, field: str, table: str = "note_values") -> Iterator[tuple[str, int, int]]:
    """(value, start, end) of each wording that the table has for a field, in the order of the text, the longest first
    of those that begin at one place; none lies within another."""
    found = [
        (match.start(), -match.end(), value)
        for (name, value), pattern in patterns(table).items()
        if name == field
        for match in pattern.finditer(note.plain)
    ]
    last = 0
    for start, minus_end, value in sorted(found):
        if start >= last:
            last = -minus_end
            yield value, start, last


_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def number_in(match: re.Match[str]) -> tuple[float, int]:
    """(value, where it begins) of the last number in the words of a match, which has one."""
    *_, last = _NUMBER.finditer(match[0])
    return float(last[0]), match.start() + last.start()
