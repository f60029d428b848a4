"""How far a record speaks of what a question names: the gene, the exact variant, the drug, the disease.

Word and vector scores add up: a record that says the drug ten times outranks the one that brings gene and drug
together. Agreement counts each kind of name once, and what the record names of all kinds at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from assistant.answer import Concept, ConceptKind, Query
from assistant.search_terms import names_of

__all__ = ["Agreement", "agreement", "plain"]

_WORD = re.compile(r"\*?[^\W_]+")
_COUNTS: dict[ConceptKind, tuple[str, float]] = {
    "gene": ("gene", 1.0),
    "variant": ("variant", 0.5),
    "drug": ("drug", 1.0),
    "drug class": ("drug", 1.0),
    "disease": ("disease", 0.5),
    "phenotype": ("disease", 0.5),
}
"""Which kinds stand for each other, and what naming one is worth beside the others. A variant counts half: abstracts
often give it by another name, or tell of the gene's variants together."""
_MAIN = ("gene", "drug")
_SYMBOL = re.compile(r"[A-Z]{2,4}\Z")
"""Symbols that are words when written small (MET, CAT, KIT): compared with case."""


class Agreement(msgspec.Struct, frozen=True):
    """`score` from 0 (nothing named) to 1 (all); `named` and `missing` are names of the question's concepts."""

    score: float
    named: tuple[str, ...]
    missing: tuple[str, ...]


def agreement(query: Query, text: str) -> Agreement | None:
    """How a record's text agrees with the question's own names; None when the question names nothing."""
    asked = [concept for concept in query.concepts if concept.kind in _COUNTS and concept.origin == "question"]
    if not asked:
        return None
    folded = plain(text)
    found = [_mentions(concept, text, folded) for concept in asked]
    groups: dict[str, list[bool]] = {}
    worth: dict[str, float] = {}
    for concept, here in zip(asked, found, strict=True):
        group, weight = _COUNTS[concept.kind]
        groups.setdefault(group, []).append(here)
        worth[group] = weight
    return Agreement(
        _score(groups, worth),
        tuple(concept.name for concept, here in zip(asked, found, strict=True) if here),
        tuple(concept.name for concept, here in zip(asked, found, strict=True) if not here),
    )


def _score(groups: dict[str, list[bool]], worth: dict[str, float]) -> float:
    """Half for what is named of each kind, half for naming something of every main kind at once."""
    share = sum(worth[kind] * (any(here) + sum(here) / len(here)) / 2 for kind, here in groups.items())
    share /= sum(worth.values())
    main = [here for kind, here in groups.items() if kind in _MAIN] or list(groups.values())
    return 0.5 * share + 0.5 * all(any(here) for here in main)


def _mentions(concept: Concept, text: str, folded: str) -> bool:
    for name in _forms(tuple(names_of(concept))):
        if _SYMBOL.match(name):
            if re.search(rf"(?<![^\W_]){name}(?![^\W_])", text):
                return True
        elif f" {name} " in folded or f" {name}s " in folded:
            return True
    return False


@lru_cache(maxsize=512)
def _forms(names: Sequence[str]) -> tuple[str, ...]:
    """Names as they are looked for: short symbols as they are, all others folded as the text is."""
    made = (name if _SYMBOL.match(name) else plain(name).strip() for name in names)
    return tuple(dict.fromkeys(name for name in made if name))


def plain(text: str) -> str:
    """Words in lower case, one blank between and at both ends; a star stays with its number (`*2`)."""
    return f" {' '.join(_WORD.findall(text.lower()))} "
