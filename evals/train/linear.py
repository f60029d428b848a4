"""A linear model over signs that are strings, and the table it is kept in: a row a sign, a column a class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

__all__ = ["LEARNED", "Weights", "fitted", "write_table"]

LEARNED = Path(__file__).resolve().parents[2] / "assistant" / "knowledge" / "learned"
_ROUNDS = 80
_FAINT = 0.6
_UNSEEN = -20.0
"""Bias of a class that no example had: it is never the likeliest."""


class Weights(NamedTuple):
    signs: dict[str, Any]
    """Sign to its weight for each class."""
    bias: Any

    def scores(self, signs: Iterable[str]) -> Any:
        return np.sum([self.bias, *(self.signs[sign] for sign in signs if sign in self.signs)], axis=0)


def fitted(
    examples: Sequence[Iterable[str]],
    labels: Sequence[str],
    classes: Sequence[str],
    fewest: int,
    strength: float,
    weighed: Mapping[str, float] | None = None,
    faint: tuple[str, ...] = (),
    counted: Sequence[float] | None = None,
) -> Weights:
    """Of signs that at least `fewest` examples have, for three classes or more of `classes`.

    `strength`: inverse of the penalty; `weighed`: class to weight; `counted`: what each example counts, 1 where it is
    not given. From signs that begin with one of `faint` less is learned: each is rare, and together they could learn by
    heart.
    """
    held = [set(one) for one in examples]
    counts = Counter(sign for one in held for sign in one)
    names = sorted(sign for sign, count in counts.items() if count >= fewest)
    place = {name: number for number, name in enumerate(names)}
    columns = [[place[sign] for sign in one if sign in place] for one in held]
    ends = np.cumsum([0, *map(len, columns)])
    worth = np.array([_FAINT if name.startswith(faint) else 1.0 for name in names], np.float32)
    cells = np.concatenate(columns).astype(np.intp)
    inputs = sparse.csr_matrix((worth[cells], cells, ends), shape=(len(held), len(names)))
    weights = [(weighed or {}).get(label, 1.0) * (counted[at] if counted else 1.0) for at, label in enumerate(labels)]
    model = LogisticRegression(C=strength, max_iter=_ROUNDS, tol=1e-3).fit(inputs, labels, weights)
    known = [classes.index(label) for label in model.classes_]
    made, bias = np.zeros((len(names), len(classes))), np.full(len(classes), _UNSEEN)
    made[:, known], bias[known] = model.coef_.T * worth[:, None], model.intercept_
    return Weights(dict(zip(names, made, strict=True)), bias)


def write_table(
    name: str,
    model: Weights,
    classes: Sequence[str],
    source: str,
    least: float,
    others: Mapping[tuple[str, str], Any] | None = None,
) -> Path:
    """Writes the signs that move a class by at least `least`, after `others`, rows by (part, sign)."""
    rows = {("bias", "words"): model.bias, **(others or {})}
    rows |= {("sign", sign): weights for sign, weights in model.signs.items() if abs(weights).max() >= least}
    lines = ["\t".join(("part", "sign", *classes, "source"))]
    lines += ["\t".join((*key, *map(_cell, weights), source)) for key, weights in rows.items()]
    path = LEARNED / f"{name}.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _cell(weight: float) -> str:
    """Two digits; a weight too small for them is empty of all but its nought."""
    return f"{weight:.2f}" if abs(weight) >= 0.005 else "0"
