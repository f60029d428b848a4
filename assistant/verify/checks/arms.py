"""Of whom or what each figure is: "42 % with A and 19 % with B" is not "19 % with A".

A figure belongs to the words that follow it up to the next break ("9.4 months with letrozole"), or else to those right
before it ("letrozole (9.4 months)"). Figures in a row ("9.4 v 6.0 months") belong in turn to things in a row ("letrozole
to tamoxifen"), with or without "respectively".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from assistant.knowledge.tables import mapping
from assistant.language.amounts import same_amount, same_unit
from assistant.verify.checks.finding import Finding, Sides, failed, nothing, passed
from assistant.verify.checks.reading import Reading, Token

__all__ = ["Figure", "check_arms", "figures"]

_PLAIN = 0.3
_VALUES = frozenset({"", "n", "ratio"})
"""Roles of numbers that are something's; the others qualify a number before them."""
_JOINS = frozenset({"and", "or", "v", "vs", "versus", "than", "compared", "to", "with", "as", "while", "whereas"})
_LIGHT = frozenset({"in", "the", "those", "of", "for", "with", "on", "a", "an", "among", "that", "at", "by", "from"})
_BREAK = re.compile(r"[;.](?=\s|\Z)|[,()\[\]]|\b(?:and|or|vs?|versus|than|compared|while|whereas|but)\b", re.IGNORECASE)
_BRACKET = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")


class Figure(msgspec.Struct, frozen=True):
    """A number of a text, and the keys of the words it belongs to, the nearest first; in a row with how many."""

    token: Token
    labels: tuple[str, ...]
    row: int = 1
    """Figures of its row; 1 for one by itself."""


def check_arms(sides: Sides) -> Finding:
    """Contradicts when a figure of the sentence is, in the evidence, that of another; "free" when that cannot be read."""
    ours, theirs = figures(sides.claim), figures(sides.match.window)
    if not ours or len(theirs) < 2:
        return nothing("arms", "There are no figures of which one could be another's.")
    for figure in ours:
        fault = _fault(sides, figure, theirs)
        if fault is not None:
            return fault
    return passed("arms", "Each figure is of the same as in the evidence.")


def _fault(sides: Sides, figure: Figure, theirs: Sequence[Figure]) -> Finding | None:
    same = [other for other in theirs if _same(figure, other)]
    others = [other for other in theirs if not _same(figure, other) and _like(figure, other)]
    if not same or not others:
        return None
    its, rest = _labels(same), _labels(others)
    decisive = next((key for key in figure.labels if (key in its) != (key in rest)), "")
    shown = sides.claim.words([figure.token])
    if decisive and decisive in rest:
        said = next(token for token in sides.claim.tokens if token.key == decisive)
        return failed(
            "arms",
            "contradicts",
            f"The sentence gives {shown} for {sides.claim.words([said])!r}; the evidence gives it for another.",
        )
    alone = any(other.row > 1 for other in same) and figure.row == 1
    if not decisive and alone:
        return failed("arms", "free", f"Of which in the evidence {shown} is, cannot be told from these words.")
    return None


def _same(first: Figure, second: Figure) -> bool:
    one, two = first.token.number, second.token.number
    return one is not None and two is not None and same_amount(one, two)


def _like(first: Figure, second: Figure) -> bool:
    one, two = first.token.number, second.token.number
    return one is not None and two is not None and same_unit(one, two)


def _labels(found: Sequence[Figure]) -> set[str]:
    return {key for figure in found for key in figure.labels}


@lru_cache(maxsize=2048)
def figures(reading: Reading) -> tuple[Figure, ...]:
    """The figures of a text in their order."""
    rows = _rows(reading)
    lists = _lists(reading)
    made: list[Figure] = []
    for row in rows:
        named = _list_for(reading, row, lists) if len(row) > 1 else None
        for at, place in enumerate(row):
            labels = named[at] if named is not None else _own_labels(reading, place) if len(row) == 1 else ()
            made.append(Figure(reading.tokens[place], labels, len(row)))
    return tuple(made)


def _rows(reading: Reading) -> list[list[int]]:
    """Places of the figures, those together that stand in a row with nothing but joining words between."""
    rows: list[list[int]] = []
    for place, token in enumerate(reading.tokens):
        if token.number is None or token.number.role not in _VALUES:
            continue
        last = rows[-1][-1] if rows else None
        if last is not None and _joined(reading, last, place):
            rows[-1].append(place)
        else:
            rows.append([place])
    return rows


