"""The names of drugs and diseases in a curated source, as the vocabulary has them."""

from __future__ import annotations

from functools import lru_cache

from assistant.names.find import entry_of
from assistant.names.vocabulary import vocabulary

__all__ = ["disease_id", "drug_name"]


@lru_cache(maxsize=4096)
def drug_name(said: str) -> str:
    """The vocabulary's name of a drug; what the source says where the vocabulary does not know it."""
    entry = entry_of(vocabulary(), "drug", said)
    return entry.name if entry else said


@lru_cache(maxsize=4096)
def disease_id(said: str) -> str:
    """The identifier of a disease ("DOID:3908"); empty where the vocabulary does not know it by this name."""
    entry = entry_of(vocabulary(), "disease", said) if said else None
    return entry.identifier if entry else ""
