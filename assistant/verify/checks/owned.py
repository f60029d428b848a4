"""The figures of a text, and the words that each belongs to.

A figure belongs to the words that follow it up to the next break ("9.4 months with letrozole"), or else to those
right before it ("letrozole (9.4 months)"). Figures in a row ("9.4 v 6.0 months") belong in turn to things in a row
("letrozole to tamoxifen"), with or without "respectively".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from assistant.knowledge.tables import mapping
from assistant.language.amounts import Number, same_unit
from assistant.verify.checks.reading import Reading, Token

__all__ = ["Figure", "figures", "subjects"]

_PLAIN = 0.3
_VALUES = frozenset({"", "n", "ratio"})
"""Roles of numbers that are something's; the others qualify a number before them."""
_JOINS = frozenset({"and", "or", "v", "vs", "versus", "than", "compared", "to", "with", "as", "while", "whereas"})
_LIGHT = frozenset({"in", "the", "those", "of", "for", "with", "on", "a", "an", "among", "that", "at", "by", "from"})
_WHOLE = frozenset({"all", "overall"})
_BREAK = re.compile(r"[;.](?=\s|\Z)|[,()\[\]]|\b(?:and|or|vs?|versus|than|compared|while|whereas|but)\b", re.IGNORECASE)
_BRACKET = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")


class Figure(msgspec.Struct, frozen=True):
    """A number of a text, and the keys of the words it belongs to, the nearest first; in a row with how many."""

    token: Token
    labels: tuple[str, ...]
    row: int = 1
    """Figures of its row; 1 for one by itself."""
    near: int = 0
    """How many of the labels stand right beside it."""


def figures(reading: Reading) -> tuple[Figure, ...]:
    """The figures of a text in their order."""
    rows = _rows(reading)
    lists = _lists(reading)
    made: list[Figure] = []
    for row in rows:
        named = _list_for(reading, row, lists) if len(row) > 1 else None
        ranged = row[0] > 0 and reading.tokens[row[0] - 1].said.lower() in ("from", "to")
        for at, place in enumerate(row):
            labels, near = (named[at], len(named[at])) if named is not None else ((), 0)
            if len(row) == 1 and not ranged:
                labels, near = _own_labels(reading, place)
            made.append(Figure(reading.tokens[place], labels, len(row), near))
    return tuple(made)


def subjects(reading: Reading, found: Sequence[Figure]) -> list[tuple[Token, ...]]:
    """The words before each figure: of the first all of them, of the others those after the break that ends what is
    said of the one before ("fever in 21 % of the women and rash in 35 %"); none for those in a row."""
    made, start, place = [], 0, 0
    for figure in found:
        stop = _BREAK.search(reading.text, start, figure.token.start) if start else None
        begin = stop.end() if stop else start
        own = []
        while place < len(reading.tokens) and reading.tokens[place].start < figure.token.start:
            token = reading.tokens[place]
            own += [token] if token.start >= begin and _subject(token) else []
            place += 1
        whole = stop is not None or not start
        made.append(tuple(own) if figure.row == 1 and whole else ())
        start = figure.token.end
    return made


def _subject(token: Token) -> bool:
    """Whether a word can be what a figure is said of."""
    return token.kind in ("name", "word", "group") and token.weight >= _FULL and token.key != _GROUP


_FULL = 0.9


def _rows(reading: Reading) -> list[list[int]]:
    """Places of the figures, those together that stand in a row with nothing but joining words between."""
    rows: list[list[int]] = []
    for place, token in enumerate(reading.tokens):
        if token.number is None or token.number.role not in _VALUES or not _measures(token.number):
            continue
        last = rows[-1][-1] if rows else None
        if last is not None and _joined(reading, last, place):
            rows[-1].append(place)
        else:
            rows.append([place])
    return rows


def _measures(number: Number) -> bool:
    """Whether a number is of something that is measured or counted, and no grade, score or point in time."""
    return bool(number.unit) or number.role != "" or number.value >= _BARE or number.value != int(number.value)


_BARE = 10
"""Below it a whole number without a unit is a grade or a place in a list."""


def _joined(reading: Reading, first: int, second: int) -> bool:
    one, two = reading.tokens[first].number, reading.tokens[second].number
    between = reading.tokens[first + 1 : second]
    gap = reading.text[reading.tokens[first].end : reading.tokens[second].start]
    plain = all(token.said.lower() in _JOINS or token.number is not None for token in between)
    joins = any(token.said.lower() in _JOINS - {"to"} for token in between) or "," in gap
    if not plain or not joins or one is None or two is None or not same_unit(one, two) or ";" in gap:
        return False
    apart = _COMPARED.search(gap) and reading.text[reading.tokens[second].end :].startswith(" with ")
    return "respectively" in reading.text or not (apart or (one.unit and not two.unit))


_COMPARED = re.compile(r",\s+(?:(?:as\s+)?compared (?:with|to)|versus|vs?\b)", re.IGNORECASE)
"""After it a figure with words of its own stands in no row ("47 %, as compared with 11 % with A and B")."""


def _own_labels(reading: Reading, place: int) -> tuple[tuple[str, ...], int]:
    """Keys of the words after a figure, or before it where none follow, the nearest first; and how many are near."""
    token = reading.tokens[place]
    bracket = _BRACKET.match(reading.text, token.end)
    begin = bracket.end() if bracket else token.end
    closed = reading.text[begin : begin + 1] in (")", "]")
    stop = _BREAK.search(reading.text, begin)
    end = min(stop.start() if stop else len(reading.text), _next_figure(reading, place))
    after = (
        []
        if closed
        else [one for one in reading.tokens[place + 1 :] if begin <= one.start < end and _of_group(one, token)]
    )
    before = _back(reading, place)
    if after and not (all(one.key == _PATIENTS for one in after) and any(map(_tells, before))):
        return tuple(one.key for one in (*after, *_lead(reading, place))), len(after)
    near = 0
    for one in before:
        if not _tells(one) and near:
            break
        near += _tells(one)
    return tuple(one.key for one in before if _tells(one)), near


