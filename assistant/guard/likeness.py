"""What a question is like, where no rule knows its wording: one no abstract can answer, or one for the literature.

A linear model over the question's vector, made by `evals/train/guard.py` from questions of our own and from public ones
that the literature does answer. It serves the default embedding model only; with another one the rules of the guard
stand alone. It is asked after the rules, and its word counts only when it is sure: a clinician's question that is
turned away costs more than a search that finds nothing.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from assistant.knowledge.tables import rows
from ingest.embed.model_files import DEFAULT_WEIGHTS

if TYPE_CHECKING:
    from ingest.embed.embedding import Embedder

__all__ = ["SURE", "kind_of"]

SURE = 0.7
"""Probability from which a kind is believed."""
ANSWERABLE = "literature"


def kind_of(question: str, embedder: Embedder | None) -> str:
    """ "future", "protocol", "out of scope" or "emergency" when the question is surely like these; else ""."""
    if embedder is None or embedder.identity.weights_sha256 != DEFAULT_WEIGHTS:
        return ""
    import numpy as np

    kinds, weights, biases = _model()
    scores = weights @ embedder.embed([question])[0] + biases
    chances = np.exp(scores - scores.max())
    chances /= chances.sum()
    best = int(chances.argmax())
    return kinds[best] if kinds[best] != ANSWERABLE and chances[best] >= SURE else ""


@cache
def _model() -> tuple[list[str], Any, Any]:
    """(kinds, a row of weights each, a bias each)."""
    import numpy as np

    table = [
        (kind, float(bias), [float(weight) for weight in weights.split()])
        for kind, bias, weights, _ in rows("guard_model")
    ]
    kinds, biases, weights = zip(*table, strict=True)
    return list(kinds), np.array(weights, np.float32), np.array(biases, np.float32)
