"""Names that stand for several genes at once: "NTRK" and "TRK" are the same three, whichever a question or record uses.

The families are a table, `knowledge/words/gene_families.tsv`; each name of one is the same concept, so that it is
searched and read the same.
"""

from __future__ import annotations

from functools import cache

from assistant.knowledge.tables import lookup, pieces
from assistant.records.answer import Synonym

__all__ = ["family_of", "family_synonyms", "genes_of_family"]


def family_of(written: str) -> str:
    """The name by which the family goes here, the first of the table with these members; "" for no family."""
    members = lookup("gene_families").get(written)
    return _firsts()[members] if members else ""


def family_synonyms(family: str) -> tuple[Synonym, ...]:
    """The family's other names."""
    families = lookup("gene_families")
    others = [name for name, held in families.items() if held == families[family] and name != family]
    return tuple(Synonym(name, "the same genes") for name in others)


def genes_of_family(name: str) -> tuple[str, ...]:
    """The genes that a family's name stands for; the name itself where it is no family's."""
    return (name, *pieces(lookup("gene_families").get(name, "")))


@cache
def _firsts() -> dict[str, str]:
    firsts: dict[str, str] = {}
    for family, members in lookup("gene_families").items():
        firsts.setdefault(members, family)
    return firsts
