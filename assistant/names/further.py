"""Names that the vocabulary does not have: rarer genes, brands, drugs and diseases, each with its other names.

Before a reader is told that no record mentions a thing, its other names must have been tried. The table is large and
rarely asked, so it is read when a question first has a word that nothing else explains.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple, cast

from assistant.knowledge.tables import WORD, pieces, table_path, words_of
from assistant.records.answer import ConceptKind, Synonym

__all__ = ["FurtherName", "brands", "further_at", "further_names", "is_further_gene", "numbers_gene"]


class FurtherName(NamedTuple):
    """A name at `text[start:end]`, by whichever of its forms; `others` are all the forms but the name."""

    kind: ConceptKind
    name: str
    start: int
    end: int
    others: tuple[Synonym, ...]


_LONGEST = 5
"""Words of a name."""


def further_names(
    text: str, asked: Callable[[int, int], bool], at: Callable[[str, int, int], FurtherName | None] | None = None
) -> Iterator[FurtherName]:
    """Names in the order of the text, the longest first. `asked`: whether a span has a word that is yet unexplained;
    `at`: what is looked up there, this table's names when it is None."""
    at = at or further_at
    words = [match.span() for match in WORD.finditer(text)]
    place = 0
    while place < len(words):
        step = 1
        for length in range(min(_LONGEST, len(words) - place), 0, -1):
            start, end = words[place][0], words[place + length - 1][1]
            if asked(start, end) and (found := at(text, start, end)):
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


@cache
def brands() -> dict[str, str]:
    """Names of one word under which a drug is sold, in small letters, to the drug's own, also small."""
    made: dict[str, str] = {}
    for line in _lines()[0]:
        if line.startswith(b"drug\t"):
            _, name, cell, source = line.decode().split("\t")
            if "label of" in source:
                made.update((form.lower(), name.lower()) for form in pieces(cell) if form.isalpha())
    return made


def is_further_gene(symbol: str) -> bool:
    """Whether the table has it as a gene's symbol."""
    return any(row[:2] == ("gene", symbol) for row in _rows_with(words_of(symbol)))


def numbers_gene(capitals: str, number: str) -> bool:
    """Whether a number behind capitals makes them a gene's symbol: "MCL-1" is MCL1, and no mantle cell lymphoma."""
    return capitals.isupper() and number.isdigit() and len(number) < 3 and is_further_gene(f"{capitals}{number}")


def _like_symbol(said: str) -> bool:
    """Whether it is written as a gene is, and not as a word: "SPOP", "Tcf4", "dCK"."""
    bare = re.sub(r"[^A-Za-z0-9]", "", said)
    return sum(map(str.isupper, bare)) > 1 or (bare[:1].isalpha() and any(map(str.isdigit, bare)) and len(bare) > 3)


@lru_cache(maxsize=1024)
def _rows_with(words: str) -> tuple[tuple[str, ...], ...]:
    """The rows that have a name by these words in one, and all other rows on what those name."""
    lines, folded = _lines()
    key, place, found = f"|{words}|".encode(), -1, dict[tuple[str, ...], None]()
    while words and (place := folded.find(key, place + 1)) >= 0:
        at = folded.count(b"\n", 0, place)
        name = lines[at].split(b"\t")[:2]
        first, last = at, at
        while lines[first - 1].split(b"\t")[:2] == name:
            first -= 1
        while lines[last + 1].split(b"\t")[:2] == name:
            last += 1
        found.update((tuple(line.decode().split("\t")), None) for line in lines[first : last + 1])
    return tuple(found)


@cache
def _lines() -> tuple[list[bytes], bytes]:
    """The table's lines, sorted as they are; and all of them small, without what parts the words of a name and with
    "|" between cells. They are searched as they lie, since to read them all would take longer than a question."""
    raw = table_path("further_names").read_bytes()
    return raw.split(b"\n"), raw.lower().translate(bytes.maketrans(b"\t", b"|"), b" -'./,")
