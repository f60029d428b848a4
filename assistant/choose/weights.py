"""How much each feature of a sentence counts: `knowledge/learned/choosing.tsv`, made by `evals/train/choosing.py`.

Three columns of weights: "glance" for what can be told of every sentence, which decides the few that the model reads;
then, with what the model said of them, "answers" and "topic". They give the logarithm of the odds that a reader calls
the sentence an answer ("glance", "answers"), or calls it an answer or on topic ("topic").
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

import msgspec

from assistant.knowledge.tables import records

__all__ = ["Stage", "Weights", "weights"]

Stage = Literal["glance", "answers", "topic"]
_BIAS = "bias"


class Weights(msgspec.Struct, frozen=True):
    """A linear model; `names` in the order in which `score` takes the values."""

    names: tuple[str, ...]
    values: tuple[float, ...]
    bias: float

    def score(self, given: Sequence[float]) -> float:
        return self.bias + sum(weight * value for weight, value in zip(self.values, given, strict=True))


@cache
def weights(stage: Stage, names: tuple[str, ...]) -> Weights:
    """The weights of that stage for the features named; a feature without a row counts nothing."""
    table = {row["feature"]: float(row[stage] or 0) for row in records("choosing")}
    return Weights(names, tuple(table.get(name, 0.0) for name in names), table[_BIAS])
