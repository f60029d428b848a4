"""Whom the evidence of an answer is on, and whether the patient is among them."""

from __future__ import annotations

import msgspec

__all__ = ["Share", "Studied"]


class Share(msgspec.Struct, frozen=True):
    """How many of the cited studies say that they had people of one group."""

    group: str
    """ "women", "65 and older", "East Asian", "Japan"."""
    studies: int


class Studied(msgspec.Struct, frozen=True, omit_defaults=True):
    """Counted over the papers that the claims cite; a paper that does not say counts for nothing."""

    papers: int
    people: int = 0
    """Summed over the papers that give their size."""
    sized: int = 0
    """Papers that give it."""
    sexes: tuple[Share, ...] = ()
    ages: tuple[Share, ...] = ()
    ancestries: tuple[Share, ...] = ()
    countries: tuple[Share, ...] = ()
    missing: tuple[str, ...] = ()
    """A warning for each group of the patient that no paper had and one at least says it had not, with its words."""
    unsaid: str = ""
    """One sentence on the groups of the patient that no paper speaks of; it is no warning."""
    sentence: str = ""
    """All of it in one or two sentences."""
