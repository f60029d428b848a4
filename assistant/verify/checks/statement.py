"""Direction, negation and study groups: what is said of the named things."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from assistant.knowledge.tables import mapping, words_in
from assistant.verify.checks.associations import check_association, reworded
from assistant.verify.checks.finding import Finding, Sides, failed, nothing, passed
from assistant.verify.checks.matching import Change
from assistant.verify.checks.reading import Reading, Token, sentences
from assistant.verify.checks.sides import exchanged, turned

__all__ = ["check_direction", "check_groups", "check_negation"]

_PREFIXES = ("un", "in", "im", "ir", "non", "dis", "anti", "de", "mis", "a")
_SCOPE = 6
"""Tokens a negation reaches."""


def check_direction(sides: Sides) -> Finding:
    """Contradicts when the sentence has the opposite word on one axis (more or less, sensitive or resistant …)."""
    said = [token for token in sides.claim.tokens if token.axis and token.kind == "direction"]
    if sides.close and not reworded(sides):
        flip = _flipped(sides)
        if flip and not (exchanged(sides) and _comparative(flip)):
            return failed(
                "direction", "contradicts", f"The sentence says {flip[0]!r} where the evidence says {flip[1]!r}."
            )
    elif said and check_association(sides).check.passed is None:
        opposed = _opposed(sides, said)
        if opposed:
            return failed(
                "direction",
                "contradicts",
                f"The sentence says {opposed[0]!r}; the evidence nearest to it says {opposed[1]!r}.",
            )
    if not said:
        return nothing("direction", "The sentence states no direction.")
    apart = None if reworded(sides) or turned(sides) else _of_another(sides, said)
    if apart:
        return failed(
            "direction", "free", f"The evidence says {apart[1]!r} of {apart[0]!r}, as far as checks can tell."
        )
    return passed("direction", "The evidence states the same direction.")


def _flipped(sides: Sides) -> tuple[str, str] | None:
    """(our word, the evidence's word) of opposite sense that remain after the alignment."""
    for token, other in turned(sides):
        return sides.claim.words([token]), sides.match.window.words([other])
    for change in sides.match.changes:
        for token in change.said:
            for other in change.found:
                if token.kind in {"word", "direction"} and other.kind in {"word", "direction"}:
                    one, two = sides.claim.words([token]), sides.match.window.words([other])
                    if _opposite_by_prefix(one.lower(), two.lower()):
                        return one, two
    return None


def _of_another(sides: Sides, said: Iterable[Token]) -> tuple[str, str] | None:
    """(word, direction) where the direction next to the sentence's word is another one in the evidence."""
    window = sides.match.window
    ours, theirs = _outcomes_named(sides.claim), _outcomes_named(window)
    named = {*ours.values()} & {*theirs.values()}
    directions = [
        at
        for at, token in enumerate(window.tokens)
        if token.kind == "direction" and token.axis in _MOVES and theirs.get(token.start) not in named
    ]
    for token in said:
        if ours.get(token.start) in named:
            continue
        follows = _next_word(sides.claim, token)
        places = [at for at, other in enumerate(window.tokens) if follows is not None and other.key == follows.key]
        if token.axis not in _MOVES or follows is None or not places or not directions:
            continue
        apart = sides.claim.tokens.index(follows) - sides.claim.tokens.index(token)
        near = {window.tokens[at] for place in places for at in _nearest(directions, place, apart)}
        if all(other.key != token.key for other in near):
            return sides.claim.words([follows]), window.words([min(near, key=lambda other: other.start)])
    return None


def _outcomes_named(reading: Reading) -> dict[int, tuple[str, str]]:
    """Where the noun of a change only ends the name of an outcome ("QTc prolongation", "tumor shrinkage"): its start ->
    the keys of both words."""
    made = {}
    for before, token in pairwise(reading.tokens):
        noun = token.kind == "direction" and token.said.lower().endswith(("tion", "sion", "age", "ment"))
        if noun and before.kind in ("word", "name") and before.end + 1 == token.start:
            made[token.start] = before.key, token.key
    return made


def _nearest(directions: list[int], place: int, apart: int) -> list[int]:
    """The places nearest to one, and all as near as two words are in the sentence."""
    reach = max(apart, min(abs(at - place) for at in directions))
    return [at for at in directions if abs(at - place) <= reach]


_MOVES = frozenset({"amount", "difference", "superiority"})
"""Axes of what is said of an outcome."""


def _next_word(reading: Reading, token: Token) -> Token | None:
    place = reading.tokens.index(token)
    return next((other for other in reading.tokens[place + 1 : place + 3] if other.kind in ("word", "name")), None)


def _opposite_by_prefix(first: str, second: str) -> bool:
    short, long = sorted((first, second), key=len)
    return len(short) > 4 and any(long == prefix + short or long == f"{prefix}-{short}" for prefix in _PREFIXES)


def _comparative(flip: tuple[str, str]) -> bool:
    return all(word.lower() in mapping("directions") for word in flip)


def _opposed(sides: Sides, said: Iterable[Token]) -> tuple[str, str] | None:
    """In a freely worded sentence: the window has the axis only with the other sign."""
    window = [token for token in sides.match.window.tokens if token.kind == "direction"]
    for token in said:
        same = [other for other in window if other.axis == token.axis]
        ours = _effective(sides.claim, token)
        if same and all(_effective(sides.match.window, other) != ours for other in same):
            return sides.claim.words([token]), sides.match.window.words([same[0]])
    return None


def _effective(reading: Reading, token: Token) -> str:
    """The sign of a direction, turned when a negation reaches it."""
    place = reading.tokens.index(token)
    reach = reading.tokens[max(0, place - _SCOPE) : place]
    turned = sum(other.kind == "negation" for other in reach) % 2
    return token.sign if not turned else ("-" if token.sign == "+" else "+")


def check_negation(sides: Sides) -> Finding:
    """Contradicts when a negation was added, or one was left out of words the sentence otherwise repeats."""
    said = any(token.kind == "negation" for token in sides.claim.tokens)
    if sides.close and (sides.near or not reworded(sides)):
        for change in sides.match.changes:
            fault = _negated(sides, change)
            if fault:
                return failed("negation", "contradicts", fault)
    if not said:
        return nothing("negation", "The sentence negates nothing, and the evidence does not negate what it says.")
    return passed("negation", "What the sentence negates, the evidence negates.")


def _negated(sides: Sides, change: Change) -> str:
    ours = [token for token in change.said if token.kind == "negation"]
    theirs = [token for token in change.found if token.kind == "negation"]
    if len(ours) == len(theirs) or _of_both(sides) or _denied(sides.claim) == _denied(sides.match.window):
        return ""
    if ours:
        return f"The sentence adds {sides.claim.words([ours[0]])!r}; the evidence states this without a negation."
    content = [token for token in change.found if token.weight > 0.3 and token.kind not in {"negation", "hedge"}]
    if change.enclosed and len(content) <= 2 + len(change.said) and _reaches(sides, theirs[-1]):
        return f"The evidence says {sides.match.window.words([theirs[0]])!r} here; the sentence leaves that out."
    return ""


def _of_both(sides: Sides) -> bool:
    """Whether the evidence says "neither … nor", and the sentence denies the same of all it names: by "neither" too,
    or by the denial of its verb ("did not")."""
    kept = [token for token in sides.match.window.tokens if token.kind == "negation" and not _of_neither(token)]
    ours = [token for token in sides.claim.tokens if token.kind == "negation"]
    contrast = any(
        mapping("comparators").get(token.said.lower(), ("",))[0] == "contrast" for token in sides.claim.tokens
    )
    if len(kept) == sum(token.kind == "negation" for token in sides.match.window.tokens) or contrast:
        return False
    own = [token for token in ours if _of_neither(token)]
    return len(ours) - max(0, len(own) - 1) == len(kept) + 1 and (
        bool(own) or any(_of_verb(sides.claim, t) for t in ours)
    )


def _denied(reading: Reading) -> list[str]:
    """The words of weight right after the denials of a text, or the one before it where a denial ends its clause."""
    made = []
    for place, token in enumerate(reading.tokens):
        if token.kind == "negation":
            ends = _ENDS.match(reading.text, token.end)
            beside = reading.tokens[max(0, place - 1) : place] if ends else reading.tokens[place + 1 : place + 4]
            made.append(next((one.key for one in beside if one.weight > 0.3), ""))
    return sorted(made)


def _of_neither(token: Token) -> bool:
    return token.said.lower() in ("neither", "nor")


def _of_verb(reading: Reading, token: Token) -> bool:
    """Whether a denial stands right after its verb ("did not", "were not")."""
    place = reading.tokens.index(token)
    before = reading.tokens[place - 1].said.lower() if place else ""
    return token.said.lower() == "not" and before in mapping("verb_words")


def _reaches(sides: Sides, negation: Token) -> bool:
    """Whether words the sentence repeats stand within reach after the evidence's negation, or before one that ends its
    clause ("but those with the mutation did not")."""
    tokens = sides.match.window.tokens
    place = tokens.index(negation)
    kept = {j for _, j in sides.match.pairs}
    if _ENDS.match(sides.match.window.text, negation.end):
        return any(j in kept and tokens[j].weight > 0.3 for j in range(max(0, place - _SCOPE), place))
    return any(j in kept and tokens[j].weight > 0.3 for j in range(place + 1, min(len(tokens), place + 1 + _SCOPE)))


_ENDS = re.compile(r"\s*(?:[.;)]|,\s|\Z)")
"""What follows a word that ends its clause."""


def _animal(token: Token) -> bool:
    if token.kind == "group":
        return token.axis == "species" and token.sign != "human"
    return token.said.lower() in words_in("preclinical_words")


def check_groups(sides: Sides) -> Finding:
    """Lacks when the sentence speaks of a group of people or animals that the evidence does not."""
    said = [token for token in sides.claim.tokens if token.kind == "group"]
    if not said:
        return nothing("population", "The sentence names no particular group.")
    known = (*sides.evidence, *sentences(sides.context))
    given = {token.key for reading in known for token in reading.tokens if token.kind == "group"}
    changed = [(token, change) for change in sides.match.changes for token in change.said if token.kind == "group"]
    for token, change in changed:
        other = next(
            (t for t in change.found if t.kind == "group" and t.axis == token.axis and t.sign != token.sign), None
        )
        if other is not None and sides.close:
            return failed(
                "population",
                "lacks",
                f"The sentence speaks of {sides.claim.words([token])!r} "
                f"where the evidence speaks of {sides.match.window.words([other])!r}.",
            )
    preclinical = any(_animal(token) for token in sides.match.window.tokens)
    for token in said:
        human = token.axis == "species" and token.sign == "human"
        if token.key not in given and (not human or preclinical):
            return failed("population", "lacks", f"The evidence does not speak of {sides.claim.words([token])!r}.")
    return passed("population", "The evidence speaks of the same group.")
