"""Retrieval, leg by leg: words, vectors, fused, fused and reranked, each without and with query understanding.

`plain RRF` is what a user would otherwise write (every word of the question, flat BM25, cosine, ranks fused as equals)
and is measured in the same run, on the same library. Questions are split by hash into a half the ranking was tuned on
and a held-out half; both are reported for the legs that ship.
"""

from __future__ import annotations

import hashlib
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from assistant.question.understand import understand
from assistant.records.answer import Query
from assistant.retrieve.ranking import RANKING, Ranking
from assistant.retrieve.rerank import Reranker, load_reranker
from assistant.retrieve.retrieve import retrieve
from evals.material.data import Collection, Question, collections
from evals.material.libraries import prepared
from evals.measure.search.remembering import Remembering
from evals.report import Figure, Options, Report
from evals.stats import Interval, difference, mean
from ingest.index.word_schema import FIELDS
from ingest.index.words import WordTerm
from ingest.records.filters import Filters

if TYPE_CHECKING:
    from ingest.embed.embedding import Embedder
    from ingest.library.library import Library

__all__ = ["MEASURES", "Leg", "legs", "run", "scores"]

MEASURES = ("nDCG@10", "recall@10", "recall@50", "recall@100", "MRR@10")
_NAMES = {"nDCG@10": "nDCG@10", "R@10": "recall@10", "R@50": "recall@50", "R@100": "recall@100", "RR@10": "MRR@10"}
_DEEP = 100
_SHOWN = 12
"""What an answer is written from; latency is measured at this depth."""
_TIMED = 200
_SAMPLE = 400
"""Questions of a set, unless everything is asked for: by hash, so the same ones each time."""
_RRF = 60
_SHIPPED = ("fused + understanding", "reranked + understanding")

Ranked = Sequence[str]


class Leg(msgspec.Struct, frozen=True):
    """One way to search: `find` gives the PMIDs for a question, best first, at most so many."""

    name: str
    find: Callable[[str, int], Ranked]


def run(options: Options) -> Report:
    """Measures every leg on every set; the report's rows name the question and what was found, never its text."""
    figures: list[Figure] = []
    rows: list[dict[str, Any]] = []
    notes: list[str] = []
    for collection in collections(quick=options.quick):
        if options.sets and collection.name not in options.sets:
            continue
        collection = collection if options.full else _sample(collection)
        print(f"{collection.name}: {len(collection.questions)} questions", flush=True)
        with prepared(collection, options) as library:
            embedder = library.query_embedder()
            remembering = Remembering(embedder) if embedder else None
            second = load_reranker(options.reranker, embedder=remembering)
            measured = {leg.name: _measured(leg, collection) for leg in legs(library, remembering, second)}
            figures += _figures(collection, measured)
            # Timed as a user would wait, with nothing embedded before.
            figures += _latency(collection, library, embedder, load_reranker(options.reranker, embedder=embedder))
        rows += [row for found in measured.values() for row in found]
        notes += _changes(collection.name, measured)
    return Report("retrieval", tuple(figures), tuple(rows), tuple(notes))


def _sample(collection: Collection) -> Collection:
    """At most so many questions, whole groups of them, spread over both halves."""
    by_hash = sorted(collection.questions, key=lambda q: hashlib.sha256((q.group or q.id).encode()).hexdigest()[::-1])
    return msgspec.structs.replace(collection, questions=tuple(by_hash[:_SAMPLE]))


def legs(library: Library, embedder: Embedder | None, reranker: Reranker | None) -> list[Leg]:
    """The legs, from the plainest to what ships."""
    kinds: list[tuple[str, Ranking, Reranker | None]] = [
        ("words", msgspec.structs.replace(RANKING, vectors=False, looked_at=0), None),
        ("vectors", msgspec.structs.replace(RANKING, words=False, looked_at=0), None),
        ("fused", RANKING, None),
        ("reranked", RANKING, reranker),
    ]
    made = [Leg("plain RRF", partial(_plain_rrf, library, embedder))]
    for suffix, read in (("", _as_it_stands), (" + understanding", partial(_understood, library))):
        made += [
            Leg(name + suffix, partial(_found, library, embedder, read, ranking, second))
            for name, ranking, second in kinds
            if name != "reranked" or second is not None
        ]
    return made


