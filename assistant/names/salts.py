"""Salts that are named for the acid which is the drug: "calcium folinate" is folinic acid, and no calcium."""

from __future__ import annotations

from typing import NamedTuple

from assistant.engines.known_words import known
from assistant.knowledge.tables import values
from assistant.names.vocabulary import Entry, Vocabulary

__all__ = ["Salt", "salt_of"]


class Salt(NamedTuple):
    """A drug by its salt. `words`: how many name it, the metal's among them."""

    drug: Entry
    acid: str
    words: int


def salt_of(word: str, following: str, names: Vocabulary) -> Salt | None:
    """What a word, or a metal with the word `following` it, is the salt of; None for one that is a name itself, or a
    word of the language or of medicine ("carbonate"). Words are spelled as names are compared."""
    metal = word in values("cations")
    anion = following if metal else word
    if not anion.endswith("ate") or anion in names.heads or anion in names.ordinary or known(anion):
        return None
    acid = f"{anion.removesuffix('ate')}ic acid"
    found = names.read(acid, "drug")
    return Salt(found[0].entry, acid, 1 + metal) if found else None
