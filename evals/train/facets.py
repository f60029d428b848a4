"""Makes `assistant/knowledge/learned/facet_model.tsv`: `python -m evals.train.facets`. Seconds on a CPU.

Learns from the train part of all questions whose facet a reader named. The tune part says from which probability on two
of three facets that are told are the reader's. Only weights are written, no question.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.question.facet import FACETS, facet_signs
from assistant.question.leveled import named_spans
from evals.material.understood import Understood, understood
from evals.train.linear import Weights, fitted, write_table

_FEWEST, _STRENGTH, _LEAST = 3, 0.03, 0.04
_RIGHT = 2 / 3


def train(rows: Sequence[Understood]) -> None:
    """Writes the table, and prints what the tune part says."""
    learned, tune = ([row for row in rows if row.part == part] for part in ("train", "tune"))
    model = fitted([_signs(row) for row in learned], [row.facet for row in learned], FACETS, _FEWEST, _STRENGTH)
    told = [_told(row, model) for row in tune]
    sure = _sure(told)
    hits = [hit for chance, hit in told if chance >= sure]
    print(f"tune: {sum(hit for _, hit in told)} of {len(told)} likeliest facets are the reader's")
    print(f"told from {sure:.2f} on: {len(hits)}, {sum(hits) / len(hits):.3f} of them the reader's")
    others = {("sure", ""): np.full(len(FACETS), sure)}
    write_table("facet_model", model, FACETS, "evals/train/facets.py", _LEAST, others)


def _signs(row: Understood) -> frozenset[str]:
    return facet_signs(row.text, named_spans(row.text))


def _told(row: Understood, model: Weights) -> tuple[float, bool]:
    """The probability of the likeliest facet, and whether it is the reader's."""
    scores = model.scores(_signs(row))
    chances = np.exp(scores - scores.max())
    return float(chances.max() / chances.sum()), FACETS[int(chances.argmax())] == row.facet


def _sure(told: Sequence[tuple[float, bool]]) -> float:
    """The least probability from which enough are right."""
    for step in range(20, 90):
        hits = [hit for chance, hit in told if chance >= step / 100]
        if sum(hits) >= _RIGHT * len(hits):
            return step / 100
    return 0.9


if __name__ == "__main__":
    train(understood())
