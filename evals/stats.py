"""How sure a figure is: bootstrap intervals over the questions, and intervals of proportions.

A figure without an interval is not compared with anything. Resampling is seeded, so a run repeats to the digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

__all__ = ["Interval", "auc", "bare", "difference", "mean", "proportion", "ratio"]

_RESAMPLES = 2000
_SEED = 20_260_101


class Interval(msgspec.Struct, frozen=True):
    """A value with its 95 % interval and the number of observations behind it."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"

    @property
    def excludes_zero(self) -> bool:
        return self.low > 0 or self.high < 0


def auc(right: Sequence[bool], scores: Sequence[float]) -> float:
    """How often a row that is right scores above one that is not; 0.5 is chance."""
    import numpy as np

    true, places = np.array(right, bool), np.argsort(np.argsort(scores)).astype(float)
    hits = int(true.sum())
    return float((places[true].sum() - hits * (hits - 1) / 2) / max(1, hits * (len(right) - hits)))


def bare(value: float, n: int) -> Interval:
    """A figure without an interval of its own."""
    return Interval(value, value, value, n)


def mean(values: Sequence[float]) -> Interval:
    """The mean of per-question values with its percentile bootstrap interval; no values give zeros and n of 0."""
    import numpy as np
    from scipy.stats import bootstrap

    if not values:
        return Interval(0.0, 0.0, 0.0, 0)
    sample = np.asarray(values, dtype=float)
    center = float(sample.mean())
    if len(sample) == 1 or float(np.ptp(sample)) == 0.0:
        return Interval(center, center, center, len(sample))
    drawn = bootstrap(
        (sample,),
        np.mean,
        n_resamples=_RESAMPLES,
        batch=200,
        method="percentile",
        rng=np.random.default_rng(_SEED),
    ).confidence_interval
    return Interval(center, float(drawn.low), float(drawn.high), len(sample))


def difference(after: Sequence[float], before: Sequence[float]) -> Interval:
    """The mean change per question, paired: both sequences hold the same questions in the same order.

    Raises ValueError when their lengths differ.
    """
    return mean([new - old for new, old in zip(after, before, strict=True)])


def proportion(hits: int, n: int) -> Interval:
    """A share of `n` with its Wilson score interval."""
    from scipy.stats import binomtest

    if n == 0:
        return Interval(0.0, 0.0, 0.0, 0)
    interval = binomtest(hits, n).proportion_ci(method="wilson")
    return Interval(hits / n, float(interval.low), float(interval.high), n)


def ratio(parts: Sequence[int], wholes: Sequence[int]) -> Interval:
    """The sum of `parts` over that of `wholes`, with its bootstrap interval over questions, which are what `n` counts.

    For shares of what an answer shows: findings of one answer are alike, so questions are drawn and not findings.
    Raises ValueError when the lengths differ.
    """
    import numpy as np
    from scipy.stats import bootstrap

    if len(parts) != len(wholes):
        raise ValueError(f"{len(parts)} parts do not belong to {len(wholes)} wholes")
    over, under = np.asarray(parts, dtype=float), np.asarray(wholes, dtype=float)

    def share(above: Any, below: Any, axis: int = -1) -> Any:
        return above.sum(axis) / np.maximum(below.sum(axis), 1.0)

    if len(parts) == 0 or not under.any():
        return Interval(0.0, 0.0, 0.0, len(parts))
    center = float(share(over, under))
    if len(parts) == 1 or not over.any() or (over == under).all():
        return Interval(center, center, center, len(parts))
    drawn = bootstrap(
        (over, under),
        share,
        n_resamples=_RESAMPLES,
        batch=200,
        paired=True,
        method="percentile",
        rng=np.random.default_rng(_SEED),
    ).confidence_interval
    return Interval(center, float(drawn.low), float(drawn.high), len(parts))
