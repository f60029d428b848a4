"""How many of how many: "18 of the 60 patients" is not "18 of 36", and no "60 of 18", though each number is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from assistant.verify.checks.finding import Sides
from assistant.verify.checks.reading import Reading, Token

__all__ = ["other_part", "parts"]

_BETWEEN = re.compile(
    r"(?:\s+(?:patients|subjects|cases|participants))?\s*(?:[(\[][^()\[\]]*[)\]]\s*)?"
    r"(?:/|(?:out\s+)?of|in(?:\s+every)?|per)\s*(?:(?:the|all|these|every)\s+)?",
    re.IGNORECASE,
)
"""What stands between a part and its whole; its share may stand there in brackets."""
_LED = re.compile(r"(?:\A|[.;]\s+)(?:of|among)\s+(?:(?:the|all|these)\s+)?\Z", re.IGNORECASE)
"""What leads in a whole that stands before its part ("Of the 60 patients given A, 18 relapsed")."""
_COUNTS = frozenset({"", "n"})
"""Roles of the numbers that can be parts of each other."""

Part = tuple[float, float]
"""(part, whole)"""


def other_part(sides: Sides) -> tuple[str, bool]:
    """Why a part of the sentence is not one of the evidence, and whether it is the evidence's the other way round;
    empty where each part is of the whole that it is of in the evidence, or the evidence tells neither."""
    told = {pair for reading in sides.evidence for pair, _ in parts(reading)}
    for (part, whole), tokens in parts(sides.claim):
        if (part, whole) in told:
            continue
        shown = " of ".join(sides.claim.words([token]) for token in tokens)
        if (whole, part) in told:
            return f"The sentence has {shown} where the evidence has it the other way round.", True
        if part > whole:
            return f"The sentence has {shown}, more than there are.", False
        if any(part == other and whole != of for other, of in told):
            return f"The sentence has {shown}; in the evidence the first is part of another number.", False
    return "", False


def parts(reading: Reading) -> Iterator[tuple[Part, tuple[Token, Token]]]:
    """The parts of a text with their wholes, and the tokens of both."""
    counted = [token for token in reading.tokens if token.number is not None]
    for first, second in pairwise(counted):
        one, two = _value(first), _value(second)
        if one is None or two is None:
            continue
        if _between(reading, first, second):
            yield (one, two), (first, second)
        elif _LED.search(reading.text, 0, first.start) and _opens(reading, first, second):
            yield (two, one), (second, first)
    for first, share, second in zip(counted, counted[1:], counted[2:], strict=False):
        one, two = _value(first), _value(second)
        if one is not None and two is not None and _value(share) is None and _between(reading, first, second):
            yield (one, two), (first, second)


def _value(token: Token) -> float | None:
    """The value of a count, printed without a unit other than that of a rate ("patient-years")."""
    number = token.number
    if number is None or number.role not in _COUNTS or number.unit not in _WHOLES:
        return None
    return number.value


_WHOLES = frozenset({"", "person-years"})


def _between(reading: Reading, first: Token, second: Token) -> bool:
    return _BETWEEN.fullmatch(reading.text, first.end, second.start) is not None


def _opens(reading: Reading, whole: Token, part: Token) -> bool:
    """Whether the part begins right after the comma that ends the words on its whole."""
    return reading.text[whole.end : part.start].endswith(", ") and ", " not in reading.text[whole.end : part.start - 2]
