"""Of how many a sentence speaks, in words: "all", "most" and "some of them" are no figures, and weigh next to nothing.

A share in words is held against the one that the evidence has at the same noun. "All" and "most" need a word or a
figure that says so; what the evidence says of most, some or few is not said of them at large.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

import msgspec

from assistant.knowledge.tables import mapping, rows
from assistant.language.amounts import is_time
from assistant.verify.checks.finding import Sides
from assistant.verify.checks.parts import parts
from assistant.verify.checks.reading import Reading, Token

__all__ = ["other_quantity"]

_PLAIN = 0.3
_TOGETHER = {
    "all": {"all", "both", "any"},
    "any": {"any", "all"},
    "both": {"both", "all"},
}
"""Shares of the evidence that allow another in the sentence; any other needs itself."""
_WIDE = {"all", "any", "most", "nearly all", "all but"}
"""Shares that say more than a bare plural does."""
_NARROW = {"most", "nearly all", "some", "few", "all but"}
"""Shares without which a sentence says more than its evidence."""
_WHOLE = 100
_HALF = 50


class _Share(msgspec.Struct, frozen=True):
    share: str
    printed: str
    number: str
    """Key of a number right after it ("each of the two")."""
    heads: frozenset[str]
    """Keys of the words of weight right after it: what it is the share of, and what is said of them."""


def other_quantity(sides: Sides) -> str:
    """Why the sentence speaks of more or of others than the evidence, by its words of quantity; empty when it does not,
    or is worded too freely to be compared."""
    if not sides.close:
        return ""
    ours, theirs = _shares(sides.claim), _shares(sides.match.window)
    for one in ours:
        beside = [other for other in theirs if other.heads & one.heads] or list(theirs)
        if one.number and _definite(sides.match.window, one.number):
            continue
        if any(other.share in _TOGETHER.get(one.share, {one.share}) for other in beside) or _figured(sides, one.share):
            continue
        if one.share in _WIDE or one.share == "other" or (beside and one.share != "both"):
            other = next((other.printed for other in beside), "")
            told = f" where the evidence says {other!r}" if other else "; the evidence does not"
            return f"The sentence says {one.printed!r}{told}."
    return _left_out(sides, ours, theirs)


def _definite(window: Reading, number: str) -> bool:
    """Whether the evidence speaks of just so many, and not of some of them ("the two groups", not "one of the two")."""
    tokens = window.tokens
    for place, token in enumerate(tokens):
        before = [one.said.lower() for one in tokens[max(0, place - 2) : place]]
        if token.key == number and before[-1:] in (["the"], ["these"], ["those"], ["both"]) and before[0] != "of":
            return True
    return False


def _left_out(sides: Sides, ours: Sequence[_Share], theirs: Sequence[_Share]) -> str:
    known = {*sides.claim.keys}
    said = {one.share for one in ours}
    for other in theirs:
        if other.share in _NARROW - said and other.heads <= known and other.heads and not _has_share(sides.claim):
            return f"The evidence says {other.printed!r} here; the sentence leaves that out."
    return ""


def _has_share(reading: Reading) -> bool:
    percent = any(token.number is not None and token.number.unit == "%" for token in reading.tokens)
    return percent or any(True for _ in parts(reading))


def _figured(sides: Sides, share: str) -> bool:
    """Whether figures of the evidence say it: 30 of 30 are all of them, and 64 % are most."""
    window = sides.match.window
    given = [100 * part / whole for (part, whole), _ in parts(window) if whole]
    given += [
        token.number.value
        for token in window.tokens
        if token.number is not None and token.number.unit in ("%", "percent")
    ]
    if share in ("all", "both"):
        return _WHOLE in given
    return share == "most" and any(value > _HALF for value in given)


@lru_cache(maxsize=512)
def _shares(reading: Reading) -> tuple[_Share, ...]:
    made = []
    known = mapping("quantifiers")
    for found in _phrases().finditer(reading.text):
        share = known[found.group().lower()][0]
        share = "all but" if share == "all" and _BUT.match(reading.text, found.end()) else share
        after = [token for token in reading.tokens if token.start >= found.end()]
        before = [token for token in reading.tokens if token.end <= found.start()]
        if not _counts(reading, share, found, before, after):
            continue
        heads = [token.key for token in after if token.weight > _PLAIN and token.number is None][:2]
        numbers = [token.key for token in after[:3] if token.number is not None]
        made.append(_Share(share, found.group(), next(iter(numbers), ""), frozenset(heads)))
    return tuple(made)


def _counts(
    reading: Reading, share: str, found: re.Match[str], before: Sequence[Token], after: Sequence[Token]
) -> bool:
    """Whether the word says of how many: not "at all", "in all,", "every 3 weeks", "the most common", "any" denied."""
    last, following = before[-1].said.lower() if before else "", after[0] if after else None
    said = following.said.lower() if following is not None else ""
    if share == "most":
        return last not in _SUPERLATIVE and last != "at" and not said.endswith("ly") and said not in ("likely", "often")
    if share == "any":
        return not any(token.kind == "negation" or token.said.lower() in _OPEN for token in before)
    if share == "all" and (last == "at" or reading.text[found.end() : found.end() + 1] == ","):
        return False
    if share == "phrase":
        return False
    if share == "other":
        return bool(before) and before[-1].number is not None
    number = following.number if following is not None else None
    in_so_many = number is not None and last in ("of", "in")
    timed = in_so_many or (number is not None and is_time(number)) or said.rstrip("s") in _TURNS
    return not (found.group().lower() in ("every", "each") and timed)


_SUPERLATIVE = frozenset({"the", "its", "their", "was", "were", "is", "are", "be", "been", "occurred", "a"})
_OPEN = frozenset({"if", "whether", "unless"})
_TURNS = frozenset({"day", "week", "month", "year", "hour", "cycle", "morning", "evening", "night", "other", "second"})
"""What comes round ("each cycle"): no share of a group."""


_BUT = re.compile(r"[^,;.]{0,30}\s(?:except|save|but)\s")
"""What follows in "all patients but one"."""


@cache
def _phrases() -> re.Pattern[str]:
    words = "|".join(sorted((re.escape(phrase) for phrase, *_ in rows("quantifiers")), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)
