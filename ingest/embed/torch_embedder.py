"""Embedding with sentence-transformers: any of its models, and the fast way where there is a GPU.

torch takes seconds to import, so this file is only reached when a GPU was seen or ONNX Runtime cannot run the model.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.embed.model_files import EmbedderIdentity, find_model
from ingest.errors import EmbeddingError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["TorchEmbedder", "gpu_usable", "load_torch"]

_BATCH = {"cuda": 256, "cpu": 8}
"""Texts at a time; a GPU wants to be filled, two cores lose more to padding than they gain past 8."""
_DRIVERS = ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg")


class TorchEmbedder:
    """A sentence-transformers model; in half precision on a GPU, single on a processor."""

    def __init__(self, model: Any, name: str, weights_sha256: str) -> None:
        self._model = model
        self._batch = _BATCH[model.device.type]
        self.identity = EmbedderIdentity(
            name=name,
            weights_sha256=weights_sha256,
            dimension=int(model.get_embedding_dimension()),
            window=int(model.max_seq_length),
            mode="torch",
        )

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, dimension), each row of length 1; sorted by length inside, so that batches hold little padding."""
        import numpy as np

        if not texts:
            return np.empty((0, self.identity.dimension), np.float32)
        vectors = self._model.encode(list(texts), batch_size=self._batch, show_progress_bar=False)
        single = np.asarray(vectors, np.float32)
        # In single precision: half of it leaves lengths a thousandth off.
        lengths = np.maximum(np.linalg.norm(single, axis=1, keepdims=True), 1e-12)
        unit: NDArray[np.float32] = np.divide(single, lengths, dtype=np.float32)
        return unit

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Character offsets of every word piece, special ones left out, however long the text is."""
        encoded = self._model.tokenizer(
            text, add_special_tokens=False, truncation=False, return_offsets_mapping=True, verbose=False
        )
        return [(int(start), int(end)) for start, end in encoded["offset_mapping"]]


def load_torch(name: str, threads: int = 0) -> TorchEmbedder:
    """The model through sentence-transformers; `threads` bounds torch in the whole process.

    Raises EmbeddingError when it cannot be found or loaded.
    """
    files = find_model(name)
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # it would write over the job's own bar
    if threads:
        torch.set_num_threads(threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        model = SentenceTransformer(str(files.folder), device=device, local_files_only=True)
    except Exception as error:  # transformers and torch raise whatever the broken file led to
        raise EmbeddingError(
            f"sentence-transformers cannot load {files.name!r} from {files.folder}: {error}"
        ) from error
    if not getattr(model.tokenizer, "is_fast", False):
        raise EmbeddingError(
            f"{files.name!r} has no fast tokenizer, so passages cannot be cut to fit: use another model"
        )
    return TorchEmbedder(model.half() if device == "cuda" else model, files.name, files.weights_sha256)


def gpu_usable() -> bool:
    """Whether torch can compute on a GPU here; torch is imported only when a driver shows itself."""
    if not (shutil.which("nvidia-smi") or any(Path(driver).exists() for driver in _DRIVERS)):
        return False
    import torch

    return bool(torch.cuda.is_available())
