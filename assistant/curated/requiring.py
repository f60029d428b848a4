"""Facts on a drug asked about that need a marker which the case is said not to have.

They are no rows of the case. That the drug's evidence is on those with the marker is what the question turns on,
though, so it is told in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from assistant.curated.case import Case
from assistant.curated.matching import Match, match
from assistant.curated.regimens import drug_words, favors
from assistant.knowledge.tables import rows
from assistant.records.curated import CuratedFact
from assistant.variants.markers import MarkerState

__all__ = ["required", "required_said"]

_MOST = 3
"""Drugs that are told of."""


def required(facts: Iterable[CuratedFact], case: Case, found: Sequence[Match]) -> tuple[CuratedFact, ...]:
    """The best fact for each drug asked about that would be on the case if it had what it denies.

    `found`: what is on the case as it is; a drug that it speaks for is for the case, and nothing is told of it.
    """
    had = _undenied(case)
    if had == case or not case.drugs:
        return ()
    helped = {drug_words(drug) for one in found if favors(one.fact) for drug in one.fact.therapies}
    on_case = {id(one.fact) for one in found}
    best: dict[str, tuple[tuple[object, ...], CuratedFact]] = {}
    for fact in facts:
        drugs = {drug_words(drug) for drug in fact.therapies} & case.drugs - helped
        if not drugs or id(fact) in on_case or not favors(fact) or (met := match(fact, had)) is None:
            continue
        order = (met.vague, fact.level or "A", met.nearness, fact.kind == "approval", fact.identifier)
        for drug in drugs:
            best[drug] = min(best.get(drug, (order, fact)), (order, fact), key=lambda pair: pair[0])
    return tuple(dict.fromkeys(fact for _, (_, fact) in sorted(best.items())))[:_MOST]


def required_said(facts: Iterable[CuratedFact], case: Case) -> tuple[str, ...]:
    """ "Osimertinib: listed by CIViC at level A for EGFR T790M, which this case is said not to have."."""
    said = []
    for fact in facts:
        drugs = [drug for drug in fact.therapies if drug_words(drug) in case.drugs]
        how = "approved" if fact.kind == "approval" else f"listed by {fact.source} at level {fact.level}"
        by = f" ({fact.source})" if fact.kind == "approval" else ""
        named = " and ".join(drugs)
        said.append(
            f"{named[:1].upper()}{named[1:]}: {how} for {fact.biomarker}{by}, which this case is said not to have."
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
