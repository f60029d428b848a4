"""Who is compared with whom: "A better than B" is not "B better than A", though both have the same words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.knowledge.tables import mapping, values
from assistant.verify.checks.arms import with_owners
from assistant.verify.checks.associations import reworded
from assistant.verify.checks.exchanges import places_exchanged
from assistant.verify.checks.finding import NEAR, Finding, Sides, failed, nothing, passed
from assistant.verify.checks.reading import Reading, Token

__all__ = ["check_sides", "exchanged", "turned"]

_LIGHT = 0.3
"""Weight up to which a token says nothing of its own."""
_THAN = frozenset({"than", "versus", "vs"})
_Pair = tuple[int, int]
"""(token of the sentence, token of the window)"""
_MUTUAL = {"association", "difference"}
"""Axes on which the sides may change places."""


_PERMUTED = 0.9
"""Share of the sentence's words from which one with another order is taken for a permutation of the evidence."""


def check_sides(sides: Sides) -> Finding:
    """Contradicts when two parts of the sentence changed places around a comparison or a verb."""
    if sides.match.window_share < NEAR or (reworded(sides) and not sides.near):
        return nothing("sides", "The sentence is worded too freely to compare the order of what it compares.")
    lost = _lost_side(sides)
    if lost:
        return failed("sides", "contradicts", f"The evidence says this of {lost[0]!r}, in comparison with {lost[1]!r}.")
    mixed = _mixed(sides)
    if mixed:
        return failed("sides", "contradicts", f"The sentence says {mixed!r} on the other side of the contrast.")
    tied = _tied(sides) or (None if turned(sides) else places_exchanged(sides))
    if tied is not None:
        return failed(
            "sides", "contradicts", f"The sentence exchanges {tied[0]!r} and {tied[1]!r} against the evidence."
        )
    swap = exchanged(sides)
    if swap is None:
        return passed("sides", "What is compared stands on the same sides as in the evidence.")
    if turned(sides):
        return passed("sides", "The sides and the direction are both turned, which says the same.")
    return failed("sides", "contradicts", f"The sentence exchanges {swap[0]!r} and {swap[1]!r} against the evidence.")


def _mixed(sides: Sides) -> str:
    """A word that changed sides around a contrast ("A rose but B fell") on which another of its side stayed."""
    ours, theirs = _contrasted(sides.claim), _contrasted(sides.match.window)
    if theirs is not None and ours is None:
        return _from_denied(sides, theirs)
    if ours is None or theirs is None:
        return ""
    for place in (0, 1):
        stayed = [key for key in ours[place] if key in theirs[place] and key not in theirs[1 - place]]
        crossed = [key for key in ours[place] if key in theirs[1 - place] and key not in theirs[place]]
        if stayed and crossed:
            return ours[place][crossed[0]]
    return ""


def _from_denied(sides: Sides, theirs: tuple[dict[str, str], dict[str, str]]) -> str:
    """A word that the evidence has only where it denies ("but not with B"), in a sentence that denies nothing."""
    tokens = sides.match.window.tokens
    known = mapping("comparators")
    at = next(at for at, token in enumerate(tokens) if known.get(token.said.lower(), ("",))[0] == "contrast")
    far = tokens[at + 1 :]
    denied = any(token.kind == "negation" for token in far[:2]) or (bool(far) and far[-1].kind == "negation")
    if not denied or any(token.kind == "negation" for token in sides.claim.tokens):
        return ""
    taken = [token for token in sides.claim.tokens if token.key in theirs[1] and token.key not in theirs[0]]
    return sides.claim.words(taken[:1])


def _contrasted(reading: Reading) -> tuple[dict[str, str], dict[str, str]] | None:
    """What stands before and after the one contrast of a sentence, its words by their keys."""
    known = mapping("comparators")
    pivots = [at for at, token in enumerate(reading.tokens) if known.get(token.said.lower(), ("",))[0] == "contrast"]
    if len(pivots) != 1:
        return None
    before, after = reading.tokens[: pivots[0]], _one_side(reading.tokens[pivots[0] + 1 :])
    first, second = ({t.key: reading.words([t]) for t in part if _weighs(t)} for part in (before, after))
    return first, second


