"""Fits `vote.json`: how much the verifier's opinion and each check's outcome count where wording is free.

Fitted on the quarter of the "tune" half that the network did not learn from, every set and label weighing the same;
without the statements on variants, which are not put to the verifier.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from assistant.engines.judge import Shipped
from assistant.verify.checks import CHECKS, Sides, match, read, sentences
from assistant.verify.judge_vote import Vote, names_variant, signs
from evals.material.gold_claims import GoldClaim
from evals.train.verifier_pairs import LABELS

__all__ = ["fit_vote"]

_STRENGTH = 0.1
"""Inverse of the ridge: with few hundred claims, a sign that came up ten times must not decide."""


def fit_vote(judge: Shipped, claims: Sequence[tuple[str, GoldClaim]], folder: Path) -> Vote:
    """`claims` are (set, claim); writes the file beside the weights."""
    kept: list[tuple[str, GoldClaim, dict[str, float]]] = []
    for name, claim in claims:
        sides = _sides(claim)
        if sides is not None and not names_variant(sides):
            told = judge.judge(claim.evidence, claim.claim)
            kept.append((name, claim, signs(told, sides, [check(sides) for check in CHECKS])))
    vote = _fitted(kept)
    (folder / "vote.json").write_bytes(msgspec.json.format(msgspec.json.encode(vote), indent=1) + b"\n")
    return vote


def _sides(claim: GoldClaim) -> Sides | None:
    said, readings = read(claim.claim), sentences(claim.evidence)
    found = match(said, readings)
    return None if found is None else Sides(said, readings, claim.evidence, found)


def _fitted(rows: Sequence[tuple[str, GoldClaim, dict[str, float]]]) -> Vote:
    from sklearn.linear_model import LogisticRegression

    names = sorted({name for _, _, found in rows for name in found})
    labels = [LABELS.index(claim.label) for _, claim, _ in rows]
    counts = Counter((name, label) for (name, _, _), label in zip(rows, labels, strict=True))
    weights = [1 / counts[name, label] for (name, _, _), label in zip(rows, labels, strict=True)]
    scale = len(weights) / sum(weights)
    values = np.array([[found.get(name, 0.0) for name in names] for _, _, found in rows])
    model = LogisticRegression(C=_STRENGTH, max_iter=5000)
    model.fit(values, labels, sample_weight=[weight * scale for weight in weights])
    sets = Counter(name for name, _, _ in rows)
    return Vote(
        signs=tuple(names),
        weights=tuple(tuple(round(float(one), 4) for one in row) for row in model.coef_),  # type: ignore[arg-type]
        bias=tuple(round(float(one), 4) for one in model.intercept_),  # type: ignore[arg-type]
        fitted_on=", ".join(f"{count} claims of {name}" for name, count in sorted(sets.items())),
    )
