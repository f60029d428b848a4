"""The records whose best window is nearest to a vector, among those that pass the filters and are embedded.

Chroma filters at a price nobody wants to pay, so the words index and the catalog say who passes, and one of three ways
finds the nearest of those, whichever costs least:

- *wide*: ask Chroma for more windows than needed and leave out what does not pass; for filters that most pass;
- *among*: name the windows that pass; its graph is walked until enough of them are met, so the fewer the longer;
- *exact*: fetch the vectors of the windows that pass and compare; for the few.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import msgspec

from ingest.catalog import Catalog
from ingest.facets import Narrowing
from ingest.vectors import Vectors, window_ids, window_of
from ingest.words import Words

if TYPE_CHECKING:
    import numpy

__all__ = ["Ranked", "cheapest", "nearest_records"]

_AT_LEAST = 200
"""Windows asked of Chroma for any `k`: what is cheap anyway, and leaves room for those that do not pass."""

_WIDE = 8
"""How many times more windows are asked for than are trusted."""

_VERY_WIDE = 5000
"""From here on half of that is enough."""

_SPARE = 1.2
"""How many more than are expected to do."""

_FETCHED, _NAMED, _WALKED, _RETURNED = 35.0, 1.5, 0.9, 5.5
"""Processor microseconds, measured on one of two virtual cores: to fetch a window's vector, to name a window, to walk
past one, to get one back."""

_SAMPLE = 1000

Way = Literal["wide", "among", "exact"]
_Found = Sequence[tuple[str, float]]


class Ranked(msgspec.Struct, frozen=True):
    """One article found: `score` is BM25 (words) or cosine (vectors), `passage` the window that matched best."""

    pmid: str
    score: float
    passage: int | None = None


def nearest_records(
    catalog: Catalog,
    words: Words,
    vectors: Vectors,
    vector: Sequence[float] | numpy.ndarray,
    k: int,
    narrowing: Narrowing,
) -> list[Ranked]:
    """The best `k` records by the cosine of their best window."""
    each = float(
        catalog.one(
            "SELECT avg(held) FROM (SELECT held FROM vectors WHERE state = 1 ORDER BY id DESC LIMIT ?)", _SAMPLE
        )
    )
    rows, share = catalog.embedded * each, _share(catalog, words, narrowing)
    way = cheapest(rows, share, k * each)
    if way == "wide":
        return _wide(catalog, vectors, vector, k, narrowing, min(_asked(k * each, share), int(2 * rows) + _AT_LEAST))
    windows = _passing(catalog, words, narrowing)
    if way == "among":
        ask = min(max(_WIDE * k, _AT_LEAST), len(windows))
        best, done = _best(catalog, vectors.nearest(vector, ask, windows), k, narrowing, ask)
        if done or ask == len(windows):
            return best
    return _best(catalog, vectors.compared(vector, windows), k, narrowing, len(windows) + 1)[0]


def cheapest(rows: float, share: float, wanted: float) -> Way:
    """The way that takes the least time for `wanted` windows of those that pass: a `share` of all `rows`."""
    passing = max(rows * share, 1.0)
    price: dict[Way, float] = {
        "wide": _RETURNED * min(_asked(wanted, share), rows) if share else float("inf"),
        "among": _NAMED * passing + _WALKED * min(max(_WIDE * wanted, _AT_LEAST) * rows / passing, rows),
        "exact": _FETCHED * passing,
    }
    return min(price, key=lambda way: price[way])


def _share(catalog: Catalog, words: Words, narrowing: Narrowing) -> float:
    """Which part of all records passes, nearly: the index may be a moment ahead or behind."""
    if narrowing.open:
        return 1.0
    return min(1.0, words.passing(narrowing) / max(len(catalog), 1))


def _asked(wanted: float, share: float) -> int:
    near = max(_SPARE * wanted / max(share, 1e-9), _AT_LEAST / _WIDE)
    return int(near * (_WIDE if near * _WIDE < _VERY_WIDE else _WIDE // 2))


def _passing(catalog: Catalog, words: Words, narrowing: Narrowing) -> list[str]:
    """The windows of the embedded records that pass."""
    keys = narrowing.ids if narrowing.ids is not None else words.matching(narrowing)
    statement = "SELECT id, held FROM vectors WHERE state = 1 AND id IN (SELECT value FROM json_each(?))"
    return window_ids(catalog.rows(statement, f"[{','.join(map(str, keys))}]"))


def _wide(
    catalog: Catalog,
    vectors: Vectors,
    vector: Sequence[float] | numpy.ndarray,
    k: int,
    narrowing: Narrowing,
    ask: int,
) -> list[Ranked]:
    while True:
        best, done = _best(catalog, vectors.nearest(vector, ask), k, narrowing, ask)
        if done:
            return best
        ask *= 4


def _best(catalog: Catalog, found: _Found, k: int, narrowing: Narrowing, ask: int) -> tuple[list[Ranked], bool]:
    """The best window of each record that passes, and whether that is enough of the `ask` nearest.

    Chroma's graph is searched as wide as is asked, and its far results have gaps: `k` records must come out of the
    near ones. Measured on 100,000 rows that are hard to tell apart: recall@50 then is 0.98 to 0.99, and 0.86 when
    the far ones are trusted.
    """
    windows = [(*window_of(identifier), score) for identifier, score in found]
    admitted = catalog.admit({key for key, _, _ in windows}, narrowing, embedded=True)
    best: dict[int, Ranked] = {}
    near, trusted = 0, ask // (_WIDE if ask < _VERY_WIDE else _WIDE // 2)
    for place, (key, number, score) in enumerate(windows):
        if key in admitted and (key not in best or score > best[key].score):
            best[key] = Ranked(str(key), score, number)
        if place < trusted:
            near = len(best)
    ranked = sorted(best.values(), key=lambda hit: (-hit.score, int(hit.pmid)))[:k]
    return ranked, near >= k or len(found) < ask
