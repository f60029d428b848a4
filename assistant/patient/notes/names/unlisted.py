"""Words that stand where a note has a drug, and are none that a vocabulary has: mostly brands of another country.

Which drug it is nobody may guess, so it goes into no field; but it is told as not understood, and the list it stands in
goes on behind it ("on Brandname 4 mg, pravastatin").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.language.covered import Covered
from assistant.patient.notes.names.named import Name
from assistant.patient.notes.names.short_forms import is_word
from assistant.patient.notes.note import Note

__all__ = ["UNLISTED", "as_written", "unlisted_drugs"]

UNLISTED = "unlisted drug"
"""The kind of such a name."""
_DOSED = re.compile(
    r"(?<![\w-])(?P<name>[A-Z][a-z]{3,19})(?= \d+(?:[.,/]\d+)? ?(?:mg|mcg|µg|μg|g|units?|iu|ug)\b"
    r"| \d+(?:[.,/]\d+)? (?:od|bd|bid|tds|tid|qds|qid|qhs|prn|daily|weekly|nocte)\b| (?:\d+ )?\d-\d-\d\b)"
)
_ITEM = re.compile(
    r"(?:(?<=[,;+\n])|\A)[ \t-]*(?P<name>[A-Z][a-z]{3,19})(?=[ \t]*(?:[,;.+\n(]|\Z| \d| (?:prn|q\d|od|bd)\b))"
)
_LISTS = ("medications", "prior")


def as_written(note: Note, names: Sequence[Name], kind: str, places: Iterable[tuple[int, int]]) -> list[Name]:
    """What stands at these places, in the words of the note, where none of the names is."""
    taken = Covered(len(note.plain), ((one.start, one.end) for one in names))
    return [
        Name(kind, " ".join(note.text[start:end].split()), start, end)
        for start, end in places
        if not taken.touches(start, end)
    ]


def unlisted_drugs(note: Note, names: Sequence[Name]) -> list[Name]:
    """In the order of the text; none overlaps one of `names`, and none is a word of the language or of medicine."""
    taken = Covered(len(note.plain), ((one.start, one.end) for one in names))
    found: dict[int, Name] = {}
    for start, end in _places(note):
        word = note.plain[start:end]
        if not taken.touches(start, end) and not is_word(word.lower()):
            found[start] = Name(UNLISTED, word, start, end)
    return [found[start] for start in sorted(found)]


def _places(note: Note) -> Iterator[tuple[int, int]]:
    """Words before a dose, and items of what is labeled as a list of drugs."""
    for match in _DOSED.finditer(note.plain):
        yield match.span("name")
    for part in note.parts:
        if part.section in _LISTS:
            body = note.plain[part.body : part.end]
            for match in _ITEM.finditer(body):
                yield part.body + match.start("name"), part.body + match.end("name")
