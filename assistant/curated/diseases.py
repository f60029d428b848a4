"""How the disease of a curated row meets the disease of a case: the same, a wider one, a kind of it, or another.

The vocabulary's parents, what `knowledge/words/disease_kinds.tsv` adds, and the name itself tell: a "childhood
low-grade glioma" is a glioma. Where none of these tells, two diseases are different.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from assistant.knowledge.tables import rows, spell, values, words_of
from assistant.names.find import broader, entry_of, find
from assistant.names.vocabulary import vocabulary
from assistant.records.answer import Concept
from assistant.records.curated import CuratedFact, DiseaseMatch

__all__ = ["ancestors", "called", "disease_match", "is_general", "named", "shown", "told_site"]

_ORDER: tuple[DiseaseMatch, ...] = ("same", "narrower", "parent")
_SHORTEST = 4
"""Letters of an organ's name."""
_STEPS = 6
"""Generations that are looked back."""


def named(fact: CuratedFact) -> str:
    """The disease of a fact, by the vocabulary's name where its identifier tells more than the source's words."""
    return _known_as(fact.disease, fact.disease_id)


@lru_cache(maxsize=4096)
def _known_as(disease: str, identifier: str) -> str:
    words = words_of(disease)
    by_words = words in _named() or words in _any_tumor() or words in _kinds()
    entry = None if by_words else vocabulary().by_identifier.get(identifier)
    return entry.name if entry else disease


def disease_match(disease: str, case: Sequence[str]) -> DiseaseMatch | None:
    """How a row's disease meets those of a case (their names); None where it is another one.

    "any": one of the two sides names none.
    """
    if not disease or not case:
        return "any"
    found = {_relation(called(disease), called(one)) for one in case}
    return next((one for one in _ORDER if one in found), None)


@lru_cache(maxsize=1024)
def called(name: str) -> str:
    """The vocabulary's name of a disease, in the words names are compared by; its own words where it has none."""
    known = _named().get(words_of(name), name)
    entry = entry_of(vocabulary(), "disease", known)
    return words_of(entry.name if entry else known)


@lru_cache(maxsize=1024)
def shown(name: str) -> str:
    """A disease as a reader writes it, without capitals that only its source gives it."""
    entry = entry_of(vocabulary(), "disease", _named().get(words_of(name), name))
    return entry.name if entry else name.lower()


@lru_cache(maxsize=4096)
def _relation(row: str, case: str) -> DiseaseMatch | None:
    if row == case:
        return "same"
    if row in ancestors(case) or (row in _any_tumor() and _is_tumor(case, _any_tumor()[row])):
        return "parent"
    if case in ancestors(row) or (case in _any_tumor() and _is_tumor(row, _any_tumor()[case])):
        return "narrower"
    return None


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
    told = {called(parent) for parent in (*_kinds().get(name, ()), *broader(name), *_by_ending(name))}
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
    return called(name) in _any_tumor()


def told_site(concept: Concept, text: str) -> str:
    """The word before a general name that says where the tumor is ("thyroid" of "thyroid cancer"); else empty."""
    found = re.search(rf"([^\W\d_][\w-]+)[\s-]+{re.escape(concept.surface)}", text)
    word = spell(found[1]) if found and not found[1].isupper() else ""
    plain = word in values("general_disease_words") or word in values("function_words") or len(word) < _SHORTEST
    return "" if plain else word


def _is_tumor(name: str, of: str) -> bool:
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


def _named() -> dict[str, str]:
    return {name: of[0] for name, of in _table("names").items()}


def _kinds() -> dict[str, tuple[str, ...]]:
    return _table("kind")


@cache
def _any_tumor() -> dict[str, str]:
    return {name: of[0] for name, of in _table("all").items()}


def _of_blood() -> Iterable[str]:
    return _table("blood")
