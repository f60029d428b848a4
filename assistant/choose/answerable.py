"""How likely the records found answer the question at all, from the best sentence and from what no record covers.

The weights are learned from questions of which it is known whether the library answers them
(`evals/train/answerable.py`): a name or a group of people that no one record has beside the rest takes from what the
best sentence promises. A word that is lacking takes nothing: it may be incidental. An allele or rsID that is lacking
takes nothing either, since records give it by other names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from math import exp, log

from assistant.enough.uncovered import Uncovered
from assistant.knowledge.tables import records

__all__ = ["FEATURES", "answerable", "features"]

FEATURES = ("best sentence", "name lacking", "inherited variant lacking", "group lacking", "gap")
_INHERITED = re.compile(r"\brs\d|\*\d")
_LEAST = 0.005
_BIAS = "bias"


def features(best: float, lacking: Uncovered, gap: bool) -> tuple[float, ...]:
    """In the order of `FEATURES`. `best`: the best sentence's chance, 0 to 1; `gap`: no record ties the names."""
    chance = min(max(best, _LEAST), 1 - _LEAST)
    inherited = [name for name in lacking.names if _INHERITED.search(name)]
    named = len(lacking.names) > len(inherited)
    told = (named, bool(inherited), bool(lacking.groups), gap)
    return (log(chance / (1 - chance)), *map(float, told))


def answerable(best: float, lacking: Uncovered, gap: bool) -> float:
    """The chance, 0 to 1, that the library answers; the arguments are those of `features`."""
    bias, weights = _weights()
    score = bias + sum(weight * value for weight, value in zip(weights, features(best, lacking, gap), strict=True))
    return 1 / (1 + exp(-score))


@cache
def _weights() -> tuple[float, Sequence[float]]:
    table = {row["feature"]: float(row["weight"]) for row in records("answerable")}
    return table[_BIAS], tuple(table[name] for name in FEATURES)
