"""Text to vectors: the seam, and which engine serves a model on this machine.

Mode "auto" takes torch where a GPU is, else ONNX Runtime int8 for the default model, whose loss is measured (mean
cosine to full precision 0.99, retrieval within 0.003 nDCG@10), and sentence-transformers for every other model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal, Protocol

from ingest.embed.model_files import DEFAULT_MODEL, DEFAULT_WEIGHTS, EmbedderIdentity, canonical_name, find_model
from ingest.embed.onnx_embedder import load_onnx, onnx_objection
from ingest.embed.torch_embedder import gpu_usable, load_torch
from ingest.errors import EmbeddingError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["DEFAULT_MODEL", "Embedder", "EmbedderIdentity", "load_embedder", "load_matching"]


class Embedder(Protocol):
    """Anything that turns texts into vectors; it may be called from several threads."""

    @property
    def identity(self) -> EmbedderIdentity: ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, dimension), each row of length 1."""
        ...

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Character offsets of the text's word pieces, special ones left out, not truncated."""
        ...


_LOADERS: dict[str, Callable[[str, int], Embedder]] = {
    "int8": lambda name, threads: load_onnx(name, "int8", threads),
    "fp32": lambda name, threads: load_onnx(name, "fp32", threads),
    "torch": load_torch,
}


def load_embedder(name: str = DEFAULT_MODEL, mode: str = "auto", threads: int = 0) -> Embedder:
    """The embedding model by name or folder; `threads` 0 means one per usable processor.

    Raises EmbeddingError when the model cannot be found, trusted or loaded, or the mode is unknown.
    """
    chosen = _automatic(name) if mode == "auto" else mode
    if chosen not in _LOADERS:
        raise EmbeddingError(f"the embedding mode {mode!r} is unknown: use one of auto, {', '.join(_LOADERS)}")
    return _LOADERS[chosen](name, threads)


def load_matching(identity: EmbedderIdentity, threads: int = 0) -> Embedder:
    """An embedder whose vectors may be compared with those of `identity`, without torch where that is possible.

    For asking a library that is there already. Raises EmbeddingError when the weights found are others.
    """
    mode = identity.mode
    if mode == "torch" and _full_precision_without_torch(identity):
        mode = "fp32"
    made = load_embedder(identity.name, mode, threads)
    if not made.identity.matches(identity):
        raise EmbeddingError(
            f"the model {identity.name!r} found here (weights {made.identity.weights_sha256[:12]}…) is not the one the "
            f"library was embedded with ({identity.weights_sha256[:12]}…): restore those files or embed anew"
        )
    return made


def _full_precision_without_torch(identity: EmbedderIdentity) -> bool:
    return identity.weights_sha256 == DEFAULT_WEIGHTS or not onnx_objection(find_model(identity.name))


def _automatic(name: str) -> Literal["int8", "torch"]:
    if gpu_usable():
        return "torch"
    known = canonical_name(name) == DEFAULT_MODEL or find_model(name).weights_sha256 == DEFAULT_WEIGHTS
    return "int8" if known else "torch"
