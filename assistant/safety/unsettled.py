"""Results of a pharmacogene that are given and not settled: what guidelines or labels say of the drug is not checked.

An allele whose function no source here has, positions without a call, two results that contradict each other, a word
that is no phenotype: each may be the very phenotype that is warned of, and is told where the drug is asked about or
taken. A gene that was not tested is told elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.curated.store import facts_for
from assistant.knowledge.tables import pieces
from assistant.records.curated import CuratedFact
from assistant.records.phenotype import GenePhenotype
from assistant.records.safety import Alert
from assistant.safety.drugs import Option, rows_of

__all__ = ["unsettled_alerts"]

_CHANGES = ("avoid", "alternative", "reduce")
_OPEN = ("", "indeterminate", "no result")
"""CPIC's terms for a result that tells no phenotype, and none."""
_MOST_NOTES = 4


def unsettled_alerts(options: Sequence[Option], phenotypes: Sequence[GenePhenotype]) -> Iterator[tuple[Option, Alert]]:
    """One for each gene and drug; `options` that only findings bring up are left out."""
    unknown = [one for one in phenotypes if one.basis != "not tested" and one.acting in _OPEN]
    for option in options:
        for one in unknown if option.role != "brought" else ():
            if alert := _alert(option, one):
                yield option, alert


def _alert(option: Option, one: GenePhenotype) -> Alert | None:
    """None where no source here warns of any result of the gene."""
    guideline = next(_facts(option, one.gene), None)
    row = next((row for row in rows_of(option, "genotype") if _is_on(one.gene, row.bound)), None)
    if guideline is None and row is None:
        return None
    source, date = (guideline.source, guideline.date) if guideline else (row.source, row.date) if row else ("", "")
    fact = f"{one.gene} {one.reported.removeprefix(one.gene).strip()}"
    why = f"its phenotype is not known here, and may be one that {source} warns of"
    return Alert(
        kind="genotype",
        severity="caution",
        drug=option.name,
        fact=fact,
        says=f"{option.name[:1].upper()}{option.name[1:]} was not checked against the result of {fact}: {why}.",
        limits=" ".join(one.notes[:_MOST_NOTES]),
        source=source,
        date=date,
        url=guideline.url if guideline else "",
        pmids=guideline.pmids if guideline else (),
    )


def _facts(option: Option, gene: str) -> Iterator[CuratedFact]:
    """Guidelines' rows that change the drug for some result of the gene."""
    rows = facts_for(genes=[gene], drugs=sorted(option.ingredients))
    yield from (fact for fact in rows if fact.kind == "guideline" and fact.action in _CHANGES)


def _is_on(gene: str, bound: str) -> bool:
    return any(part.partition(" ")[0] == gene for part in pieces(bound))
