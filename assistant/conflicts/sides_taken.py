"""Which side of a statement a sentence takes: it supports it, opposes it, or says the matter is open.

Near in wording, the two are laid side by side and what differs decides: a turned direction, an added negation,
exchanged sides. Worded freely, both are read for what they say of the same things: an effect and its direction, or that
there is none, in words or in figures (a ratio whose interval leaves out 1, a p-value). Of a sentence in several clauses
the one on the statement's outcome counts. A sentence on other things takes no side.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from assistant.language.cues import says
from assistant.studies.effects import read_effects
from assistant.verify.checks import Sides, match, read
from assistant.verify.checks.associations import carriers_side
from assistant.verify.checks.reading import Reading
from assistant.verify.checks.sides import check_sides
from assistant.verify.checks.statement import check_direction, check_negation

__all__ = ["LEAST", "Leaning", "Side", "denies", "finds", "leaning", "nearly_same", "stance", "states_effect"]

Side = Literal["supports", "opposes", "inconclusive"]

_SCOPE = 6
"""Tokens a negation reaches."""
LEAST = 0.35
"""Least clearness from which a finding takes a side of another finding. A claim that leaves most of what a finding says
out would bear less: see the curve in `evals/README.md`."""
_SPARE = 1.7
"""How many times clearer a sentence must be that supports by its words alone, without an effect's direction."""
_LIKELY = 0.05
"""p-value below which a difference counts as found."""
_CLAUSE = re.compile(
    r";|,?\s+\b(?:but|whereas|while|whilst|although|however|though|except)\b|,\s+(?=and\b|with no\b|without\b)",
    re.IGNORECASE,
)


_ASIDE = re.compile(r",?\s+but (?:not|no)\b[^,;.]*", re.IGNORECASE)
"""What a sentence denies besides what it states ("…, but not of bleeding")."""


class Leaning(NamedTuple):
    """A side, and how clear it is: 1 where only what differs decides, else the share of the statement's frame that the
    sentence has."""

    side: Side
    clearness: float


def stance(statement: str, sentence: str) -> Side | None:
    """None when the sentence is not on the same thing, or takes no side that its wording shows clearly enough."""
    told = leaning(statement, sentence)
    return told.side if told is not None and told.clearness >= LEAST else None


def leaning(statement: str, sentence: str) -> Leaning | None:
    """By wording and figures, however unclear; None when they show no side at all."""
    if says("inconclusive", sentence) and not says("inconclusive", statement):
        return Leaning("inconclusive", _shared(read(statement), read(sentence)))
    if (side := carriers_side(statement, sentence)) is not None:
        return Leaning(side, 1.0)
    if (near := _near(*(read(_ASIDE.sub("", text)) for text in (statement, sentence)))) is not None:
        return Leaning(near, 1.0)
    return _worded(statement, sentence)


def states_effect(sentence: str) -> bool:
    """The sentence says that something has an effect, or that it has none: only such can be for or against."""
    return any(says(kind, sentence) for kind in ("effect", "null", "inconclusive")) or bool(_figures(sentence))


def nearly_same(statement: str, sentence: str) -> bool:
    """Whether each is so near to the other in wording that what differs between them can be judged by itself."""
    return bool(_laid_beside(read(statement), read(sentence)))


def _laid_beside(ours: Reading, theirs: Reading) -> tuple[Sides, ...]:
    """Each of the two beside the other; empty when they are not near."""
    found, back = match(ours, (theirs,)), match(theirs, (ours,))
    if found is None or back is None:
        return ()
    pairs = (Sides(ours, (theirs,), theirs.text, found), Sides(theirs, (ours,), ours.text, back))
    return pairs if all(sides.close for sides in pairs) else ()


def _near(ours: Reading, theirs: Reading) -> Side | None:
    """The side of a sentence that repeats the statement but for a few words; None when it does not."""
    if not (pairs := _laid_beside(ours, theirs)):
        return None
    if _turns(ours) == _turns(theirs) and denies(ours.text) and denies(theirs.text):
        return "supports"
    checks = (check_direction, check_negation, check_sides)
    if denies(ours.text) != denies(theirs.text):
        return "opposes"
    turned = any(check(sides).consequence == "contradicts" for sides in pairs for check in checks)
    return "opposes" if turned else "supports"


def _turns(reading: Reading) -> list[str]:
    """The directions and negations of a text, whatever their order."""
    return sorted(token.key for token in reading.tokens if token.kind in ("direction", "negation"))


def _worded(statement: str, sentence: str) -> Leaning | None:
    said = _on_the_same(statement, sentence)
    ours, theirs = read(statement), read(said)
    shared = _shared(ours, read(sentence))
    null, other_null = denies(statement), denies(said)
    if null or other_null:
        return Leaning("supports" if null == other_null else "opposes", shared)
    one, two = _directions(ours), _directions(theirs)
    common = one.keys() & two.keys()
    if not common:
        same = _negated(ours) == _negated(theirs)
        return Leaning("supports", shared / _SPARE) if same else Leaning("opposes", shared)
    against = sum(not one[axis] & two[axis] for axis in common)
    return Leaning("opposes" if 2 * against > len(common) else "supports", shared)


def _on_the_same(statement: str, sentence: str) -> str:
    """The clause of the sentence that is on the statement's outcome; the whole when no clause stands out."""
    clauses = [clause for clause in _CLAUSE.split(sentence) if clause and len(clause.split()) > 2]
    if len(clauses) < 2:
        return sentence
    ours = read(statement)
    ranked = sorted(((_shared(ours, read(clause)), clause) for clause in clauses), reverse=True)
    stands_out = ranked[0][0] > ranked[1][0] and states_effect(ranked[0][1])
    return ranked[0][1] if stands_out else sentence


def finds(text: str) -> bool:
    """It says in words or figures that there is an effect, and does not say that there is none."""
    return not denies(text) and (says("effect", text) or _figures(text) == "found")


def denies(text: str) -> bool:
    """It says in words, or where the words are silent in figures, that there is no effect."""
    return says("null", text) or (not says("effect", text) and _figures(text) == "none")


@cache
def _figures(text: str) -> Literal["", "found", "none"]:
    """What the figures say: a difference was found (an interval without 1, p < 0.05), or none; "" when they differ."""
    told = set[bool]()
    for effect in read_effects(text):
        if effect.kind in ("HR", "OR", "RR", "IRR") and effect.low is not None and effect.high is not None:
            told.add(effect.low > 1 or effect.high < 1)
        elif effect.kind == "p":
            told.add(effect.value < _LIKELY or (effect.value == _LIKELY and effect.p.startswith("<")))
    return ("found" if True in told else "none") if len(told) == 1 else ""


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