def _one_side(after: Sequence[Token]) -> Sequence[Token]:
    """What stands on the far side alone: of "A but not B in C", where B begins with no preposition, C is of both."""
    denied = bool(after) and after[0].kind == "negation"
    told = next((token for token in after[1:] if token.said.lower() not in _ARTICLES), None) if denied else None
    if told is None or told.said.lower() in _PREPOSITIONS:
        return after
    shared = (at for at, token in enumerate(after) if token.said.lower() in _PREPOSITIONS)
    return after[: next(shared, len(after))]


def _lost_side(sides: Sides) -> tuple[str, str] | None:
    """("surgery", "drugs") when "better with surgery than with drugs" has become "better with drugs"."""
    window = sides.match.window
    for change in sides.match.changes:
        words = [window.words([token]).lower() for token in change.found]
        than = next((place for place, word in enumerate(words) if word in _THAN), None)
        if than is None or not change.enclosed or any(token.weight > _LIGHT for token in change.said):
            continue
        before = [token for token in change.found[:than] if token.weight > _LIGHT]
        if before and not any(token.weight > _LIGHT for token in change.found[than + 1 :]):
            place = window.tokens.index(change.found[-1]) + 1
            return window.words(before), window.words(window.tokens[place : place + 1])
    return None


def exchanged(sides: Sides) -> tuple[str, str] | None:
    """Two parts, as the sentence prints them, whose order is the other way round in the evidence across a pivot."""
    said, found = sides.claim, sides.match.window
    away = sides.match.moved
    moved = [pair for pair in away if _weighs(said.tokens[pair[0]])]
    if not moved:
        return None
    pairs = sorted({*moved, *(pair for pair in sides.match.pairs if _weighs(said.tokens[pair[0]]))})
    along = {token.start for _, before in with_owners(sides) for token in before}
    pivots = [pair for pair in (*sides.match.pairs, *away) if _turns(sides, said.tokens[pair[0]])]
    compared = {pair for pair in pivots if said.tokens[pair[0]].said.lower() in mapping("comparators")}
    for pair in moved:
        around = [(i, j) for i, j in pivots if (i - pair[0]) * (j - pair[1]) < 0]
        for first, last in _inverted(pair, pairs):
            together = {said.tokens[first[0]].start, said.tokens[last[0]].start} <= along
            free = together or _adjuncts(sides, first, last)
            if _pivot(sides, first, last, [one for one in around if not free or one in compared]):
                return said.words([said.tokens[first[0]]]), found.words([found.tokens[last[1]]])
    return None


def _inverted(pair: _Pair, pairs: Sequence[_Pair]) -> Iterator[tuple[_Pair, _Pair]]:
    """Those that stand on the other side of one in the evidence: in each, the first in the sentence is first."""
    for other in pairs:
        first, last = sorted((pair, other))
        if first[1] > last[1] and first[0] < last[0]:
            yield first, last


def _tied(sides: Sides) -> tuple[str, str] | None:
    """Two names that changed places around a word that ties them one way ("adding A to B", "A without B"); no turned
    direction makes up for it."""
    tokens, away = sides.claim.tokens, sides.match.moved
    pairs = sorted({*sides.match.pairs, *away})
    named = [pair for pair in pairs if tokens[pair[0]].kind == "name"]
    ties = [(i, j) for i, j in pairs if tokens[i].said.lower() in values("tying_words")]
    for pair in away if ties else ():
        for first, last in _inverted(pair, named) if pair in named else ():
            if any(first[0] < i < last[0] and last[1] < j < first[1] for i, j in ties):
                return sides.claim.words([tokens[first[0]]]), sides.claim.words([tokens[last[0]]])
    return None


