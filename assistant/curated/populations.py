"""Of which populations of a guideline a case is, by its diseases and procedures, so that its own row is chosen.

Where the question names what the drug is for, that counts; else the patient's conditions. A population that no
condition of the case tells of is left open: its row is shown, and says whom it is for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Literal

from assistant.curated.diseases import disease_match
from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import records, words_in, words_of
from assistant.names.find import find
from assistant.records.answer import Concept, Query
from assistant.records.curated import CuratedFact
from assistant.variants.denied import denied

__all__ = ["is_for_others", "people_of"]

_INDICATIONS = ("disease", "phenotype")
"""Kinds of concept: a procedure is none of a disease's."""
_HELD = ("same", "parent")
_Side = Literal["", "purpose", "harm", "denied"]
_NEAR = 60
"""Characters around a condition in which it is said to be a harm that may come."""


def people_of(query: Query, conditions: Iterable[str] = ()) -> frozenset[str]:
    """The populations that the question's indications are of; where it tells none, those of the patient's `conditions`
    and of what is to be prevented. A harm that is asked about is no indication."""
    concepts = [one for one in query.concepts if one.kind in _INDICATIONS]
    own = [one.name for one in concepts if one.origin == "patient"]
    for condition in conditions:
        if not words_in("not_own_condition") & set(words_of(condition).split()):
            own += [condition, *(one.name for one in find(condition) if one.kind in _INDICATIONS)]
    asked = [one for one in concepts if one.origin != "patient"]
    return _asked(asked, query, "") or _of(own) | _asked(asked, query, "purpose")


def _asked(concepts: Iterable[Concept], query: Query, side: _Side) -> frozenset[str]:
    """The populations of what the question has as an indication, or as what is to be prevented."""
    harms, names = query.facet == "toxicity", list[str]()
    for one in concepts:
        places = [found.span() for found in re.finditer(re.escape(one.surface), query.text)] if one.surface else []
        if not places or any(_side(query.text, *place, harms) == side for place in places):
            names += filter(None, (one.name, one.surface))
    return _of(
        names, lambda condition: any(_side(query.text, *place, harms) == side for place in _places(condition, query))
    )


def _places(condition: str, query: Query) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _named(condition).finditer(query.text))


def _side(text: str, start: int, end: int, harms: bool) -> _Side:
    """What a condition that stands here is to the case: nothing where it is one that a drug is given for."""
    if denied(text, start, end):
        return "denied"
    table, before = patterns("case_facts"), text[max(0, start - _NEAR) : start]
    if table["outcome", "purpose"].search(before):
        return "purpose"
    coming = any(table["outcome", side].search(before) for side in ("before", "listed"))
    if coming or table["outcome", "behind"].search(text[end:][:_NEAR]):
        return "harm"
    return "harm" if harms and not table["outcome", "had"].search(before) else ""


def is_for_others(fact: CuratedFact, people: frozenset[str]) -> bool:
    """Whether it is for a population that excludes all those of its kind that the case is of."""
    kinds = _kinds()
    of = kinds.get(fact.population)
    return of is not None and fact.population not in people and any(kinds[one] == of for one in people)


def _of(names: Sequence[str], also: Callable[[str], bool] = lambda _: False) -> frozenset[str]:
    """The populations of which one of the conditions is named, or is one by what is `also` asked of it."""
    return frozenset(
        population for population, listed in _table().items() if any(_is_met(one, names) or also(one) for one in listed)
    )


def _is_met(condition: str, names: Sequence[str]) -> bool:
    said = f" {words_of(condition)} "
    return any(said in f" {words_of(name)} " or disease_match(condition, (name,)) in _HELD for name in names)


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
