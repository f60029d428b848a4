"""Facts on a drug asked about that need a marker which the case is said not to have.

They are no rows of the case. That the drug's evidence is on those with the marker is what the question turns on,
though, so it is told in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from assistant.curated.case import Case
from assistant.curated.matching import Match, is_met_by_all, match
from assistant.curated.regimens import drug_words, favors
from assistant.knowledge.tables import rows
from assistant.names.classes import classes_of
from assistant.records.biomarker_words import biomarker_said
from assistant.records.curated import CuratedFact
from assistant.variants.find import genes_named
from assistant.variants.markers import MarkerState

__all__ = ["required", "required_said"]

_MOST = 3
"""Drugs that are told of."""


def required(facts: Sequence[CuratedFact], case: Case, found: Sequence[Match]) -> tuple[CuratedFact, ...]:
    """The best fact for each drug asked about that would be on the case if it had what it denies.

    `found`: what is on the case as it is; a drug that it speaks for is for the case, and nothing is told of it. Of
    alternatives ("BRCA1 or BRCA2") each must be denied.
    """
    had = _undenied(case)
    if had == case or not case.drugs:
        return ()
    helped = {drug_words(drug) for one in found if favors(one.fact) for drug in one.fact.therapies}
    on_case = {id(one.fact) for one in found}
    sole = [one for one in facts if len(one.therapies) == 1 and favors(one) and is_met_by_all(one, had)]
    best: dict[str, tuple[tuple[object, ...], CuratedFact]] = {}
    for fact in facts:
        drugs = {drug_words(drug) for drug in fact.therapies if _needs(drug, fact, sole)} & case.drugs - helped
        if not drugs or id(fact) in on_case or not favors(fact) or (met := match(fact, had)) is None:
            continue
        if not is_met_by_all(fact, had):
            continue
        order = (met.vague, fact.level or "A", met.nearness, fact.kind == "approval", fact.identifier)
        for drug in drugs:
            best[drug] = min(best.get(drug, (order, fact)), (order, fact), key=lambda pair: pair[0])
    return tuple(dict.fromkeys(fact for _, (_, fact) in sorted(best.items())))[:_MOST]


def _needs(drug: str, fact: CuratedFact, sole: Sequence[CuratedFact]) -> bool:
    """Whether it is the drug that a fact's marker is for: it acts on that gene, or settled evidence on the marker is on
    it alone (`sole`: in any disease). In a combination the marker may be its partner's (cetuximab beside sotorasib)."""
    named = {gene for one in classes_of(drug) for gene in genes_named(one.text)}
    settled = (one for one in sole if drug in one.therapies and (one.kind == "approval" or one.level == "A"))
    return not named.isdisjoint(fact.genes) or any(not {*one.genes}.isdisjoint(fact.genes) for one in settled)


def required_said(facts: Iterable[CuratedFact], case: Case) -> tuple[str, ...]:
    """ "Osimertinib: listed by CIViC at level A for EGFR T790M, which this case is said not to have."."""
    said = []
    for fact in facts:
        drugs = [drug for drug in fact.therapies if drug_words(drug) in case.drugs]
        how = "approved" if fact.kind == "approval" else f"listed by {fact.source} at level {fact.level}"
        by = f" ({fact.source})" if fact.kind == "approval" else ""
        named = " and ".join(drugs)
        said.append(
            f"{named[:1].upper()}{named[1:]}: {how} for {biomarker_said(fact)}{by}, "
            "which this case is said not to have."
        )
    return tuple(dict.fromkeys(said))


def _undenied(case: Case) -> Case:
    """The case if it had all that it is said not to have."""
    return msgspec.structs.replace(
        case,
        there=(*case.there, *case.absent),
        absent=(),
        wild=frozenset(),
        states=tuple(state for state in case.states if not _is_without(state)),
    )


def _is_without(state: MarkerState) -> bool:
    sides = {(marker, word): side for marker, word, side, *_ in rows("marker_sides")}
    return sides.get((state.gene, state.word), sides.get(("any", state.word))) == "without"
