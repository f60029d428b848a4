"""Who is compared with whom: "A better than B" is not "B better than A", though both have the same words."""

from __future__ import annotations

from collections import Counter

from assistant.checks.finding import Finding, Sides, failed, nothing, passed
from assistant.checks.reading import Reading, Token
from assistant.lexicon import mapping

__all__ = ["check_sides", "exchanged"]

_MUTUAL = {"association", "difference"}
"""Axes on which the sides may change places."""


def check_sides(sides: Sides) -> Finding:
    """Contradicts when two parts of the sentence changed places around a comparison or a verb."""
    if not sides.close:
        return nothing("sides", "The sentence is worded too freely to compare the order of what it compares.")
    swap = exchanged(sides)
    if swap is None:
        return passed("sides", "What is compared stands on the same sides as in the evidence.")
    if _turned(sides):
        return passed("sides", "The sides and the direction are both turned, which says the same.")
    return failed("sides", "contradicts", f"The sentence exchanges {swap[0]!r} and {swap[1]!r} against the evidence.")


def exchanged(sides: Sides) -> tuple[str, str] | None:
    """Two parts, as the sentence prints them, whose order is the other way round in the evidence across a pivot."""
    if not sides.match.moved:
        return None
    ours, theirs = _places(sides.claim), _places(sides.match.window)
    shared = [key for key in ours if key in theirs]
    shared.sort(key=lambda key: ours[key])
    moved = {token.key for token in sides.match.moved}
    for place, first in enumerate(shared):
        for last in reversed(shared[place + 1 :]):
            if theirs[first] < theirs[last] or not moved & {first, last}:
                continue
            if _pivot(sides, (ours[first], ours[last]), (theirs[last], theirs[first])):
                tokens = sides.claim.tokens
                return sides.claim.words([tokens[ours[first]]]), sides.claim.words([tokens[ours[last]]])
    return None


def _places(reading: Reading) -> dict[str, int]:
    """Tokens of weight that stand once, by key."""
    counts = Counter(reading.keys)
    return {
        t.key: i for i, t in enumerate(reading.tokens) if counts[t.key] == 1 and t.weight > 0.3 and t.kind != "negation"
    }


def _pivot(sides: Sides, ours: tuple[int, int], theirs: tuple[int, int]) -> bool:
    """Whether a comparison or another word of weight stands between the two in both texts."""
    one = {token.key for token in sides.claim.tokens[ours[0] + 1 : ours[1]] if _turns(sides.claim, token)}
    two = {
        token.key for token in sides.match.window.tokens[theirs[0] + 1 : theirs[1]] if _turns(sides.match.window, token)
    }
    if one & two:
        return True
    numbers = all(sides.claim.tokens[place].kind == "number" for place in ours)
    return numbers and "respectively" in sides.claim.text


def _turns(reading: Reading, token: Token) -> bool:
    if reading.words([token]).lower() in mapping("comparators"):
        return True
    return token.weight > 0.3 and token.axis not in _MUTUAL and token.kind not in {"group", "hedge"}


def _turned(sides: Sides) -> bool:
    """Whether a direction is reversed as well."""
    ours = [t for change in sides.match.changes for t in change.said if t.kind == "direction"]
    theirs = [t for change in sides.match.changes for t in change.found if t.kind == "direction"]
    return any(a.axis == b.axis and a.sign != b.sign for a in ours for b in theirs)
