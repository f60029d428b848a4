"""How many people a study studied, where its record says so; a number of one group or of one event is not that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from assistant.knowledge.patterns import patterns
from assistant.records.answer import Effect
from ingest.read.sentences import sentence_spans

__all__ = ["sample_size"]

_BEFORE, _AFTER = 75, 90
"""Characters on either side of a number in which a cue is looked for, within its sentence."""
_PART = re.compile(r"\d\s*(?:\([^)]*\)\s*)?(?:/|of(?: the)?)\s*\Z", re.IGNORECASE)
"""What stands before the whole of a share ("10 of 36 patients"): often a group's."""
_ANOTHER = re.compile(r"[^().;]*\band [^().;]*", re.IGNORECASE)
"""What joins the two sides of a comparison ("50 patients and 71 controls"), which an abstract seldom adds up."""


def sample_size(text: str, effects: Sequence[Effect]) -> int | None:
    """The largest number of people in the text, where the words around it say that so many were studied.

    `effects` are those read in the text. None where none is said, or where the largest number is of something else.
    """
    sizes = [effect for effect in effects if effect.kind == "n"]
    most = max((effect.value for effect in sizes), default=0)
    spans = sentence_spans(text)
    whole = (
        any(_is_whole(text, effect, start, end, sizes) for start, end in spans if start <= effect.start < end)
        for effect in sizes
        if effect.value == most
    )
    return int(most) if any(whole) else None


def _is_whole(text: str, number: Effect, start: int, end: int, sizes: Sequence[Effect]) -> bool:
    """Whether the words around a number say that so many were studied; `start` and `end` are its sentence's."""
    before, after = _cues()
    left = text[max(start, number.start - _BEFORE) : number.start]
    right = text[number.end : min(end, number.end + _AFTER)]
    if _PART.search(left) or any(_are_two_sides(text, one, number, start, end) for one in sizes):
        return False
    return bool(before.search(left) or after.search(right))


def _are_two_sides(text: str, one: Effect, number: Effect, start: int, end: int) -> bool:
    first, second = sorted((one, number), key=lambda effect: effect.start)
    if first is second or not (start <= first.start and second.end <= end):
        return False
    return _ANOTHER.fullmatch(text, first.end, second.start) is not None


@cache
def _cues() -> tuple[re.Pattern[str], re.Pattern[str]]:
    cues = patterns("sample_cues")
    return re.compile(rf"(?:{cues['before',].pattern})\s*\Z", re.IGNORECASE), re.compile(
        rf"\A[^.;()]*?(?:{cues['after',].pattern})", re.IGNORECASE
    )
