"""A synthesis over the findings of an answer: sentences that name the findings they rest on. Data only."""

from __future__ import annotations

from typing import Literal

import msgspec

__all__ = ["PARTS", "Part", "Summing", "Synthesis"]

Part = Literal["bottom line", "agreement", "patient", "missing"]
"""What is said: the bottom line; what agrees and disagrees; what it means for this patient; what is missing."""
PARTS: tuple[Part, ...] = ("bottom line", "agreement", "patient", "missing")


class Summing(msgspec.Struct, frozen=True):
    """One sentence. `findings`: places of the answer's claims that it rests on, from 1 ("F1" is 1)."""

    part: Part
    text: str
    findings: tuple[int, ...]


class Synthesis(msgspec.Struct, frozen=True, omit_defaults=True):
    """The sentences that held, by part in the order of `PARTS`, and how many were left out."""

    sentences: tuple[Summing, ...]
    model: str
    judge: str
    dropped: int = 0
