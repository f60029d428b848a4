"""The therapies of a fact as sets of drugs, and whether what it says speaks for or against them."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from assistant.curated.matching import Match
from assistant.knowledge.tables import lookup, words_of
from assistant.names.find import entry_of
from assistant.names.vocabulary import vocabulary
from assistant.records.curated import CuratedFact
from assistant.variants.same_variant import Identity

__all__ = ["Group", "Key", "Regimen", "drug_words", "favors", "is_drug", "opposes", "regimens"]

Regimen = frozenset[str]
"""The words of the names of drugs given together."""
Key = tuple[object, ...]


class Group(msgspec.Struct, frozen=True):
    """Matches that say the same of one regimen, the one that is shown first."""

    regimen: Regimen
    matches: tuple[Match, ...]
    approved: tuple[str, ...] = ()
    countered: tuple[Identity, ...] = ()
    """Variants of the case that resist the regimen, where what favors it is on others."""
    limit: str = ""
    aside: bool = False

    @property
    def first(self) -> CuratedFact:
        """The one that is shown."""
        return self.matches[0].fact


@lru_cache(maxsize=8192)
def drug_words(name: str) -> str:
    """The words by which names of drugs are compared."""
    return words_of(name)


@lru_cache(maxsize=2048)
def is_drug(name: str) -> bool:
    """Whether the vocabulary knows it as one drug: no class ("Platinum Compound"), and none that is too new for it."""
    return entry_of(vocabulary(), "drug", name) is not None


@lru_cache(maxsize=8192)
def regimens(fact: CuratedFact) -> tuple[Regimen, ...]:
    """One of all drugs together, or one each of several options; what is on no therapy stands for its disease."""
    if not fact.therapies:
        return (frozenset([words_of(fact.disease)]),)
    names = [drug_words(name) for name in fact.therapies]
    if fact.together or len(names) < 2:
        return (frozenset(names),)
    return tuple(frozenset([name]) for name in names)


def favors(fact: CuratedFact) -> bool:
    """Whether it speaks for its therapy: an approval, or evidence that supports sensitivity."""
    return fact.kind == "approval" or lookup("curated_directions").get(fact.direction) == "for"


def opposes(direction: str) -> bool:
    return lookup("curated_directions").get(direction) == "against"
