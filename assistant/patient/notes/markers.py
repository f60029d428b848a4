"""Markers of a tumor in a note: what it says of receptors, repair, stability and burden, in its own words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from assistant.language.covered import Covered
from assistant.patient.notes.names.named import Name
from assistant.patient.notes.note import Note, Status
from assistant.patient.notes.told import NOT_OWN, Left, Told
from assistant.patient.tumor_markers import Marker

__all__ = ["read_markers"]


def read_markers(
    note: Note, markers: Sequence[Marker], genetics: Sequence[Told | Left], names: Sequence[Name]
) -> Iterator[Told | Left]:
    """`genetics`: what was read already. A state within the name of a disease ("triple negative breast cancer") is said
    by that."""
    within = [(one.start, one.end) for one in names if one.kind == "disease" and _holds(one, markers)]
    taken = Covered(len(note.text), [*((one.start, one.end) for one in genetics), *within])
    for one in markers:
        if taken.touches(one.start, one.end) or note.part(one.start).asked:
            continue
        status = _status(note, one)
        if status:
            yield Left(one.start, one.end, NOT_OWN[status])
        elif one.variant is not None:
            yield Told("variants", one.variant, one.start, one.end)
        else:
            yield Told("pathology", " ".join(note.text[one.start : one.end].split()), one.start, one.end)


def _status(note: Note, one: Marker) -> Status:
    """By the words before it: a "negative" behind a state that is written out is another marker's."""
    if one.by_itself:
        return note.status(one.start, one.end)
    return note.status(one.start, note.part(one.start).end) or _FAMILY.get(note.status(one.start, one.end), "")


_FAMILY: dict[Status, Status] = {"family": "family"}


def _holds(name: Name, markers: Sequence[Marker]) -> bool:
    place = bisect_left(markers, name.start, key=lambda one: one.start)
    return place < len(markers) and markers[place].end <= name.end
