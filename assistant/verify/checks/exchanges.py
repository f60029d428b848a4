"""Two things that changed places: "the exposure to A with B" is not "the exposure to B with A".

Two signs tell it in a close wording. The one is that all else stands where it stood, and only two parts went into each
other's places. The other holds in any order: each of the two hangs on the word that the other hangs on in the evidence.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.verify.checks.finding import NEAR, Sides
from assistant.verify.checks.reading import Reading, Token

__all__ = ["places_exchanged"]

_PLAIN = 0.3
_ARTICLES = frozenset({"a", "an", "the", "An", "The"})
"""As printed: a capital A names a drug or an arm."""
_LISTS = frozenset({"and", "or", "plus", "versus", "vs", "nor", "but", "whereas", "while"})
_EVEN = _LISTS | {"with", "was", "were", "is", "are", "by", "in", "for", "of", "at", "on"}
"""Words on either side of which two things may stand, where nothing else is between them."""
_LEADS = frozenset({"of", "to", "for", "in", "by", "with", "from", "between", "on", "against", "into", "without"})
_ADJUNCT = frozenset(
    {"in", "at", "among", "after", "before", "during", "for", "with", "on", "by", "when", "while", "if"}
)
_MUTUAL = frozenset({"association", "difference"})
"""Axes on which the sides may change places."""
_TIE = 2
"""Words of weight between two things up to which they tie just these."""


def places_exchanged(sides: Sides) -> tuple[str, str] | None:
    """The two things, as the sentence prints them; None when none changed places or it is worded too freely."""
    if sides.match.window_share < NEAR:
        return None
    return _swapped(sides) or _rehung(sides)


def _swapped(sides: Sides) -> tuple[str, str] | None:
    """Two parts in each other's places, where everything before, between and behind them is the same."""
    ours, theirs = _plain(sides.claim), _plain(sides.match.window)
    start = next((at for at, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a.key != b.key), None)
    if start is None or len(ours) != len(theirs):
        return None
    end = next(at for at, (a, b) in enumerate(zip(ours[::-1], theirs[::-1], strict=True)) if a.key != b.key)
    around = {token.key for token in (*ours[:start][-1:], *ours[len(ours) - end :][:1])}
    ours, theirs = ours[start : len(ours) - end], theirs[start : len(theirs) - end]
    said, found = [token.key for token in ours], [token.key for token in theirs]
    for first in range(1, len(said)):
        if said[:first] != found[-first:]:
            continue
        for last in range(1, len(said) - first):
            if said[-last:] == found[:last] and said[first:-last] == found[last:-first]:
                one, middle, two = ours[:first], ours[first:-last], ours[-last:]
                inner = [token for token in middle if token.key not in around] or middle
                if _matters(sides.claim, one, inner, two):
                    return sides.claim.words(one), sides.claim.words(two)
    return None


def _plain(reading: Reading) -> list[Token]:
    return [token for token in reading.tokens if token.said not in _ARTICLES]


def _matters(reading: Reading, one: Sequence[Token], middle: Sequence[Token], two: Sequence[Token]) -> bool:
    """Whether the order says something: not in a list, of two adjuncts, or where things only go together."""
    if not all(any(_weighs(token) for token in part) for part in (one, two)):
        return False
    if all(part[0].said.lower() in _ADJUNCT for part in (one, two)):
        return False
    if sum(map(_weighs, middle)) <= _TIE and any(token.axis in _MUTUAL for token in middle):
        return False
    if any(part[-1].said.lower().endswith("ly") for part in (one, two)) or _even(middle):
        return False
    return not _listed(reading, [*one, *middle, *two])


def _even(middle: Sequence[Token]) -> bool:
    """Whether between two parts stands nothing but a word that puts both on one level ("A and B", "A was B")."""
    said = {token.said.lower() for token in middle}
    return bool(said) and said <= _EVEN and bool(said - _LEADS or said == {"with"})


def _listed(reading: Reading, tokens: Sequence[Token]) -> bool:
    """Whether a joining word or a comma stands between any two things of a row."""
    joints = [token for token in tokens if token.said.lower() in _LISTS]
    if not joints or any(token.weight <= _PLAIN and token not in joints for token in tokens):
        return False
    return len(joints) == 1 or "," in reading.text[tokens[0].start : tokens[-1].end]


def _rehung(sides: Sides) -> tuple[str, str] | None:
    """Two things each of which hangs on the word that the other hung on."""
    ours, theirs = _hung(sides.claim), _hung(sides.match.window)
    new = {key: ours[key] - theirs[key] for key in ours if key in theirs and ours[key] - theirs[key]}
    gone = {key: theirs[key] - ours[key] for key in new}
    shared = list(new)
    for place, one in enumerate(shared):
        for two in shared[place + 1 :]:
            if new[one] & gone[two] - {one, two} and new[two] & gone[one] - {one, two}:
                first, second = (next(t for t in sides.claim.tokens if t.key == key) for key in (one, two))
                return sides.claim.words([first]), sides.claim.words([second])
    return None


def _hung(reading: Reading) -> dict[str, set[str]]:
    """Key of a thing -> keys of what it hangs on: the word before "of", "for" and the like, the noun right after it."""
    made: dict[str, set[str]] = {}
    tokens = reading.tokens
    for place, token in enumerate(tokens):
        if not _weighs(token):
            continue
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        if following is not None and _weighs(following) and reading.text[token.end : following.start] == " ":
            made.setdefault(token.key, set()).add(following.key)
        led, at = False, place - 1
        if at >= 0 and tokens[at].said.lower().endswith("ing") and reading.text[tokens[at].end : token.start] == " ":
            made.setdefault(token.key, set()).add(tokens[at].key)
        while at >= 0 and (tokens[at].said in _ARTICLES or tokens[at].said.lower() in _LEADS):
            led = led or tokens[at].said.lower() in _LEADS
            at -= 1
        if led and at >= 0 and _weighs(tokens[at]) and "," not in reading.text[tokens[at].end : token.start]:
            made.setdefault(token.key, set()).add(tokens[at].key)
    for one, joint, two in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if joint.said.lower() in _LISTS:
            both = made.get(one.key, set()) | made.get(two.key, set())
            made[one.key], made[two.key] = both - {one.key}, both - {two.key}
    return made


def _weighs(token: Token) -> bool:
    return token.weight > _PLAIN and token.number is None and token.kind in ("word", "name", "group", "direction")
