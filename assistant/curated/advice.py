"""Guideline recommendations of a case: one row for each drug, source, population and advice.

Where the case has a phenotype, its recommendation is shown, whatever it is; where only gene and drug are named, one for
each phenotype for which a guideline advises something else than the standard. Of a variant whose phenotype no table
knows all are shown, lest the advice for another phenotype stand alone. Of rows for several populations only the case's
own is shown, where its indication or age tells which that is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from assistant.curated.case import Case
from assistant.curated.matching import Match, phenotype_of
from assistant.curated.populations import is_for_others
from assistant.curated.regimens import Group, Key, drug_words, regimens
from assistant.records.curated import CuratedFact

__all__ = ["advice_groups", "is_for_other_age", "is_typed"]

_STRENGTH = ("strong", "moderate", "optional", "n/a", "", "no recommendation")
_PLAIN = ("standard", "no recommendation")
_GRAVE = ("contraindicated", "avoid", "not recommended", "alternative", "reduce")
_ON_CASE = ("exact", "phenotype")
"""A typed allele and the phenotype that it stands for are the case's own alike; what counts is how many of its genes a
row takes into account."""
_CHILD, _ADULT = ("pediatric", "child"), ("adult",)


def advice_groups(matches: Sequence[Match], case: Case) -> list[Group]:
    found: defaultdict[Key, list[Match]] = defaultdict(list)
    unread = {one.gene for one in case.there}
    typed = {_of_guideline(one) for one in matches if is_typed(one)}
    for one in matches:
        if one.subject == "phenotype" and _of_guideline(one) in typed:
            continue  # the guideline has a row for the very diplotype
        plain = one.subject == "gene" and one.fact.action in _PLAIN and not unread & set(one.fact.genes)
        if plain or is_for_other_age(one.fact, case) or is_for_others(one.fact, case.people):
            continue
        found[_advice(one)].append(one)
    ordered = [tuple(sorted(some, key=lambda one: _standing(one, case))) for some in found.values()]
    groups = [Group(regimens(some[0].fact)[0], some) for some in ordered]
    return sorted(groups, key=lambda group: _standing(group.matches[0], case))


def _advice(one: Match) -> Key:
    """What makes two recommendations one: the same advice on the same drug, of one source, for the same people and
    by the same genes. Of two results that change nothing each is told, or one would look unread."""
    fact = one.fact
    said = _phenotypes(fact) if one.subject == "gene" else "/".join(fact.genes)
    return (fact.therapies, fact.source, fact.population, fact.action, fact.amount, fact.level, said)


def is_typed(one: Match) -> bool:
    """On the patient's own diplotype."""
    return one.subject == "exact" and any(part.kind == "diplotype" for group in one.fact.requires for part in group)


def _of_guideline(one: Match) -> Key:
    return (one.fact.source, one.fact.identifier, one.fact.therapies)


def _phenotypes(fact: CuratedFact) -> str:
    return "/".join(phenotype_of(part) for group in fact.requires for part in group)


def is_for_other_age(fact: CuratedFact, case: Case) -> bool:
    """Whether it is for children and the case is an adult, or the other way round."""
    others = {True: _ADULT, False: _CHILD}.get(case.child, ()) if case.child is not None else ()
    said = fact.population.casefold()
    both = any(word in said for word in _CHILD) and any(word in said for word in _ADULT)
    return not both and any(word in said for word in others)


def _mildness(fact: CuratedFact) -> Key:
    """Of rows that stand alike the one that changes most comes first: for two genes of a patient each has its own."""
    grave = _GRAVE.index(fact.action) if fact.action in _GRAVE else len(_GRAVE)
    percent = re.search(r"(\d+(?:\.\d+)?) ?%", fact.amount) if fact.action == _GRAVE[-1] else None
    return grave, -float(percent[1]) if percent else 0.0


def _standing(one: Match, case: Case) -> Key:
    fact = one.fact
    strength = fact.level.casefold()
    return (
        not any(drug_words(drug) in case.drugs for drug in fact.therapies),
        not any(drug_words(drug) in case.taken for drug in fact.therapies),
        0 if one.subject in _ON_CASE else one.nearness,
        -len(case.resulted & set(fact.genes)),
        fact.action in _PLAIN,
        _STRENGTH.index(strength) if strength in _STRENGTH else len(_STRENGTH),
        fact.source != "CPIC",
        _mildness(fact),
        -(fact.year or 0),
        fact.therapies,
        sum(len(group) for group in fact.requires),
        fact.identifier,
    )
