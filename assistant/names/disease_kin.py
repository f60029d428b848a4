"""Which disease is a kind of which: a "childhood low-grade glioma" is a glioma, and lung adenocarcinoma a lung cancer.

The vocabulary's parents, what `knowledge/words/disease_kinds.tsv` adds, and the name itself tell. Where none of these
tells, two diseases are different.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Literal

from assistant.knowledge.tables import rows, values, words_of
from assistant.names.find import broader, entry_of, find
from assistant.names.vocabulary import vocabulary

__all__ = [
    "akin",
    "ancestors",
    "any_tumor",
    "called",
    "is_general",
    "is_tumor",
    "known_kinds",
    "known_names",
    "relation",
]

_STEPS = 6
"""Generations that are looked back."""


@lru_cache(maxsize=1024)
def called(name: str) -> str:
    """The vocabulary's name of a disease, in the words names are compared by; its own words where it has none."""
    known = known_names().get(words_of(name), name)
    entry = entry_of(vocabulary(), "disease", known)
    return words_of(entry.name if entry else known)


@lru_cache(maxsize=4096)
def relation(one: str, other: str) -> Literal["same", "parent", "narrower"] | None:
    """How one disease meets another, both as `called` has them: "parent" is a wider one than the other."""
    if one == other:
        return "same"
    if one in ancestors(other) or (one in any_tumor() and is_tumor(other, any_tumor()[one])):
        return "parent"
    if other in ancestors(one) or (other in any_tumor() and is_tumor(one, any_tumor()[other])):
        return "narrower"
    return None


@lru_cache(maxsize=1024)
def akin(name: str) -> tuple[str, ...]:
    """Every name of the diseases that the table holds next to this one (any name of it), or calls a kind of it."""
    own = called(name)
    near = [(called(one), called(other)) for one, others in _table("near").items() for other in others]
    kinds = [(one, called(other)) for one, others in known_kinds().items() for other in others]
    found = [one for one, other in (*near, *kinds) if other == own] + [other for one, other in near if one == own]
    entries = [(one, entry_of(vocabulary(), "disease", one)) for one in dict.fromkeys(found)]
    return tuple(
        form
        for one, entry in entries
        for form in ([entry.name, *(synonym.text for synonym in entry.synonyms())] if entry else [one])
    )


@lru_cache(maxsize=1024)
def ancestors(name: str) -> frozenset[str]:
    """Every disease that this one (as `called` has it) is a kind of."""
    found: set[str] = set()
    last = {name}
    for _ in range(_STEPS):
        last = {parent for one in last for parent in _parents(one)} - found
        found |= last
    return frozenset(found - {name})


@lru_cache(maxsize=1024)
def _parents(name: str) -> frozenset[str]:
    told = {called(parent) for parent in (*known_kinds().get(name, ()), *broader(name), *_by_ending(name))}
    if entry_of(vocabulary(), "disease", name) is None:
        told |= {called(mention.name) for mention in find(name) if mention.kind == "disease" and mention.known}
    return frozenset(told - {name})


def _by_ending(name: str) -> Iterator[str]:
    """A carcinoma of an organ is a cancer of it, where the vocabulary has that."""
    for ending, wider in _table("ending").items():
        tried = f"{name.removesuffix(ending)}{wider[0]}"
        if name.endswith(f" {ending}") and entry_of(vocabulary(), "disease", tried) is not None:
            yield tried


def is_general(name: str) -> bool:
    """Whether a name means any tumor ("cancer", "solid tumor")."""
    return called(name) in any_tumor()


def is_tumor(name: str, of: str) -> bool:
    """Whether a name is one of a tumor, and of a solid one where that is asked for."""
    if not any(re.search(ending, name) for ending in values("tumor_words")):
        return False
    return of != "solid" or not any(word in name for word in _of_blood())


@cache
def _table(relation: str) -> dict[str, tuple[str, ...]]:
    made: defaultdict[str, list[str]] = defaultdict(list)
    for name, kind, of, _ in rows("disease_kinds"):
        if kind == relation:
            made[words_of(name)].append(of)
    return {name: tuple(found) for name, found in made.items()}


def known_names() -> dict[str, str]:
    """A disease as a curated source writes it, to the vocabulary's name of it."""
    return {name: of[0] for name, of in _table("names").items()}


def known_kinds() -> dict[str, tuple[str, ...]]:
    """A disease to those that the table says it is a kind of."""
    return _table("kind")


@cache
def any_tumor() -> dict[str, str]:
    """Names by which any tumor is meant, or any solid one ("solid")."""
    return {name: of[0] for name, of in _table("all").items()}


def _of_blood() -> Iterable[str]:
    return _table("blood")
