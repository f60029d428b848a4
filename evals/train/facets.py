"""Makes `assistant/knowledge/learned/facet_model.tsv`: `python -m evals.train.facets`. A minute on a CPU.

Learns from the train part of all questions whose facet a reader named: one model of words, one of vectors, whose scores
are added where there is an embedding model. The tune part says how much the vectors' scores count, and from which
probability two of three facets that are told are the reader's. Only weights are written, no question.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant.question.facet import FACETS, facet_signs
from assistant.question.leveled import named_spans
from evals.material.understood import Understood, understood
from evals.train.linear import fitted, write_table
from ingest.embed.embedding import Embedder, load_embedder

_FEWEST, _STRENGTH, _LEAST = 3, 0.03, 0.04
_VECTOR_STRENGTH = 2.0
_SHARES = (0.0, 0.4, 0.7, 1.0, 1.4, 2.0)
_RIGHT = 2 / 3
_BATCH = 32


def train(rows: Sequence[Understood], embedder: Embedder) -> None:
    """Writes the table, and prints what the tune part says."""
    learned, tune = ([row for row in rows if row.part == part] for part in ("train", "tune"))
    asked = [row.facet for row in learned]
    words = fitted([_signs(row) for row in learned], asked, FACETS, _FEWEST, _STRENGTH)
    vectors = _of_vectors(_vectors(learned, embedder), asked)
    by_words = np.array([words.scores(_signs(row)) for row in tune])
    by_vectors = vectors.of(_vectors(tune, embedder))
    right = [row.facet for row in tune]
    found = {share: _told(by_words + share * by_vectors, right) for share in _SHARES}
    for share, told in found.items():
        print(f"vectors count {share}: {sum(hit for _, hit in told)} of {len(told)} facets are the reader's")
    best = max(_SHARES, key=lambda share: sum(hit for _, hit in found[share]))
    sure = _sure(found[best])
    told = [hit for chance, hit in found[best] if chance >= sure]
    print(f"told from {sure:.2f} on: {len(told)} of {len(tune)}, {sum(told) / len(told):.3f} of them the reader's")
    others = {("sure", ""): np.full(len(FACETS), sure), ("bias", "vector"): best * vectors.bias}
    others |= {("vector", str(place)): best * row for place, row in enumerate(vectors.weights)}
    write_table("facet_model", words, FACETS, "evals/train/facets.py", _LEAST, others)


class _Vectors:
    """A linear model of vectors with a column for each facet, those it never saw out of reach."""

    def __init__(self, model: LogisticRegression) -> None:
        places = [FACETS.index(facet) for facet in model.classes_]
        self.weights = np.zeros((model.coef_.shape[1], len(FACETS)))
        self.weights[:, places] = model.coef_.T
        self.bias = np.full(len(FACETS), float(model.intercept_.min()))
        self.bias[places] = model.intercept_

    def of(self, vectors: Any) -> Any:
        return vectors @ self.weights + self.bias


def _of_vectors(vectors: Any, facets: Sequence[str]) -> _Vectors:
    return _Vectors(LogisticRegression(C=_VECTOR_STRENGTH, max_iter=100, tol=1e-3).fit(vectors, facets))


def _signs(row: Understood) -> frozenset[str]:
    return facet_signs(row.text, named_spans(row.text))


def _vectors(rows: Sequence[Understood], embedder: Embedder) -> Any:
    texts = [row.text for row in rows]
    return np.vstack([embedder.embed(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)])


def _told(scores: Any, right: Sequence[str]) -> list[tuple[float, bool]]:
    """For each question the probability of the likeliest facet, and whether it is the reader's."""
    chances = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    return [(float(row.max()), FACETS[int(row.argmax())] == facet) for row, facet in zip(chances, right, strict=True)]


def _sure(told: Sequence[tuple[float, bool]]) -> float:
    """The least probability from which enough are right."""
    for step in range(20, 90):
        hits = [hit for chance, hit in told if chance >= step / 100]
        if sum(hits) >= _RIGHT * len(hits):
            return step / 100
    return 0.9


if __name__ == "__main__":
    train(understood(), load_embedder())