def _joined(reading: Reading, first: int, second: int) -> bool:
    one, two = reading.tokens[first].number, reading.tokens[second].number
    between = reading.tokens[first + 1 : second]
    gap = reading.text[reading.tokens[first].end : reading.tokens[second].start]
    plain = all(token.said.lower() in _JOINS or token.number is not None for token in between)
    joins = any(token.said.lower() in _JOINS for token in between) or "," in gap
    return plain and joins and one is not None and two is not None and same_unit(one, two) and ";" not in gap


def _own_labels(reading: Reading, place: int) -> tuple[str, ...]:
    """Keys of the words after a figure, or before it where none follow, the nearest first."""
    token = reading.tokens[place]
    bracket = _BRACKET.match(reading.text, token.end)
    begin = bracket.end() if bracket else token.end
    closed = reading.text[begin : begin + 1] in (")", "]")
    stop = _BREAK.search(reading.text, begin)
    end = stop.start() if stop else len(reading.text)
    after = [] if closed else [one for one in reading.tokens[place + 1 :] if begin <= one.start < end and _tells(one)]
    before = [one for one in _back(reading, place) if _tells(one)]
    return tuple(one.key for one in ([*after] or before))


def _back(reading: Reading, place: int) -> list[Token]:
    """The tokens before a figure as far as the one before it or a break, the nearest first."""
    made: list[Token] = []
    for at in range(place - 1, -1, -1):
        token = reading.tokens[at]
        gap = reading.text[token.end : reading.tokens[at + 1].start]
        if (token.number is not None and token.number.role in _VALUES) or token.said.lower() in _JOINS - {"with", "to"}:
            break
        if "," in gap or ";" in gap:
            break
        made.append(token)
    return made


def _tells(token: Token) -> bool:
    if token.said.lower() in ("all", "overall"):
        return True
    if token.kind == "direction" and token.axis in ("amount", "significance"):
        return False
    return token.weight > _PLAIN and token.number is None and token.kind not in ("negation", "hedge")


_Chunk = tuple[int, int]
"""(first, last) token."""


def _lists(reading: Reading) -> list[list[_Chunk]]:
    """Things in a row: runs of words with only joining words, or commas, between."""
    chunks = _chunks(reading)
    lists: list[list[_Chunk]] = []
    for chunk in chunks:
        if lists and _follows(reading, lists[-1][-1], chunk):
            lists[-1].append(chunk)
        else:
            lists.append([chunk])
    return [one for one in lists if len(one) > 1 and len({_names(reading, chunk) for chunk in one}) == 1]


def _names(reading: Reading, chunk: _Chunk) -> bool:
    return any(token.kind in ("name", "group") for token in reading.tokens[chunk[0] : chunk[1] + 1])


def _chunks(reading: Reading) -> list[_Chunk]:
    made: list[_Chunk] = []
    for place, token in enumerate(reading.tokens):
        if not _tells(token) or token.said.lower() in _JOINS or token.said.lower() in mapping("comparators"):
            continue
        touching = made and made[-1][1] == place - 1
        gap = reading.text[reading.tokens[place - 1].end : token.start] if place else ""
        if touching and not re.search(r"[,;()]", gap):
            made[-1] = (made[-1][0], place)
        else:
            made.append((place, place))
    return made


def _follows(reading: Reading, first: _Chunk, second: _Chunk) -> bool:
    between = reading.tokens[first[1] + 1 : second[0]]
    words = [token.said.lower() for token in between]
    gap = reading.text[reading.tokens[first[1]].end : reading.tokens[second[0]].start]
    if any(token.number is not None for token in between) or re.search(r"[;()]", gap):
        return False
    light = all(word in _JOINS or word in _LIGHT for word in words)
    return light and (any(word in _JOINS - {"with", "as"} for word in words) or "," in gap)


def _list_for(reading: Reading, row: list[int], lists: list[list[_Chunk]]) -> list[tuple[str, ...]] | None:
    """The labels for the figures of a row, in turn: those of the nearest list of as many things."""
    if row[0] and reading.tokens[row[0] - 1].said.lower() == "from":
        return None
    fitting = [one[-len(row) :] if one[-1][1] < row[0] else one[: len(row)] for one in lists if len(one) >= len(row)]
    fitting = [one for one in fitting if one[-1][1] < row[0] or one[0][0] > row[-1]]
    if not fitting:
        return None
    nearest = min(fitting, key=lambda one: one[0][0] - row[-1] if one[0][0] > row[-1] else row[0] - one[-1][1])
    return [tuple(reading.tokens[at].key for at in range(last, first - 1, -1)) for first, last in nearest]
