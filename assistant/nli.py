"""An optional second opinion on meaning: a cross-encoder for natural language inference, by name or folder.

It votes beside the checks of `assistant.checks`. It may let a freely worded sentence pass that shares few words with
its evidence, or doubt one that passed; it never overrules a failed number, drug, gene or variant.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from assistant.errors import ModelUnavailable
from ingest.errors import MissingExtra

__all__ = ["Inference", "Judge", "load_judge"]

_LONGEST_INPUT = 512
"""Word pieces."""
_NAMES = {"entailment": 0, "supported": 0, "support": 0, "neutral": 1, "not_enough": 1, "contradiction": 2}
_NAMES |= {"contradicted": 2, "refute": 2}


class Inference(NamedTuple):
    """Probabilities that the evidence entails, says nothing on, or contradicts the sentence; they add up to 1."""

    entails: float
    neutral: float
    contradicts: float


class Judge(Protocol):
    """Compares one sentence with the text that is to support it."""

    name: str

    def judge(self, evidence: str, sentence: str) -> Inference: ...


def load_judge(name: str, *, device: str = "") -> Judge | None:
    """The judge of that model name or local folder; None for "".

    Raises ModelUnavailable when it cannot be loaded, or does not tell entailment, neutral and contradiction apart;
    MissingExtra without sentence-transformers.
    """
    return _CrossEncoder(name, device) if name else None


class _CrossEncoder:
    """Any three-label NLI cross-encoder that sentence-transformers can load."""

    def __init__(self, name: str, device: str) -> None:
        self.name = name
        self._model = _load(name, device)
        labels: dict[int, str] = self._model.config.id2label
        self._order = {place: _NAMES.get(str(label).lower()) for place, label in labels.items()}
        if sorted(order for order in self._order.values() if order is not None) != [0, 1, 2]:
            told = ", ".join(map(str, labels.values()))
            raise ModelUnavailable(
                f"{name!r} is no NLI model: its labels are {told}; it needs entailment, neutral and contradiction"
            )

    def judge(self, evidence: str, sentence: str) -> Inference:
        scores = self._model.predict([(evidence, sentence)], apply_softmax=True, show_progress_bar=False)[0]
        ordered = [0.0, 0.0, 0.0]
        for place, order in self._order.items():
            if order is not None:
                ordered[order] = float(scores[place])
        return Inference(*ordered)


def _load(name: str, device: str) -> Any:
    try:
        from sentence_transformers import CrossEncoder
    except ImportError as error:
        raise MissingExtra("local", "sentence-transformers") from error
    try:
        return CrossEncoder(name, device=device or None, max_length=_LONGEST_INPUT)
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelUnavailable(
            f"the NLI model {name!r} cannot be loaded ({error}); give a model name of a hub that can be reached, "
            "or the path of a folder that holds it"
        ) from error
