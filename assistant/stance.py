"""Which side of a statement a sentence takes: it supports it, opposes it, or says the matter is open.

Both are read for what they say of the same things: an effect and its direction, or that there is none. "Not
associated" opposes "associated", "reduced" opposes "increased"; a sentence on other things takes no side. Wording is
all that is looked at; `conflicts.find_conflicts` takes a model's judgment instead where there is one.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from assistant.checks import read
from assistant.checks.reading import Reading
from assistant.knowledge.tables import rows

__all__ = ["Side", "stance", "states_effect"]

Side = Literal["supports", "opposes", "inconclusive"]

_SCOPE = 6
"""Tokens a negation reaches."""
_SHARED = 0.35
"""Least weighted share of the statement's frame that a sentence on the same thing holds."""


def stance(statement: str, sentence: str) -> Side | None:
    """None when the sentence is not on the same thing, or takes no side that its wording shows."""
    ours, theirs = read(statement), read(sentence)
    if _shared(ours, theirs) < _SHARED:
        return None
    if _says("inconclusive", sentence):
        return "inconclusive"
    null, other_null = _says("null", statement), _says("null", sentence)
    if null != other_null:
        return "opposes"
    if null:
        return "supports"
    one, two = _directions(ours), _directions(theirs)
    common = one.keys() & two.keys()
    if not common:
        if _negated(ours) != _negated(theirs):
            return "opposes"
        return "supports" if _shared(ours, theirs) >= 1.7 * _SHARED else None
    against = sum(not one[axis] & two[axis] for axis in common)
    return "opposes" if 2 * against > len(common) else "supports"


def states_effect(sentence: str) -> bool:
    """The sentence says that something has an effect, or that it has none: only such can be for or against."""
    return any(_says(kind, sentence) for kind in ("effect", "null", "inconclusive"))


def _shared(ours: Reading, theirs: Reading) -> float:
    """Share of the statement's words, directions and negations aside, that the sentence has too."""
    weights = {t.key: t.weight for t in ours.tokens if t.kind not in ("direction", "negation", "hedge", "number")}
    total = sum(weights.values())
    there = {token.key for token in theirs.tokens}
    return sum(weight for key, weight in weights.items() if key in there) / total if total else 0.0


def _negated(reading: Reading) -> bool:
    """An odd number of negations."""
    return sum(token.kind == "negation" for token in reading.tokens) % 2 == 1


def _directions(reading: Reading) -> dict[str, set[str]]:
    """Axis -> the signs the text gives on it, each turned when a negation stands before it."""
    found: dict[str, set[str]] = {}
    for place, token in enumerate(reading.tokens):
        if token.kind == "direction" and token.sign:
            before = reading.tokens[max(0, place - _SCOPE) : place]
            turned = sum(other.kind == "negation" for other in before) % 2
            sign = token.sign if not turned else ("-" if token.sign == "+" else "+")
            found.setdefault(token.axis, set()).add(sign)
    return found


def _says(kind: str, text: str) -> bool:
    return any(pattern.search(text) for name, pattern in _cues() if name == kind)


@cache
def _cues() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row[0], re.compile(row[1], re.IGNORECASE)) for row in rows("stance_cues"))
