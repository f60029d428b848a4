"""What is read of a study: its design and level, whom it is on beside the patient, and the numbers it reports."""

from __future__ import annotations

from typing import Literal

import msgspec

__all__ = ["Effect", "Fit", "FitItem", "Grade", "Match"]

Match = Literal["match", "mismatch", "unknown"]


class Grade(msgspec.Struct, frozen=True):
    """Study design and level of evidence, with the rule that fired."""

    design: str
    """"randomized controlled trial", "meta-analysis", "cohort study", "case report", "in vitro", "unknown" …"""
    level: str
    """Oxford CEBM 2011 level "1" to "5", or "" when the design is unknown."""
    scale: str
    rule: str
    strength: int
    """Order for sorting: larger is stronger; 0 is unknown."""


class FitItem(msgspec.Struct, frozen=True):
    """One aspect of the patient against what the study says of its population."""

    aspect: str
    status: Match
    patient: str
    study: str
    """What the study says, verbatim where a span is known; empty when it says nothing."""


class Fit(msgspec.Struct, frozen=True):
    items: tuple[FitItem, ...] = ()

    def count(self, status: Match) -> int:
        return sum(item.status == status for item in self.items)


class Effect(msgspec.Struct, frozen=True, omit_defaults=True):
    """A number a study reports, with its offsets into `Article.text`."""

    kind: str
    """"HR", "OR", "RR", "ORR", "median PFS", "median OS", "p", "n", "proportion", "difference" …"""
    value: float
    start: int
    end: int
    unit: str = ""
    low: float | None = None
    high: float | None = None
    level: float | None = None
    """Confidence level in percent."""
    p: str = ""
    """As printed, with its relation ("<0.001")."""
    outcome: str = ""
    arm: str = ""
