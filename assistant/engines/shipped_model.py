"""Small transformers that ship with Vouch: what each folder holds, and how it is opened.

A model is a folder: `model.onnx` in int8, `model.json` with what it is and the SHA-256 of its bytes, and `README.md`,
its model card. Word embeddings and tokenizer are the embedding model's own, which is at hand wherever a library is, so
a model here is small; both are known by their SHA-256 too. Runs on ONNX Runtime, without torch and without a network.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from assistant.errors import ModelUnavailable
from ingest.errors import EmbeddingError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Encoding

    from ingest.embed.model_files import ModelFiles

__all__ = ["GRAPH", "ModelFacts", "ShippedModel", "model_folder", "ships"]

GRAPH = "model.onnx"
_FACTS = "model.json"
_TABLE = "embeddings.word_embeddings.weight"
_CURE = "install Vouch again"


class ModelFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a model's folder says of it."""

    name: str
    sha256: str
    """Of the graph's bytes."""
    words: str
    """The embedding model whose word embeddings and tokenizer it reads with."""
    words_sha256: str
    tokenizer_sha256: str
    window: int
    """Word pieces that are read together."""
    labels: tuple[str, ...]
    made: str
    """The day it was trained."""


class ShippedModel:
    """One session that threads may share."""

    def __init__(self, folder: Path) -> None:
        """Raises ModelUnavailable when the folder is not complete or its bytes are not those that were trained."""
        from ingest.embed.model_files import find_model
        from ingest.embed.onnx_embedder import open_session

        self.facts = _facts(folder)
        graph = _read(folder / GRAPH)
        _same(hashlib.sha256(graph).hexdigest(), self.facts.sha256, folder / GRAPH)
        try:
            source = find_model(self.facts.words)
            self._session = open_session(graph)
        except EmbeddingError as error:
            raise ModelUnavailable(f"the model {self.facts.name} cannot run: {error}") from error
        _same(source.weights_sha256, self.facts.words_sha256, source.folder)
        self._tokenizer = _tokenizer(source, self.facts)
        self._words = _word_rows(source)

    def _told(self, encoding: Encoding) -> NDArray[np.float32]:
        """What the graph makes of one reading, less the axis of the batch."""
        import numpy as np

        rows = self._words[encoding.ids][None]
        types = np.array([encoding.type_ids], np.int32)
        told: NDArray[np.float32] = self._session.run(None, {"rows": rows, "types": types})[0][0]
        return told


def ships(name: str) -> bool:
    """Whether the package has a model of that name."""
    return (model_folder(name) / _FACTS).is_file()


def model_folder(name: str) -> Path:
    """Where the package keeps a model of that name, whether it ships or not."""
    return Path(__file__).parents[1] / "knowledge" / "learned" / name


def _facts(folder: Path) -> ModelFacts:
    try:
        return msgspec.json.decode(_read(folder / _FACTS), type=ModelFacts)
    except msgspec.MsgspecError as error:
        raise ModelUnavailable(f"{folder / _FACTS} cannot be read: {error}; {_CURE}") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelUnavailable(f"{path} cannot be read: {error.strerror or error}; {_CURE}") from error


def _same(found: str, expected: str, path: Path) -> None:
    if found != expected:
        raise ModelUnavailable(
            f"{path} is not what the model was trained with (SHA-256 {found[:12]}…, not {expected[:12]}…); {_CURE}"
        )


def _tokenizer(source: ModelFiles, facts: ModelFacts) -> Any:
    from tokenizers import Tokenizer

    path = source.folder / "tokenizer.json"
    data = _read(path)
    _same(hashlib.sha256(data).hexdigest(), facts.tokenizer_sha256, path)
    tokenizer = Tokenizer.from_buffer(data)
    tokenizer.no_padding()
    tokenizer.enable_truncation(facts.window, strategy="longest_first")
    return tokenizer


def _word_rows(source: ModelFiles) -> NDArray[np.float32]:
    """The table of word embeddings, mapped: only the pages of the words that come up are ever read."""
    import numpy as np

    path = source.folder / "model.safetensors"
    with path.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        entry = json.loads(stream.read(length))[_TABLE]
    begin = 8 + length + int(entry["data_offsets"][0])
    return np.memmap(path, np.float32, "r", begin, tuple(entry["shape"]))
