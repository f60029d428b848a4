"""Rerankers: a second, closer look at the best hits, chosen by name.

"", "none"         none, which is what ships
"light"            sentence by sentence similarity with the embedder at hand; needs no download
any other name     a cross-encoder through sentence-transformers: a model name, or a local folder

A reranker reads few words of each record: the title and the sentences that share most with the question. A claim is
decided by a sentence or two, and the time a transformer takes grows with every word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from assistant.errors import ModelUnavailable
from ingest.errors import MissingExtra
from ingest.read.sentences import sentence_spans

if TYPE_CHECKING:
    from ingest.embed.embedding import Embedder

__all__ = ["NONE", "Reranker", "best_sentences", "load_reranker"]

NONE = "none"
"""The name that says that there is to be none, as "" does."""

_WORD = re.compile(r"\w+")
_LONGEST_INPUT = 512
"""Word pieces; what the published cross-encoders for search were trained with."""


class Reranker(Protocol):
    """Scores texts by how well each answers the question; higher is better, the scale is the reranker's own."""

    name: str
    candidates: int
    """How many of the best hits it is worth asking about within its time."""
    weight: float
    """Its part in the final score, the rest being the fused score of the search (0 to 1)."""

    def score(self, question: str, texts: Sequence[str]) -> list[float]: ...


def load_reranker(
    name: str, *, embedder: Embedder | Callable[[], Embedder | None] | None = None, device: str = ""
) -> Reranker | None:
    """The reranker of that name; None for "none" and "", and for "light" without an embedder.

    Raises ModelUnavailable when a cross-encoder cannot be loaded.
    """
    if made := _TABLE.get(name):
        return made(embedder() if callable(embedder) else embedder)
    return _CrossEncoder(name, device)


def best_sentences(question: str, text: str, count: int) -> list[str]:
    """The title (first line) and the `count` sentences of the rest that share most with the question, in order.

    Shared words weigh by their length: long words are rare words, near enough to choose among ten sentences.
    """
    title, _, body = text.partition("\n")
    spans = sentence_spans(body)
    asked = {word for word in _words(question) if len(word) > 2 or word.isdigit()}
    shared = [sum(len(word) for word in asked & _words(body[start:end])) for start, end in spans]
    best = sorted(sorted(range(len(spans)), key=lambda place: -shared[place])[:count])
    return [part for part in (title, *(body[slice(*spans[place])] for place in best)) if part]


def _words(text: str) -> set[str]:
    """Words without their commonest endings: "mutations" meets "mutation"."""
    return {word.rstrip("s") for word in _WORD.findall(text.lower())}


class _Light:
    """The best of a record's sentences, by cosine, helped by the mean of its best two."""

    name = "light"
    candidates = 12
    weight = 0.2
    _sentences = 3

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        import numpy as np

        parts = [best_sentences(question, text, self._sentences) or [""] for text in texts]
        flat = [sentence for sentences in parts for sentence in sentences]
        if not flat:
            return []
        vectors = self._embedder.embed([question, *flat])
        similar = vectors[1:] @ vectors[0]
        ends = np.cumsum([len(sentences) for sentences in parts])
        return [_peak(sorted(group.tolist(), reverse=True)) for group in np.split(similar, ends[:-1])]


def _peak(similarities: list[float]) -> float:
    best = similarities[:2]
    return (similarities[0] + sum(best) / len(best)) / 2


class _CrossEncoder:
    """Question and text read together by one transformer; loaded when first asked."""

    candidates = 20
    weight = 0.6
    _sentences = 6

    def __init__(self, name: str, device: str = "") -> None:
        self.name = name
        self._model = _load(name, device)

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        pairs = [(question, " ".join(best_sentences(question, text, self._sentences))) for text in texts]
        if not pairs:
            return []
        scores = self._model.predict(pairs, batch_size=8, show_progress_bar=False)
        # A model with several labels (irrelevant, partly, relevant …) has the last as its best.
        return [float(score[-1]) if getattr(score, "ndim", 0) else float(score) for score in scores]


def _load(name: str, device: str) -> Any:
    try:
        from sentence_transformers import CrossEncoder
    except ImportError as error:
        raise MissingExtra("local", "sentence-transformers") from error
    try:
        return CrossEncoder(name, device=device or None, max_length=_LONGEST_INPUT)
    except Exception as error:  # transformers, the hub client and torch each raise kinds of their own
        said = " ".join(str(error).split())[:200]
        raise ModelUnavailable(
            f"the reranker {name!r} cannot be loaded ({said}): "
            'name a cross-encoder of the hub, a local folder that holds one, "light", or leave it empty'
        ) from error


def _light(embedder: Embedder | None) -> Reranker | None:
    return None if embedder is None else _Light(embedder)


_TABLE: dict[str, Callable[[Embedder | None], Reranker | None]] = {
    "": lambda _embedder: None,
    NONE: lambda _embedder: None,
    "light": _light,
}
