"""Asking a library under filters that let much or little pass: how long, in how much memory, and how exactly."""

from __future__ import annotations

import json
import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.retrieve.ranking import mix
from evals.bench.material import library_records
from evals.bench.simulated import simulated_vectors
from ingest.index.vectors import window_id
from ingest.index.words import WordTerm
from ingest.library.library import Library
from ingest.library.parts import vectors_of
from ingest.records.filters import Filters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FILTERS", "ask", "compare", "percentiles", "query_vectors", "questions"]

Turn = Callable[[], tuple[int, dict[str, Any]]]

FILTERS = {
    "not retracted": Filters(),
    "since 2015": Filters(year_from=2015),
    "reviews": Filters(publication_types=("Review",)),
    "trials": Filters(publication_types=("Randomized Controlled Trial",)),
    "trials since 2020": Filters(publication_types=("Randomized Controlled Trial",), year_from=2020),
    "meta-analyses since 2020": Filters(publication_types=("Meta-Analysis",), year_from=2020),
}
"""From all of the "dated" records over a third, an eighth, 2 and 0.4 percent to one in a thousand."""

_K = 50
_SEED = 10**9


def ask(folder: str, queries: int, answers: str = "") -> Turn:
    """Ask the library in `folder` by words and vectors under each filter; what the vectors found goes to `answers`."""

    def turn() -> tuple[int, dict[str, Any]]:
        vectors, terms = query_vectors(queries), questions(queries)
        found: dict[str, list[list[str]]] = {}
        took: dict[str, list[float]] = {}
        with Library.open(folder) as library:
            begun = time.perf_counter()
            _hybrid(library, terms[0], vectors[0], Filters())
            first = time.perf_counter() - begun
            for name, filters in FILTERS.items():
                answered = [_timed(_hybrid, library, terms[n], vectors[n], filters) for n in range(queries)]
                took[name] = [milliseconds for milliseconds, _ in answered]
                found[name] = [pmids for _, pmids in answered]
            words = percentiles(lambda n: library.search_words(terms[n], _K), queries)
            plain = percentiles(lambda n: library.search_vectors(vectors[n], _K), queries)
        if answers:
            Path(answers).write_text(json.dumps(found), encoding="utf-8")
        facts = {
            "words_ms": words,
            "vectors_ms": plain,
            "filtered_hybrid_ms": spread([each for every in took.values() for each in every]),
            "by_filter_ms": {name: spread(every) for name, every in took.items()},
            "first_question_ms": round(1000 * first),
        }
        return queries * len(FILTERS), facts

    return turn


def compare(folder: str, queries: int, answers: str) -> Turn:
    """The part of an exact search's best 50 that the library found, by filter; every vector is read and compared."""

    def turn() -> tuple[int, dict[str, Any]]:
        found: dict[str, list[list[str]]] = json.loads(Path(answers).read_text(encoding="utf-8"))
        with Library.open(folder) as library:
            passing = {name: set(library.pmids_where(filters)) for name, filters in FILTERS.items()}
            exact = _exact(library, query_vectors(queries), passing)
        recalls = {
            name: [_recall(exact[name][n], pmids) for n, pmids in enumerate(every)] for name, every in found.items()
        }
        facts = {
            "recall_at_50": round(statistics.mean(value for every in recalls.values() for value in every), 4),
            "recall_by_filter": {name: round(statistics.mean(every), 4) for name, every in recalls.items()},
            "passing": {name: len(pmids) for name, pmids in passing.items()},
        }
        return queries * len(FILTERS), facts

    return turn


def percentiles(asked: Callable[[int], object], queries: int) -> list[float]:
    """[median, 99th percentile] in milliseconds."""
    return spread([_timed(asked, number)[0] for number in range(queries)])


def spread(milliseconds: list[float]) -> list[float]:
    """[median, 99th percentile]."""
    ordered = sorted(milliseconds)
    return [round(statistics.median(ordered), 2), round(ordered[min(int(0.99 * len(ordered)), len(ordered) - 1)], 2)]


def questions(count: int) -> list[list[WordTerm]]:
    """Terms of titles, as a question on the paper would have them."""
    titles = re.findall(rb"<ArticleTitle>(.*?)</ArticleTitle>", b"".join(library_records()[: count * 3]))
    words = [re.findall(r"[A-Za-z0-9-]{4,}", title.decode("utf-8", "replace")) for title in titles]
    return [[WordTerm(word) for word in found[:6]] for found in words if found][:count]


def query_vectors(count: int) -> NDArray[np.float32]:
    """Drawn as the records' vectors are, and none of them."""
    return simulated_vectors(count, _SEED)


def _hybrid(library: Library, terms: list[WordTerm], vector: NDArray[np.float32], filters: Filters) -> list[str]:
    """Both legs and their fusion, as retrieval does it; gives what the vectors found."""
    words, near = library.search_words(terms, _K, filters), library.search_vectors(vector, _K, filters)
    mix(words, near, 0.5)
    return [hit.pmid for hit in near]


def _timed(action: Callable[..., Any], *given: Any) -> tuple[float, Any]:
    begun = time.perf_counter()
    made = action(*given)
    return 1000 * (time.perf_counter() - begun), made


def _exact(library: Library, asked: NDArray[np.float32], passing: dict[str, set[str]]) -> dict[str, list[set[str]]]:
    """Per filter and query the best 50 by comparing with every vector; simulated libraries have one a record."""
    import numpy as np

    pages = list(vectors_of(library.catalog, "").fetch([window_id(int(pmid), 0) for pmid in library.pmids()]))
    pmids = np.array([identifier.split(":")[0] for ids, _ in pages for identifier in ids])
    rows = np.concatenate([page for _, page in pages])
    best = {}
    for name, allowed in passing.items():
        places = np.flatnonzero(np.isin(pmids, list(allowed)))
        near = [places[np.argsort(-(rows[places] @ vector), kind="stable")[:_K]] for vector in asked]
        best[name] = [set(pmids[own].tolist()) for own in near]
    return best


def _recall(exact: set[str], pmids: list[str]) -> float:
    return len(exact.intersection(pmids)) / len(exact) if exact else 1.0
