"""What a note's patient does not tolerate and is no drug that a vocabulary has ("latex", "peanut", "contrast")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.knowledge.patterns import patterns
from assistant.language.covered import Covered
from assistant.patient.notes.names.named import Name
from assistant.patient.notes.note import Note
from assistant.patient.notes.told import Told

__all__ = ["allergens", "told_by_relative"]

_ALLERGEN_BEFORE = re.compile(r"\b(?P<what>[a-z]+) allerg(?:y|ies)\b", re.IGNORECASE)
_ITEM = re.compile(r"[^,;.\n]+")
_MARK = re.compile(r"[,;(]")
_REACH = 90
"""Characters before a name in which the one may stand who tells it."""
_ITS_NAME = re.compile(
    r"\s*(?:[-•*]\s*)?(?P<what>\??[A-Za-z][A-Za-z' /-]{1,40}?)\s*(?=$|[(:]|->|→| - |\?| causes?| reaction)"
)


def allergens(note: Note, drugs: Sequence[Name]) -> Iterator[Told]:
    """In the order of the text; `drugs` are those that are read as drugs."""
    known = Covered(len(note.plain), ((one.start, one.end) for one in drugs))
    no_name = patterns("note_values")["allergies", "no name"]
    for start, end in sorted(_allergen_places(note)):
        words = note.plain[start:end].strip()
        own = not note.status(start, end) or (note.part(start).section == "allergies" and _is_own(note, start, end))
        if (
            words
            and own
            and not known.touches(start, end)
            and not no_name.search(words)
            and note.plain[end : end + 1] != "?"
        ):
            yield Told("allergies", words, start, start + len(words))


def told_by_relative(note: Note, start: int) -> bool:
    """Whether a relative only tells what stands there: "mother reports penicillin allergy", "latex, mother says …"."""
    table, body = patterns("allergy_entries"), max(note.part(start).body, start - _REACH)
    before = note.plain[body:start]
    for begin in (0, *(mark.end() for mark in _MARK.finditer(before))):
        said = table[("relative said",)].search(before[begin:])
        rest = before[begin + said.end() :] if said else ""
        own = table[("relative's own",)].search(rest) or patterns("note_status")["family", "before"].search(rest)
        if said and not own:
            return True
    return False


def _is_own(note: Note, start: int, end: int) -> bool:
    """Whether an item of the list is the patient's: what is not confirmed or not known is still on it."""
    return note.status(start, end) != "family" or told_by_relative(note, start)


def _allergen_places(note: Note) -> Iterator[tuple[int, int]]:
    """Where what one is allergic to may stand: behind "allergic to", before "allergy", in a list of allergies."""
    for match in patterns("note_values")["allergies", "named"].finditer(note.plain):
        yield match.start() + match[0].lower().index(" to ") + 4, match.end()
    for match in _ALLERGEN_BEFORE.finditer(note.plain):
        yield match.span("what")
    for part in note.parts:
        for item in _ITEM.finditer(note.plain, part.body, part.end) if part.section == "allergies" else ():
            said = patterns("allergy_entries")[("relative said",)].match(item[0])
            if named := _ITS_NAME.match(note.plain, item.start() + (said.end() if said else 0), item.end()):
                yield named.span("what")
