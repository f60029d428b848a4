"""What one check found, and the two sides it looked at."""

from __future__ import annotations

from typing import Literal

import msgspec

from assistant.records.answer import Check
from assistant.verify.checks.matching import Match
from assistant.verify.checks.reading import Reading

__all__ = ["CLOSE", "NEAR", "Consequence", "Finding", "Sides", "failed", "nothing", "passed"]

Consequence = Literal["", "contradicts", "lacks", "weakens", "free"]

NEAR = 0.7
"""Closeness from which even the order of words and the certainty are compared."""
CLOSE = 0.55
"""Closeness from which a sentence counts as a rewording of its window, so that each difference is judged by itself."""


class Sides(msgspec.Struct, frozen=True):
    """A sentence and its evidence, read and aligned."""

    claim: Reading
    evidence: tuple[Reading, ...]
    text: str
    """The whole evidence, as given."""
    match: Match
    context: str = ""
    """Text that may supply names and study groups, and nothing else."""

    @property
    def close(self) -> bool:
        return self.match.closeness >= CLOSE

    @property
    def near(self) -> bool:
        """Closer than `close`: word for word but for a few."""
        return self.match.closeness >= NEAR


class Finding(msgspec.Struct, frozen=True):
    """A check, and what follows when it failed: the evidence says otherwise, too little, or less surely."""

    check: Check
    consequence: Consequence = ""


def passed(name: str, reason: str, score: float | None = None) -> Finding:
    """The check looked and found no fault."""
    return Finding(Check(name, True, reason, score))


def nothing(name: str, reason: str) -> Finding:
    """The sentence has nothing this check looks at."""
    return Finding(Check(name, None, reason))


def failed(name: str, consequence: Consequence, reason: str, score: float | None = None) -> Finding:
    """The check failed, with what follows for the sentence."""
    return Finding(Check(name, False, reason, score), consequence)