def scores(relevant: dict[str, dict[str, int]], found: dict[str, Ranked]) -> dict[str, dict[str, float]]:
    """Every measure for every question, by ir-measures; a question that found nothing has zeros."""
    import ir_measures

    run_of = {name: {pmid: -float(place) for place, pmid in enumerate(pmids)} for name, pmids in found.items() if pmids}
    made = {name: dict.fromkeys(MEASURES, 0.0) for name in relevant}
    parsed = [ir_measures.parse_measure(name) for name in _NAMES]
    for metric in ir_measures.iter_calc(parsed, relevant, run_of):
        made[metric.query_id][_NAMES[str(metric.measure)]] = float(metric.value)
    return made


def _measured(leg: Leg, collection: Collection) -> list[dict[str, Any]]:
    found = {question.id: leg.find(question.text, _DEEP) for question in collection.questions}
    values = scores({question.id: question.relevant for question in collection.questions}, found)
    return [
        {"set": collection.name, "leg": leg.name, "question": question.id, "fold": question.fold}
        | values[question.id]
        | {"found": list(found[question.id][:10])}
        for question in collection.questions
    ]


def _figures(collection: Collection, measured: dict[str, list[dict[str, Any]]]) -> list[Figure]:
    made = [
        Figure(collection.name, leg, measure, mean([row[measure] for row in rows]))
        for leg, rows in measured.items()
        for measure in MEASURES
    ]
    for leg in _SHIPPED:
        for fold in ("tune", "held"):
            mine = [row for row in measured.get(leg, []) if row["fold"] == fold]
            if len(mine) >= 30:
                name = f"{leg} ({fold} half)"
                made += [Figure(collection.name, name, key, mean([row[key] for row in mine])) for key in MEASURES]
    return made


def _changes(name: str, measured: dict[str, list[dict[str, Any]]]) -> list[str]:
    """What each step gives over the one before it, paired by question."""
    steps = (
        ("plain RRF", "fused"),
        ("fused", "fused + understanding"),
        ("fused + understanding", "reranked + understanding"),
        ("plain RRF", "fused + understanding"),
    )
    said = []
    for before, after in steps:
        if before in measured and after in measured:
            gains = [
                f"{measure} {_gain([r[measure] for r in measured[after]], [r[measure] for r in measured[before]])}"
                for measure in ("nDCG@10", "recall@10")
            ]
            said.append(f"{name}: {after} against {before}: {', '.join(gains)}")
    return said


def _gain(after: Sequence[float], before: Sequence[float]) -> str:
    change = difference(after, before)
    sure = "" if change.excludes_zero else " (not sure)"
    return f"{change.value:+.3f} [{change.low:+.3f}, {change.high:+.3f}]{sure}"


def _latency(
    collection: Collection, library: Library, embedder: Embedder | None, reranker: Reranker | None
) -> list[Figure]:
    """Milliseconds of one whole search, understanding included: median, and 95th percentile."""
    made = []
    for leg in legs(library, embedder, reranker):
        if leg.name in _SHIPPED:
            spent = sorted(_milliseconds(leg, question) for question in collection.questions[:_TIMED])
            for measure, value in (
                ("p50 ms", statistics.median(spent)),
                ("p95 ms", spent[int(0.95 * (len(spent) - 1))]),
            ):
                made.append(Figure(collection.name, leg.name, measure, Interval(value, value, value, len(spent)), ""))
    return made


def _milliseconds(leg: Leg, question: Question) -> float:
    started = time.perf_counter()
    leg.find(question.text, _SHOWN)
    return (time.perf_counter() - started) * 1000


def _found(
    library: Library,
    embedder: Embedder | None,
    read: Callable[[str], Query],
    ranking: Ranking,
    reranker: Reranker | None,
    text: str,
    k: int,
) -> Ranked:
    found = retrieve(read(text), library, k=k, embedder=embedder, reranker=reranker, ranking=ranking)
    return [hit.pmid for hit in found.hits]


def _as_it_stands(text: str) -> Query:
    return Query(text, text)


def _understood(library: Library, text: str) -> Query:
    return understand(text, library=library)


def _plain_rrf(library: Library, embedder: Embedder | None, text: str, k: int) -> Ranked:
    words = library.search_words([WordTerm(text)], k, Filters(), dict.fromkeys(FIELDS, 1.0), presence=0.0)
    vectors = library.search_vectors(embedder.embed([text])[0], k, Filters()) if embedder else []
    fused: dict[str, float] = {}
    for leg in (words, vectors):
        for place, hit in enumerate(leg, start=1):
            fused[hit.pmid] = fused.get(hit.pmid, 0.0) + 1 / (_RRF + place)
    return sorted(fused, key=lambda pmid: (-fused[pmid], pmid))[:k]
