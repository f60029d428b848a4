"""The state of a tumor's marker that a study's people have, against the patient's: "PD-L1 of at least 50%" and 0%.

A trial in tumors with a marker is on others than a patient whose tumor was tested and has not got it, or has less of it
than was asked for. Which states leave each other out is `assistant.variants.sides.differ`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.fit.people import People
from assistant.records.answer import FitItem, Query
from assistant.variants.markers import MarkerState, placed_states
from assistant.variants.sides import differ, side_of

__all__ = ["MARKER", "marker_items"]

MARKER = "biomarker state"
"""The name of the aspect."""


class _Said(NamedTuple):
    words: str
    state: MarkerState
    start: int


def marker_items(people: People, query: Query) -> Iterator[FitItem]:
    """One for each marker that the case has a state of and the study tells one of; what its title says stands alone."""
    found = _said(people.text)
    for marker, own in _of_case(query).items():
        told = [one for one in found if _marker(one.state) == marker]
        told = [one for one in told if one.start < people.title_end] or told
        alike = [one for one in told if not all(differ(mine.state, one.state) for mine in own)]
        same = [one for one in alike if any(_agree(mine.state, one.state) for mine in own)]
        if same:
            yield FitItem(MARKER, "match", own[0].words, same[0].words)
        elif told and not alike:
            yield FitItem(MARKER, "mismatch", own[0].words, told[0].words)


def _of_case(query: Query) -> dict[str, list[_Said]]:
    """By marker, what the question says; of those that it leaves out, what the patient's diagnosis does."""
    made: dict[str, list[_Said]] = {}
    diagnoses = [one.surface for one in query.named("disease") if one.origin == "patient"]
    for text in (query.text, *diagnoses):
        known = set(made)
        for one in _said(text):
            if _marker(one.state) not in known:
                made.setdefault(_marker(one.state), []).append(one)
    return made


def _said(text: str) -> Sequence[_Said]:
    return [_Said(text[start:end], state, start) for (start, end), state in placed_states(text)]


def _marker(state: MarkerState) -> str:
    return side_of(state)[0]


def _agree(mine: MarkerState, other: MarkerState) -> bool:
    """Shares on one scale, the same word, or one side of the marker; else it is open whether they do."""
    if differ(mine, other):
        return False
    if not (mine.word or other.word):
        return mine.scale == other.scale
    side = side_of(mine)[1]
    return mine.word == other.word or (side is not None and side == side_of(other)[1])
