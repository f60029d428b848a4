"""Any transformers model that reads two texts together and says which of its labels fits: the owner of such models.

A model is a name of a hub or a folder, run by sentence-transformers on torch. What its labels mean is for whoever asks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import ModelUnavailable
from ingest.errors import MissingExtra, shown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["PairReader", "is_writer", "load_pair_reader"]

_LONGEST_INPUT = 512
"""Word pieces of both texts."""
_BATCH = 16
_CURE = "give a model name of a hub that can be reached, or the path of a folder that holds it"


class PairReader:
    """A classifier of pairs. `labels` are in the order of a row; `version` tells these weights from others."""

    def __init__(self, name: str, model: Any) -> None:
        self.name = name
        self._model = model
        named = model.config.id2label
        self.labels = tuple(str(named[place]) for place in sorted(named))
        self.version = _version(name, model)

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """(pairs, labels): the probabilities of each pair's labels, which add up to 1."""
        told: NDArray[np.float32] = self._model.predict(
            list(pairs), batch_size=_BATCH, apply_softmax=True, show_progress_bar=False
        )
        return told


@lru_cache(maxsize=2)
def load_pair_reader(name: str, device: str = "") -> PairReader:
    """The model of that name, loaded once. Raises MissingExtra without sentence-transformers, ModelUnavailable."""
    try:
        from sentence_transformers import CrossEncoder
    except ImportError as error:
        raise MissingExtra("local", "sentence-transformers") from error
    kinds = _architectures(name)
    if kinds and not any(kind.endswith("ForSequenceClassification") for kind in kinds):
        raise ModelUnavailable(
            f"{shown(name)} is a {kinds[0]}, which labels no pairs: name a model for sequence classification "
            "(cross-encoder/nli-deberta-v3-base, lytang/MiniCheck-DeBERTa-v3-Large), or a chat model as openai:NAME, "
            "ollama:NAME or local:NAME"
        )
    try:
        return PairReader(name, CrossEncoder(name, device=device or None, max_length=_LONGEST_INPUT))
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelUnavailable(f"the NLI model {name!r} cannot be loaded ({error}); {_CURE}") from error


def is_writer(name: str) -> bool:
    """Whether the model writes text, so that it is asked as a chat model. Raises MissingExtra, ModelUnavailable."""
    return any(kind.endswith("ForCausalLM") for kind in _architectures(name))


def _architectures(name: str) -> tuple[str, ...]:
    """What the model's configuration calls it. Loading a writer as a classifier would give it a head of noise."""
    try:
        from transformers import AutoConfig
    except ImportError as error:
        raise MissingExtra("local", "transformers") from error
    try:
        return tuple(AutoConfig.from_pretrained(name).architectures or ())
    except (OSError, ValueError, KeyError) as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
        raise ModelUnavailable(f"the NLI model {name!r} cannot be loaded ({first}); {_CURE}") from error


def _version(name: str, model: Any) -> str:
    """The SHA-256 of a folder's weights and configuration; of a hub's model its commit."""
    folder = Path(name)
    if not folder.is_dir():
        return str(getattr(model.config, "_commit_hash", None) or "")
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.safetensors"), *folder.glob("*.bin"), folder / "config.json"]):
        if path.is_file():
            with path.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()
