"""Embedding on the processor with ONNX Runtime: quick to start, no torch in the process.

The graph is made once from the model's weights and kept in the user's cache folder as one file: the SHA-256 of the
rest, then the ONNX model, which carries its tokenizer and window as metadata. So a later start reads one file, checks
it, and needs nothing else; a file that does not check is made again. A cache that cannot be written costs time, not
the run.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ingest.embed.bert_graph import EXPORTER, build_graph, why_unsupported
from ingest.embed.model_files import (
    DEFAULT_MODEL,
    DEFAULT_WEIGHTS,
    EmbedderIdentity,
    ModelFiles,
    canonical_name,
    find_model,
)
from ingest.errors import EmbeddingError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["OnnxEmbedder", "load_onnx", "onnx_objection", "open_session", "usable_processors"]

_DIGEST_BYTES = 32


class OnnxEmbedder:
    """One session shared by threads, each embedding one text at a time.

    On two cores that is faster than batches over the same cores, and a text's vector is the same whatever is embedded
    with it.
    """

    def __init__(self, model: bytes, name: str, weights_sha256: str, mode: str, threads: int) -> None:
        from tokenizers import Tokenizer

        self._session = open_session(model)
        facts = self._session.get_modelmeta().custom_metadata_map
        # The file's own truncation and padding (128 for the default model) would cut passages short.
        self._tokenizer = Tokenizer.from_str(facts["tokenizer"])
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._room = int(facts["window"]) - self._tokenizer.num_special_tokens_to_add(is_pair=False)
        self._threads = threads or usable_processors()
        self.identity = EmbedderIdentity(
            name=name,
            weights_sha256=weights_sha256,
            dimension=int(self._session.get_outputs()[0].shape[1]),
            window=int(facts["window"]),
            mode=mode,
        )

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, dimension), each row of length 1; a text past the window is cut there."""
        import numpy as np

        vectors = np.empty((len(texts), self.identity.dimension), np.float32)

        def fill(number: int) -> None:
            vectors[number] = self._one(texts[number])

        if len(texts) == 1 or self._threads == 1:
            for number in range(len(texts)):
                fill(number)
        elif texts:
            with ThreadPoolExecutor(min(self._threads, len(texts))) as pool:
                for _ in pool.map(fill, range(len(texts))):
                    pass
        return vectors

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Character offsets of every word piece, special ones left out, however long the text is."""
        return list(self._tokenizer.encode(text, add_special_tokens=False).offsets)

    def _one(self, text: str) -> NDArray[np.float32]:
        import numpy as np

        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        encoding.truncate(self._room)
        pieces = np.array([self._tokenizer.post_process(encoding).ids], np.int32)
        vector: NDArray[np.float32] = self._session.run(None, {"input_ids": pieces})[0][0]
        return vector


def load_onnx(name: str, mode: Literal["int8", "fp32"], threads: int = 0) -> OnnxEmbedder:
    """The model with ONNX Runtime, from the cache or made now. Raises EmbeddingError when it cannot be built so."""
    name = canonical_name(name)
    # The default model's weights are known beforehand, so its files need not be found while the cache holds the graph.
    files = None if name == DEFAULT_MODEL else find_model(name)
    weights = files.weights_sha256 if files else DEFAULT_WEIGHTS
    path = _cache_folder() / f"{weights[:20]}-{EXPORTER}-{mode}.onnx.checked"
    model = _read(path)
    if model is None:
        model = _export(files or find_model(name), mode)
        _keep(path, model)
    return OnnxEmbedder(model, name, weights, mode, threads)


def onnx_objection(files: ModelFiles) -> str:
    """Why this model cannot run here; empty when it can."""
    if not (files.folder / "model.safetensors").is_file() or not (files.folder / "tokenizer.json").is_file():
        return "its folder lacks model.safetensors or tokenizer.json"
    if files.json("config_sentence_transformers.json").get("default_prompt_name"):
        return "it puts a prompt before each text"
    modules = files.json("modules.json")
    pooling = files.json("1_Pooling/config.json")
    return why_unsupported(files.json("config.json"), modules, pooling)


def usable_processors() -> int:
    """Processors this process may run on, which a container or taskset can make fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def open_session(model: bytes) -> Any:
    """A session for one thread. Raises EmbeddingError when ONNX Runtime cannot run the model."""
    import onnxruntime

    # `ingest.telemetry` comes too late where a program imported it before Vouch.
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises a class of its own per failure, all straight from Exception
        raise EmbeddingError(f"ONNX Runtime {onnxruntime.__version__} cannot run the model: {error}") from error


def _cache_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("vouch", appauthor=False) / "embedders"


def _read(path: Path) -> bytes | None:
    """The kept model; None when there is none or its bytes are not those that were written."""
    try:
        with path.open("rb") as stream:
            digest, model = stream.read(_DIGEST_BYTES), stream.read()
    except OSError:
        return None
    return model if hashlib.sha256(model).digest() == digest else None


def _keep(path: Path, model: bytes) -> None:
    """Write aside, then rename: a second process sees the whole file or none. A full or read-only disk is let pass."""
    aside = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".making-")
        with os.fdopen(handle, "wb") as stream:
            stream.write(hashlib.sha256(model).digest())
            stream.write(model)
        Path(aside).replace(path)
    except OSError:
        if aside:
            Path(aside).unlink(missing_ok=True)


def _export(files: ModelFiles, mode: Literal["int8", "fp32"]) -> bytes:
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    if objection := onnx_objection(files):
        raise EmbeddingError(f"{files.name!r} cannot run in mode {mode!r}, {objection}: use the mode 'torch'")
    config = files.json("config.json")
    metadata = {
        "tokenizer": (files.folder / "tokenizer.json").read_text(encoding="utf-8"),
        "window": str(_window(files, int(config["max_position_embeddings"]))),
        "weights_sha256": files.weights_sha256,
    }
    try:
        weights = load_file(files.folder / "model.safetensors")
    except (OSError, SafetensorError) as error:
        raise EmbeddingError(f"the weights in {files.folder} cannot be read: {error}") from error
    return build_graph(config, weights, mode, metadata)


def _window(files: ModelFiles, positions: int) -> int:
    """Older sentence-transformers wrote the window to a file of its own, newer ones to the tokenizer's."""
    said = files.json("sentence_bert_config.json").get("max_seq_length")
    return min(positions, int(said or files.json("tokenizer_config.json").get("model_max_length") or positions))
