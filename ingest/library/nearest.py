"""The records whose best window is nearest to a vector, among those that pass the filters and are embedded.

Chroma filters at a price nobody wants to pay, so the words index and the catalog say who passes, and one of three ways
finds the nearest of those, whichever costs least:

- *graph*: ask Chroma for more windows than needed and leave out what does not pass; for large libraries and filters
  that most pass;
- *all*: compare with every window of the flat copy, then leave out what does not pass; for small libraries;
- *passing*: compare with the windows that pass; for filters that few pass.

The last two are exact, and a process that only takes them never loads Chroma.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING, Literal

import msgspec

from ingest.index.flat import FlatView
from ingest.index.vectors import Vectors, window_of
from ingest.index.words import Words
from ingest.library.catalog import Catalog
from ingest.records.facets import Narrowing

if TYPE_CHECKING:
    import numpy

__all__ = ["Ranked", "cheapest", "nearest_records"]

_AT_LEAST = 200
"""Windows asked of Chroma for any `k`: what is cheap anyway, and leaves room for those that do not pass."""

_WIDE, _VERY_WIDE, _ENOUGH = 8, 5000, 4
"""How many times more windows are asked for than are trusted; from so many on, how many times is enough."""

_SPARE = 1.5
"""How many more than are expected to do: of 75 expected, fewer than 50 pass once in a thousand questions."""

_SCANNED, _NAMED, _COMPARED, _RETURNED = 0.15, 0.7, 0.5, 11.0
"""Processor microseconds, measured on one of two virtual cores: to compare with the next window of all, to name a
record that passes, to compare with a window named, to get one back from Chroma's graph."""

_LEAST = 1e-6
"""A share of records, for filters that none seems to pass."""

_GRAPH_FROM = 100_000
"""Windows below which Chroma is not worth loading."""

Way = Literal["graph", "all", "passing"]


class Ranked(msgspec.Struct, frozen=True):
    """One article found: `score` is BM25 (words) or cosine (vectors), `passage` the window that matched best."""

    pmid: str
    score: float
    passage: int | None = None


class _Search(msgspec.Struct, frozen=True):
    """What every way needs."""

    catalog: Catalog
    vector: Sequence[float] | numpy.ndarray
    k: int
    narrowing: Narrowing

    def best(self, windows: Sequence[tuple[int, int, float]], trusted: int) -> tuple[list[Ranked], bool]:
        """The best window of each record that passes, and whether `k` of them are among the `trusted` nearest."""
        admitted = self.catalog.admit({key for key, _, _ in windows}, self.narrowing, embedded=True)
        best: dict[int, Ranked] = {}
        near = 0
        for place, (key, number, score) in enumerate(windows):
            if key in admitted and (key not in best or score > best[key].score):
                best[key] = Ranked(str(key), score, number)
            if place < trusted:
                near = len(best)
        ranked = sorted(best.values(), key=lambda hit: (-hit.score, int(hit.pmid)))[: self.k]
        return ranked, near >= self.k


def nearest_records(
    catalog: Catalog,
    words: Words,
    vectors: Vectors,
    flat: FlatView | None,
    vector: Sequence[float] | numpy.ndarray,
    k: int,
    narrowing: Narrowing,
) -> list[Ranked]:
    """The best `k` records by the cosine of their best window; without a `flat` copy, by Chroma's graph."""
    search = _Search(catalog, vector, k, narrowing)
    share = _share(catalog, words, narrowing)
    embedded = catalog.embedded
    if flat is None:
        # A library of an earlier version, until a writer has made the copy: Chroma may be asked for all it has.
        return _graph(search, vectors, k / max(share, _LEAST), len(vectors))
    each = flat.live / max(embedded, 1)
    match cheapest(embedded, each, share, k):
        case "graph":
            # What passes may lie far from the question; the exact search knows no bound that is set too near.
            return _graph(search, vectors, k * each / max(share, _LEAST), flat.live, tries=1) or _exact(
                search, flat, None
            )
        case "all":
            return _exact(search, flat, None)
        case "passing":
            keys = narrowing.ids if narrowing.ids is not None else words.matching(narrowing)
            return _exact(search, flat, keys)


def cheapest(records: int, each: float, share: float, k: int) -> Way:
    """The way that takes the least time for `k` of the `share` of all `records`, which have `each` so many windows."""
    rows = records * each
    price: dict[Way, float] = {
        "all": _SCANNED * rows,
        "passing": (_NAMED + _COMPARED * each) * records * share,
    }
    if rows >= _GRAPH_FROM and share:
        price["graph"] = _RETURNED * min(_asked(k * each / share), rows)
    return min(price, key=lambda way: price[way])


def _share(catalog: Catalog, words: Words, narrowing: Narrowing) -> float:
    """Which part of all records passes, nearly: the index may be a moment ahead or behind."""
    if narrowing.open:
        return 1.0
    return min(1.0, words.about_passing(narrowing) / max(len(catalog), 1))


def _asked(wanted: float) -> int:
    """How many of the nearest windows to ask for when `wanted` of them are expected to do."""
    near = max(_SPARE * wanted, _AT_LEAST / _WIDE)
    return int(max(min(near * _WIDE, _VERY_WIDE), near * _ENOUGH))


def _trusted(asked: int) -> int:
    """How many of the nearest that were asked for have no gaps between them.

    Chroma's graph is searched as wide as is asked, and its far results have gaps. Measured on 100,000 rows that are
    hard to tell apart: recall@50 is 0.98 to 0.99 with these, and 0.86 when the far ones are trusted.
    """
    return asked // (_WIDE if asked < _VERY_WIDE else _ENOUGH)


def _exact(search: _Search, flat: FlatView, among: Sequence[int] | None) -> list[Ranked]:
    import numpy

    scored = flat.compared(numpy.asarray(search.vector, numpy.float32), among)
    ask = 2 * search.k + _AT_LEAST
    while True:
        found = scored.best(ask)
        best, done = search.best(found, len(found))
        if done or len(found) < ask:
            return best
        ask *= 4


def _graph(search: _Search, vectors: Vectors, wanted: float, rows: int, tries: int | None = None) -> list[Ranked]:
    """Gives nothing when `k` did not come out of the trusted ones in so many `tries`, each wider than the last."""
    ask = min(_asked(wanted), 2 * rows + _AT_LEAST)
    for _ in count() if tries is None else range(tries):
        found = [(*window_of(identifier), score) for identifier, score in vectors.nearest(search.vector, ask)]
        best, done = search.best(found, _trusted(ask))
        if done or len(found) < ask:
            return best
        ask *= 4
    return []