def _next_figure(reading: Reading, place: int) -> int:
    """Where the next figure of the same kind begins, whose words those after it are."""
    own = reading.tokens[place].number
    for token in reading.tokens[place + 1 :]:
        number = token.number
        if number is not None and own is not None and number.unit and number.unit == own.unit and not number.role:
            return token.start
    return len(reading.text)


def _lead(reading: Reading, place: int) -> list[Token]:
    """What stands before the comma that leads a figure in, where it says of whom ("in the A group, 53 % of …")."""
    comma = reading.text.rfind(", ", 0, reading.tokens[place].start)
    if comma < 0 or any(comma < token.start for token in reading.tokens[:place]):
        return []
    begin = max(reading.text.rfind(mark, 0, comma) for mark in (", ", "; ", ". ")) + 1
    led = [token for token in reading.tokens[:place] if token.start >= begin]
    words = [token.said.lower() for token in led[:2]]
    return [token for token in led if _tells(token)] if {*words} & {"in", "with", "among", "for", "on"} else []


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
    if token.said.lower() in _WHOLE:
        return True
    if token.kind == "direction" and token.axis in ("amount", "significance"):
        return False
    return _weighs(token)


def _of_group(token: Token, figure: Token) -> bool:
    """Whether a word says of whom a figure is; a dose says it too ("3.7 days with 140 mg")."""
    return _weighs(token) or token.said.lower() in _WHOLE or _dose(token.number, figure.number)


def _dose(number: Number | None, figure: Number | None) -> bool:
    printed = number is not None and figure is not None and bool(number.unit) and bool(figure.unit) and not number.role
    return printed and number is not None and figure is not None and not same_unit(number, figure)


def _weighs(token: Token) -> bool:
    plain = (
        token.number is None
        and token.axis != "order"
        and token.kind not in ("negation", "hedge", "grammar")
        and token.said != "n"
    )
    return plain and token.weight > _PLAIN and token.key != _GROUP


_GROUP = "=group"
"""Key of the words for an arm of a trial, which every arm has."""
_PATIENTS = "group:species:human"
"""Key of "patients", who follow most figures: by themselves they tell of whom one is only where nothing else does."""


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
    mixed = "respectively" in reading.text
    return [one for one in lists if len(one) > 1 and (mixed or len({_names(reading, chunk) for chunk in one}) == 1)]


def _names(reading: Reading, chunk: _Chunk) -> bool:
    return any(token.kind in ("name", "group") for token in reading.tokens[chunk[0] : chunk[1] + 1])


def _chunks(reading: Reading) -> list[_Chunk]:
    made: list[_Chunk] = []
    for place, token in enumerate(reading.tokens):
        if not _weighs(token) or token.said.lower() in _JOINS or token.said.lower() in mapping("comparators"):
            continue
        touching = made and made[-1][1] == place - 1
        gap = reading.text[reading.tokens[place - 1].end : token.start] if place else ""
        if touching and not re.search(r"[,;()]", gap):
            made[-1] = (made[-1][0], place)
        else:
            made.append((place, place))
    return made


def _follows(reading: Reading, first: _Chunk, second: _Chunk) -> bool:
    between = [token for token in reading.tokens[first[1] + 1 : second[0]] if token.key != _GROUP]
    words = [token.said.lower() for token in between]
    gap = reading.text[reading.tokens[first[1]].end : reading.tokens[second[0]].start]
    if any(token.number is not None for token in between) or re.search(r"[;()]", gap):
        return False
    light = all(word in _JOINS or word in _LIGHT for word in words)
    return light and (any(word in _JOINS - {"with", "as"} for word in words) or "," in gap)


def _list_for(reading: Reading, row: list[int], lists: list[list[_Chunk]]) -> list[tuple[str, ...]] | None:
    """The labels for the figures of a row, in turn: those of the nearest list of as many things."""
    fitting = [one[-len(row) :] if one[-1][1] < row[0] else one[: len(row)] for one in lists if len(one) >= len(row)]
    fitting = [one for one in fitting if one[-1][1] < row[0] or one[0][0] > row[-1]]
    if not fitting:
        return None
    named = [one for one in fitting if any(_names(reading, chunk) for chunk in one)] or fitting
    nearest = min(named, key=lambda one: one[0][0] - row[-1] if one[0][0] > row[-1] else row[0] - one[-1][1])
    shared = _shared_noun(reading, nearest)
    return [
        tuple(reading.tokens[at].key for at in range(last, first - 1, -1) if at not in shared)
        for first, last in nearest
    ]


def _shared_noun(reading: Reading, listed: Sequence[_Chunk]) -> set[int]:
    """Places of the noun that ends a list and belongs to all of it ("in resistant than in sensitive tumors"), and of
    what leads it up ("those given A and B")."""
    lengths = [last - first for first, last in listed]
    shared = set()
    if lengths[-1] == 1 and not any(lengths[:-1]) and reading.tokens[listed[-1][1]].kind in ("word", "group"):
        shared.add(listed[-1][1])
    if lengths[0] and not any(lengths[1:]) and reading.tokens[listed[0][1]].kind == "name":
        shared |= set(range(*listed[0]))
    return shared
