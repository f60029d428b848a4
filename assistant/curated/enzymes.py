"""A case as one row of a guideline meets it: what the drugs that are taken make of the genes, and what is not counted.

The drugs of a row do not count for it, since what they do to their own enzymes is in its advice already; and a label
may count an inhibitor for its own drug alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from assistant.pharmacogenomics.conversion import for_drug
from assistant.question.own_phenotypes import own_phenotypes
from assistant.records.answer import Query
from assistant.records.curated import CuratedFact
from assistant.records.patient import Patient
from assistant.records.phenotype import GenePhenotype
from assistant.variants.phenotypes import Phenotype

if TYPE_CHECKING:
    from assistant.curated.case import Case

__all__ = ["case_for", "modulated", "not_counted", "told_scores"]


def modulated(query: Query, patient: Patient | None) -> tuple[GenePhenotype, ...]:
    """Genes of the patient whose enzymes a drug that is taken inhibits or induces."""
    own = own_phenotypes(query, patient, for_any=True)
    return tuple(one for one in own if one.converted or one.not_counted)


def case_for(case: Case, fact: CuratedFact) -> Case:
    """The case with the phenotypes that the other drugs make of its genes, where a guideline's row is held against
    it."""
    both = zip(case.modulated, _of_row(case, fact), strict=False)
    own = [one for general, one in both if one.converted or general.converted]
    if not own:
        return case
    genes = {one.gene for one in own}
    return msgspec.structs.replace(
        case,
        phenotypes=(
            *(one for one in case.phenotypes if one.gene not in genes),
            *(Phenotype(one.gene, one.acting) for one in own if one.acting),
        ),
        scores=(*(one for one in case.scores if one[0] not in genes), *told_scores(own)),
    )


def not_counted(case: Case, fact: CuratedFact) -> tuple[str, ...]:
    """The drugs taken that may change one of the row's own genes, and that no source tells how to count: the row goes
    by the genes alone."""
    open_ = (one for one in _of_row(case, fact) if one.may_work and one.gene in fact.genes)
    return tuple(dict.fromkeys(said for one in open_ for said in one.not_counted))


def told_scores(own: Iterable[GenePhenotype]) -> Iterator[tuple[str, float]]:
    """The activity scores by which rows are found; a gene that drugs convert has none, since its phenotype counts."""
    return ((one.gene, float(one.score.lstrip("≥"))) for one in own if one.score and not one.converted)


def _of_row(case: Case, fact: CuratedFact) -> list[GenePhenotype]:
    return [for_drug(one, fact.therapies) for one in case.modulated] if fact.kind == "guideline" else []
