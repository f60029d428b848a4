"""Salts and esters: "calcium folinate" is folinic acid, and no calcium; "candesartan cilexetil" is candesartan."""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

from assistant.engines.known_words import known
from assistant.knowledge.tables import values
from assistant.names.vocabulary import Entry, Vocabulary

__all__ = ["Salt", "base_of", "salt_of"]


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


def base_of(name: str, named: Container[str]) -> str:
    """The drug among those `named` (in small letters) that a name is without the words of a salt or an ester; the name
    itself where it is there, or where none is."""
    words = name.split()
    while len(words) > 1 and " ".join(words).lower() not in named and words[-1].lower() in values("salt_words"):
        words.pop()
    return " ".join(words) if " ".join(words).lower() in named else name
