"""An embedder without a model, for libraries larger than anyone wants to embed on a laptop."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingest.embedding import EmbedderIdentity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SimulatedEmbedder", "simulated_vectors"]

_DIMENSION = 384
_PIECES = re.compile(r"\w{1,6}|[^\w\s]")
"""About as long as the word pieces of abstracts; counting real ones would outweigh what is measured."""
_CENTERS = 2000
_SPREAD = 0.6


class SimulatedEmbedder:
    """Vectors drawn around a few thousand centers instead of a model: cheap, and as clustered as topics are."""

    identity = EmbedderIdentity("simulated", "0" * 64, _DIMENSION, 256, "fp32")

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, 384), each row of length 1."""
        self._seed += 1
        return simulated_vectors(len(texts), self._seed)

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Pieces about as many as a model's tokenizer gives."""
        return [match.span() for match in _PIECES.finditer(text)]


def simulated_vectors(count: int, seed: int) -> NDArray[np.float32]:
    """(count, 384) of length 1, around centers that are the same for every seed."""
    import numpy as np

    centers = np.random.default_rng(0).standard_normal((_CENTERS, _DIMENSION), np.float32)
    draw = np.random.default_rng(seed)
    rows = centers[draw.integers(_CENTERS, size=count)]
    rows += _SPREAD * draw.standard_normal(rows.shape, np.float32)
    made: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return made
