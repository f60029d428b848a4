"""Of which populations of a guideline a case is, by its diseases and procedures, so that its own row is chosen.

Where the question names what the drug is for, that counts; else the patient's conditions. A population that no
condition of the case tells of is left open: its row is shown, and says whom it is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from assistant.curated.diseases import disease_match
from assistant.knowledge.tables import records, words_of
from assistant.records.answer import Concept, Query
from assistant.records.curated import CuratedFact
from assistant.variants.denied import denied

__all__ = ["is_for_others", "people_of"]

_INDICATIONS = ("disease", "phenotype")
"""Kinds of concept: a procedure is none of a disease's."""
_HELD = ("same", "parent")


def people_of(query: Query) -> frozenset[str]:
    """The populations that the question's indications are of; where it tells none, those of the patient's."""
    concepts = [one for one in query.concepts if one.kind in _INDICATIONS]
    asked = [one for one in concepts if one.origin != "patient" and not _is_denied(one, query.text)]
    return _of(asked, query.text) or _of([one for one in concepts if one.origin == "patient"])


def _is_denied(concept: Concept, text: str) -> bool:
    places = [found.span() for found in re.finditer(re.escape(concept.surface), text)] if concept.surface else []
    return bool(places) and all(denied(text, *place) for place in places)


def is_for_others(fact: CuratedFact, people: frozenset[str]) -> bool:
    """Whether it is for a population that excludes all those of its kind that the case is of."""
    kinds = _kinds()
    of = kinds.get(fact.population)
    return of is not None and fact.population not in people and any(kinds[one] == of for one in people)


def _of(concepts: Sequence[Concept], text: str = "") -> frozenset[str]:
    names = [name for one in concepts for name in (one.name, one.surface) if name]
    return frozenset(population for population, conditions in _table().items() if _meets(conditions, names, text))


def _meets(conditions: Iterable[str], names: Sequence[str], text: str) -> bool:
    said = [f" {words_of(name)} " for name in names]
    for condition in conditions:
        if any(f" {words_of(condition)} " in one for one in said):
            return True
        if any(disease_match(condition, (name,)) in _HELD for name in names):
            return True
        if any(not denied(text, *found.span()) for found in _named(condition).finditer(text)):
            return True
    return False


@cache
def _named(condition: str) -> re.Pattern[str]:
    """A condition as a question has it; an abbreviation only in its capitals."""
    return re.compile(rf"(?<!\w){re.escape(condition)}(?!\w)", 0 if condition.isupper() else re.IGNORECASE)


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """Population to its conditions."""
    made: dict[str, list[str]] = {}
    for row in records("population_conditions"):
        made.setdefault(row["population"], []).append(row["condition"])
    return {population: tuple(conditions) for population, conditions in made.items()}


@cache
def _kinds() -> dict[str, str]:
    """Population to the kind of which a case is of one at most."""
    return {row["population"]: row["of"] for row in records("population_conditions")}
