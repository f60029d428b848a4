"""Where a text names genes beside which a variant may stand: by symbol, by alias, or by the fusion that they drive."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.knowledge.tables import pieces, rows
from assistant.language.covered import Covered
from assistant.names.bare_symbols import small_symbol

__all__ = ["Gene", "Genes", "gene_forms", "genes_in"]


class Gene(NamedTuple):
    """A gene's approved symbol, and where the text names it."""

    symbol: str
    start: int
    end: int


@lru_cache(maxsize=1)
def gene_forms() -> dict[str, str]:
    """How a gene is written beside a variant, to its symbol: symbols as they are, aliases long or with a digit."""
    made: dict[str, str] = {}
    table = rows("genes")
    for _, symbol, _, aliases, careful, _ in table:
        for alias in pieces(aliases):
            if alias not in pieces(careful) and (len(alias) > 3 or re.search(r"\d", alias)):
                made.setdefault(alias, symbol)
                made.setdefault(alias.replace("-", ""), symbol)
    for row in table:
        made[row[1]] = row[1]
    return made


_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)?")


def _with_driven(text: str, driven: Sequence[Gene]) -> list[Gene]:
    """The genes of a text, each fusion as the one that it drives: "BCR-ABL T315I" is a change of ABL1."""
    fused = Covered(len(text), ((one.start, one.end) for one in driven))
    parts = [gene for gene in genes_in(text) if not fused.touches(gene.start, gene.end)]
    return sorted([*parts, *driven], key=lambda gene: gene.start)


class Genes:
    """The genes of a text and the breaks between its sentences, in order, to be looked up from each variant.

    `driven`: the text's fusions, each as the gene that it drives.
    """

    def __init__(self, text: str, driven: Sequence[Gene]) -> None:
        self.found = _with_driven(text, driven)
        self.symbols = frozenset(gene.symbol for gene in self.found)
        self._starts = [gene.start for gene in self.found]
        self._breaks = [match.start() for match in _BEFORE_END.finditer(text)]
        self._after_breaks = [match.end() for match in _END.finditer(text)]
        self._length = len(text)
        self._sentences: dict[tuple[int, int], tuple[frozenset[str], int]] = {}

    def before(self, place: int) -> Gene | None:
        """The last one that ends there or before."""
        last = bisect_left(self._starts, place) - 1
        while last >= 0 and self.found[last].end > place:
            last -= 1
        return self.found[last] if last >= 0 else None

    def after(self, place: int) -> Gene | None:
        """The first one that begins there or after."""
        first = bisect_left(self._starts, place)
        return self.found[first] if first < len(self.found) else None

    def beside(self, start: int, end: int) -> tuple[frozenset[str], int]:
        """The symbols named in the sentence around a span, and where the first of them ends."""
        after, before = bisect_right(self._after_breaks, start), bisect_left(self._breaks, end)
        low = self._after_breaks[after - 1] if after else 0
        high = self._breaks[before] if before < len(self._breaks) else self._length
        if (low, high) not in self._sentences:
            inside = self.found[bisect_left(self._starts, low) : bisect_left(self._starts, high)]
            whole = [gene for gene in inside if gene.end <= high]
            told = frozenset(gene.symbol for gene in whole), min((gene.end for gene in whole), default=0)
            self._sentences[low, high] = told
        return self._sentences[low, high]


def genes_in(text: str) -> list[Gene]:
    """The genes that a text names by a symbol or an alias, in order."""
    forms, found = gene_forms(), []
    for match in _TOKEN.finditer(text):
        raw = match[0]
        symbol = forms.get(raw)
        if symbol is None and "-" in raw:
            head, _, tail = raw.partition("-")
            symbol = forms.get(head + tail)
            if symbol is None and (
                symbol := forms.get(head) or (head.islower() and len(head) > 3 and forms.get(head.upper())) or None
            ):
                raw = head
            if other := forms.get(tail):
                found.append(Gene(other, match.start() + len(head) + 1, match.end()))
        if symbol is None and raw.islower():
            symbol = forms.get(raw.upper()) if len(raw) > 3 else _small(raw, text, match)
        if symbol is None and (glued := _GLUED.fullmatch(raw)) and (symbol := forms.get(glued[1])):
            raw = glued[1]
        if symbol:
            found.append(Gene(symbol, match.start(), match.start() + len(raw)))
    return sorted(found, key=lambda gene: gene.start)


def _small(raw: str, text: str, match: re.Match[str]) -> str | None:
    """A short symbol in small letters, where what stands beside it is said of genes ("met amplification")."""
    symbol = gene_forms().get(raw.upper())
    return symbol if symbol == raw.upper() and small_symbol(symbol, text, *match.span()) else None


_GLUED = re.compile(r"([A-Z][A-Z0-9]{2,7}?)(?:v?III|ex\d+\w*|[A-Z]\d{2,4}[A-Z])")
_END = re.compile(r"[.;!?]\s|\n")
_BEFORE_END = re.compile(r"(?=[.;!?]\s|\n)")
