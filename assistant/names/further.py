"""Names that the vocabulary does not have: rarer genes, brands, drugs and diseases, each with its other names.

Before a reader is told that no record mentions a thing, its other names must have been tried. The table is large and
rarely asked, so it is read when a question first has a word that nothing else explains.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import takewhile
from typing import NamedTuple, cast

from assistant.knowledge.tables import WORD, pieces, rows, words_of
from assistant.records.answer import ConceptKind, Synonym

__all__ = ["FurtherName", "further_at", "further_names", "is_further_gene"]


class FurtherName(NamedTuple):
    """A name at `text[start:end]`, by whichever of its forms; `others` are all the forms but the name."""

    kind: ConceptKind
    name: str
    start: int
    end: int
    others: tuple[Synonym, ...]


_LONGEST = 5
"""Words of a name."""


def further_names(text: str, asked: Callable[[int, int], bool]) -> Iterator[FurtherName]:
    """Names in the order of the text, the longest first. `asked`: whether a span has a word that is yet unexplained."""
    words = [match.span() for match in WORD.finditer(text)]
    place = 0
    while place < len(words):
        step = 1
        for length in range(min(_LONGEST, len(words) - place), 0, -1):
            start, end = words[place][0], words[place + length - 1][1]
            if asked(start, end) and (found := further_at(text, start, end)):
                yield found
                step = length
                break
        place += step


def further_at(text: str, start: int, end: int) -> FurtherName | None:
    """The name that is exactly `text[start:end]`, if the table has it as it is written there."""
    said = text[start:end]
    found = [row for row in _rows_with(words_of(said).replace(" ", "")) if row[0] != "gene" or _like_symbol(said)]
    if not found:
        return None
    kind, name, *_ = found[0]
    same = [row for row in found if row[:2] == (kind, name)]
    others = (Synonym(form, source) for *_, cell, source in same for form in pieces(cell) if form != name)
    return FurtherName(cast(ConceptKind, kind), name, start, end, tuple(others))


def is_further_gene(symbol: str) -> bool:
    """Whether the table has it as a gene's symbol."""
    return any(row[:2] == ("gene", symbol) for row in _rows_with(words_of(symbol)))


def _like_symbol(said: str) -> bool:
    """Whether it is written as a gene is, and not as a word: "SPOP", "Tcf4", "dCK"."""
    bare = re.sub(r"[^A-Za-z0-9]", "", said)
    return sum(map(str.isupper, bare)) > 1 or (bare[:1].isalpha() and any(map(str.isdigit, bare)) and len(bare) > 3)


@lru_cache(maxsize=1024)
def _rows_with(words: str) -> tuple[tuple[str, ...], ...]:
    """The rows that have a name by these words in one, and all other rows on what those name."""
    table, folded = rows("further_names"), _folded()
    key, place, found = f"|{words}|".encode(), -1, list[tuple[str, ...]]()
    while words and (place := folded.find(key, place + 1)) >= 0:
        found.append(table[folded.count(b"\n", 0, place)])
    return tuple(row for kind, name in dict.fromkeys(row[:2] for row in found) for row in _rows_on(kind, name))


def _rows_on(kind: str, name: str) -> list[tuple[str, ...]]:
    """They stand together, the table being sorted."""
    table = rows("further_names")
    first = bisect_left(table, (kind, name))
    return list(takewhile(lambda row: row[:2] == (kind, name), table[first:]))


@cache
def _folded() -> bytes:
    """The names a line a row, small and without what parts their words: searched as bytes, 30,000 entries never are
    made."""
    text = "\n".join(f"|{name}|{others}|" for _, name, others, _ in rows("further_names"))
    return text.lower().encode().translate(None, b" -'./,")
