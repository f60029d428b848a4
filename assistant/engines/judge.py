"""A second opinion on meaning: a small transformer that reads a sentence beside what is to support it.

""                 the verifier that ships with Vouch (`knowledge/learned/verifier`), loaded when first needed
"none"             no model: the checks of `assistant.verify.checks` alone
any other name     a cross-encoder for natural language inference: a model name of a hub, or a local folder

A judge votes beside the checks. It may let a freely worded sentence pass that shares few words with its evidence, or
doubt one that passed; it never overrules a failed number, drug, gene or variant. `assistant.verify.verify` has the
rule.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from assistant.engines.cross_encoder import CrossEncoder, shipped
from assistant.engines.pair_reader import load_pair_reader
from assistant.engines.telling import telling
from assistant.errors import ModelUnavailable

__all__ = ["NONE", "Inference", "Judge", "Shipped", "load_judge"]

NONE = "none"
"""The name that turns the shipped verifier off."""
_SHIPPED = "verifier"
_NAMES = {"entailment": 0, "supported": 0, "support": 0, "neutral": 1, "not_enough": 1, "contradiction": 2}
_NAMES |= {"contradicted": 2, "refute": 2}


class Inference(NamedTuple):
    """Probabilities that the evidence entails, says nothing on, or contradicts the sentence; they add up to 1."""

    entails: float
    neutral: float
    contradicts: float


class Judge(Protocol):
    """Compares one sentence with the text that is to support it; it may be called from several threads."""

    name: str

    def judge(self, evidence: str, sentence: str) -> Inference: ...


@lru_cache(maxsize=4)
def load_judge(name: str, *, device: str = "") -> Judge | None:
    """The judge of that name, made once; None for "none", and for "" where no verifier ships.

    Raises ModelUnavailable when it cannot be loaded, or does not tell entailment, neutral and contradiction apart;
    MissingExtra without sentence-transformers.
    """
    if name == NONE:
        return None
    if name:
        return _CrossEncoder(name, device)
    model = shipped(_SHIPPED)
    return Shipped(model) if model is not None else None


class Shipped:
    """The verifier that comes with Vouch; `evals/train/verifier.py` made it."""

    def __init__(self, model: CrossEncoder) -> None:
        self.name = model.facts.name
        self._model = model
        self._order = _order(dict(enumerate(model.facts.labels)), self.name)

    def judge(self, evidence: str, sentence: str) -> Inference:
        import numpy as np

        logits = self._model.logits([(sentence, telling(sentence, evidence))])[0]
        powers = np.exp(logits - logits.max())
        return _inference(powers / powers.sum(), self._order)


class _CrossEncoder:
    """Any three-label NLI cross-encoder that sentence-transformers can load."""

    def __init__(self, name: str, device: str) -> None:
        self.name = name
        self._reader = load_pair_reader(name, device)
        self._order = _order(dict(enumerate(self._reader.labels)), name)

    def judge(self, evidence: str, sentence: str) -> Inference:
        return _inference(self._reader.read([(telling(sentence, evidence), sentence)])[0], self._order)


def _order(labels: dict[int, str], name: str) -> dict[int, int]:
    """Place of a model's label -> place in an Inference."""
    order = {place: _NAMES[str(label).lower()] for place, label in labels.items() if str(label).lower() in _NAMES}
    if sorted(order.values()) != [0, 1, 2]:
        told = ", ".join(map(str, labels.values()))
        raise ModelUnavailable(
            f"{name!r} is no NLI model: its labels are {told}; it needs entailment, neutral and contradiction"
        )
    return order


def _inference(scores: Any, order: dict[int, int]) -> Inference:
    ordered = [0.0, 0.0, 0.0]
    for place, mine in order.items():
        ordered[mine] = float(scores[place])
    return Inference(*ordered)
