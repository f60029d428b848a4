"""Judges whose opinion is known beforehand: one that is always right, and one that is wrong in one of ten.

With the first, whatever is not shown is the fault of what stands around a judge; the second shows how much of a judge's
error that catches.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from random import Random

from assistant.records.judged import Opinion, Statement
from evals.material.judged_rows import JudgedRow

__all__ = ["WRONG", "ScriptedJudge"]

WRONG = 0.1
"""Share of the opinions that are wrong."""


class ScriptedJudge:
    """Says the label that a set has, but for a share that it gets wrong, by the seed; the first quote decides."""

    def __init__(self, rows: Sequence[JudgedRow], *, wrong: float = 0.0, seed: int = 0) -> None:
        self.name = f"a judge wrong in {wrong:.0%}" if wrong else "a perfect judge"
        random = Random(seed)  # noqa: S311 - a repeatable draw, not a secret
        self._told = {row.statement: (row.label, random.random() < wrong) for row in rows}

    def judge(self, statements: Sequence[Statement], cancel: threading.Event | None = None) -> tuple[Opinion, ...]:
        """See `assistant.records.judged.Judge`. A statement of no set, as the controls are, is not enough."""
        return tuple(map(self._opinion, statements))

    def _opinion(self, statement: Statement) -> Opinion:
        label, wrong = self._told.get(statement, ("not_enough", False))
        if wrong:
            label = "not_enough" if label == "supported" else "supported"
        return Opinion(label, statement.quotes[:1] if label != "not_enough" else ())
