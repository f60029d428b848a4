"""What a note's patient does not tolerate and is no drug that a vocabulary has ("latex", "peanut", "contrast")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.knowledge.patterns import patterns
from assistant.language.covered import Covered
from assistant.patient.notes.names.named import Name
from assistant.patient.notes.note import Note
from assistant.patient.notes.told import Told

__all__ = ["allergens"]

_ALLERGEN_BEFORE = re.compile(r"\b(?P<what>[a-z]+) allerg(?:y|ies)\b", re.IGNORECASE)
_ITEM = re.compile(r"[^,;.\n]+")
_ITS_NAME = re.compile(
    r"\s*(?:[-•*]\s*)?(?P<what>\??[A-Za-z][A-Za-z' /-]{1,40}?)\s*(?=$|[(:]|->|→| - |\?| causes?| reaction)"
)


def allergens(note: Note, drugs: Sequence[Name]) -> Iterator[Told]:
    """In the order of the text; `drugs` are those that are read as drugs."""
    known = Covered(len(note.plain), ((one.start, one.end) for one in drugs))
    no_name = patterns("note_values")["allergies", "no name"]
    for start, end in sorted(_allergen_places(note)):
        words = note.plain[start:end].strip()
        own = note.part(start).section == "allergies" or not note.status(start, end)
        if (
            words
            and own
            and not known.touches(start, end)
            and not no_name.search(words)
            and note.plain[end : end + 1] != "?"
        ):
            yield Told("allergies", words, start, start + len(words))


def _allergen_places(note: Note) -> Iterator[tuple[int, int]]:
    """Where what one is allergic to may stand: behind "allergic to", before "allergy", in a list of allergies."""
    for match in patterns("note_values")["allergies", "named"].finditer(note.plain):
        yield match.start() + match[0].lower().index(" to ") + 4, match.end()
    for match in _ALLERGEN_BEFORE.finditer(note.plain):
        yield match.span("what")
    for part in note.parts:
        for item in _ITEM.finditer(note.plain, part.body, part.end) if part.section == "allergies" else ():
            if named := _ITS_NAME.match(note.plain, item.start(), item.end()):
                yield named.span("what")