def _adjuncts(sides: Sides, first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Whether both are led by a preposition in both texts ("in mice", "at a dose of 3 mg"), and free to move."""
    return all(
        _led(reading, pair[place])
        for place, reading in enumerate((sides.claim, sides.match.window))
        for pair in (first, second)
    )


def _led(reading: Reading, place: int) -> bool:
    for at in range(place - 1, -1, -1):
        word = reading.tokens[at].said.lower()
        if word in _PREPOSITIONS:
            return True
        joins = word in mapping("comparators")
        if joins or (word not in _ARTICLES and reading.tokens[at].weight <= _LIGHT):
            return False
    return False


_PREPOSITIONS = frozenset({"in", "at", "among", "after", "before", "during", "for", "with", "on", "by"})
_ARTICLES = frozenset({"a", "an", "the", "of"})


def _weighs(token: Token) -> bool:
    return token.weight > 0.3 and token.kind not in ("negation", "grammar")


def _pivot(sides: Sides, first: tuple[int, int], last: tuple[int, int], pivots: list[tuple[int, int]]) -> bool:
    """Whether the same comparison or other word of weight stands between the two in both texts."""
    tokens = sides.claim.tokens
    if any(first[0] < i < last[0] and last[1] < j < first[1] for i, j in pivots):
        return True
    if {tokens[first[0]].kind, tokens[last[0]].kind} <= {"direction", "number"}:
        kept = [(i, j) for i, j in sides.match.pairs if tokens[i].kind == "name"]
        return any(first[0] < i < last[0] and last[1] < j < first[1] for i, j in kept)
    return False


def _turns(sides: Sides, token: Token) -> bool:
    """A comparison always; a verb only where the sentence has the words of the evidence, both in one voice."""
    kind = mapping("comparators").get(token.said.lower())
    if kind is not None:
        return kind[0] == "comparison" or _denied_after(sides.claim, token)
    if sides.match.window_share < _PERMUTED or token.axis in _MUTUAL or not _acts(token):
        return False
    twin = next((other for other in sides.match.window.tokens if other.key == token.key), None)
    if twin is not None and _often(sides.claim, token) != _often(sides.match.window, twin):
        return False
    if twin is not None and _noun(sides.claim, token) != _noun(sides.match.window, twin):
        return False
    return twin is None or _passive(sides.claim, token) == _passive(sides.match.window, twin)


def _noun(reading: Reading, token: Token) -> bool:
    """Whether a word of change is a noun there ("a 30 % reduction in pain" is "pain fell by 30 %")."""
    place = reading.tokens.index(token)
    before = reading.tokens[place - 1] if place else None
    return before is not None and (before.number is not None or before.said in ("a", "an", "the"))


def _often(reading: Reading, token: Token) -> bool:
    """ "more frequent": carriers that have more events than others are those in whom events are more frequent."""
    place = reading.tokens.index(token)
    following = {one.said.lower() for one in reading.tokens[place + 1 : place + 2]}
    return token.said.lower() in ("more", "less") and bool(following & {"frequent", "common", "often", "prevalent"})


def _acts(token: Token) -> bool:
    """Whether a word has the form of a verb: what does something to something."""
    word = token.said.lower()
    if word.endswith("ly") or word in mapping("scope_words"):
        return False
    return token.kind in ("word", "direction") and (
        word.endswith(("ed", "s")) or word in mapping("directions") or word in mapping("verb_words")
    )


def _passive(reading: Reading, token: Token) -> bool:
    """ "was reduced by", "were included in": who acts comes after."""
    place = reading.tokens.index(token)
    before = {other.said.lower() for other in reading.tokens[max(0, place - 2) : place]}
    return bool(before & _BE) and token.said.lower().endswith("ed")


_BE = frozenset({"was", "were", "is", "are", "be", "been", "being"})


def _denied_after(reading: Reading, token: Token) -> bool:
    """ "but not": what follows is the opposite of what comes before."""
    place = reading.tokens.index(token)
    return any(other.kind == "negation" for other in reading.tokens[place + 1 : place + 2])


def turned(sides: Sides) -> list[tuple[Token, Token]]:
    """(our token, the evidence's) of one axis and opposite signs that neither side has elsewhere in the other."""
    away = {i for i, _ in sides.match.moved}
    gone = {j for _, j in sides.match.moved}
    moved = {sides.claim.tokens[i] for i in away}
    left = {sides.match.window.tokens[j] for j in gone}
    ours = [t for c in sides.match.changes for t in c.said if t.kind == "direction" and t not in moved]
    theirs = [t for c in sides.match.changes for t in c.found if t.kind == "direction" and t not in left]
    return [(a, b) for a in ours for b in theirs if a.axis == b.axis and a.sign != b.sign]
