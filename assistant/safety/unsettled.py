"""Results of a pharmacogene that are given and not settled: what guidelines or labels say of the drug is not checked.

An allele whose function no source here has, positions without a call, two results that contradict each other, a word
that is no phenotype, or a gene that leaves it open (one deficient copy of G6PD of two): each may be the very phenotype
that is warned of, and is told where the drug is asked about or taken. A gene that was not tested is told elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.curated.store import facts_for
from assistant.knowledge.tables import pieces
from assistant.pharmacogenomics.states import UNKNOWN_STATE, allele_states
from assistant.records.curated import CuratedFact
from assistant.records.phenotype import GenePhenotype
from assistant.records.safety import Alert
from assistant.safety.drugs import Option, rows_of

__all__ = ["unsettled_alerts"]

_CHANGES = ("contraindicated", "avoid", "not recommended", "alternative", "reduce", "raise")
_OPEN = ("", "indeterminate", "no result")
"""CPIC's terms for a result that tells no phenotype, and none."""
_VARIABLE, _NO_ADVICE = "variable", "no recommendation"
"""A phenotype that genes leave open, and what a guideline then gives of a drug: that the enzyme is to be measured."""
_MOST_NOTES = 4


def unsettled_alerts(options: Sequence[Option], phenotypes: Sequence[GenePhenotype]) -> Iterator[tuple[Option, Alert]]:
    """One for each gene and drug; `options` that only findings bring up are left out."""
    given = [one for one in phenotypes if one.basis != "not tested"]
    unknown = [one for one in given if one.acting in _OPEN or one.acting == _VARIABLE or _unknown_alleles(one)]
    for option in options:
        for one in unknown if option.role != "brought" else ():
            if alert := _alert(option, one):
                yield option, alert


def _alert(option: Option, one: GenePhenotype) -> Alert | None:
    """None where no source here warns of any result of the gene, or of the alleles of it that are unknown."""
    alleles = _unknown_alleles(one)
    if one.acting == _VARIABLE and not _is_left_open(option, one):
        return None
    guideline = next(_facts(option, one.gene, alleles), None)
    row = next((row for row in rows_of(option, "genotype") if _is_on(one.gene, alleles, row.bound)), None)
    if guideline is None and row is None:
        return None
    source, date = (guideline.source, guideline.date) if guideline else (row.source, row.date) if row else ("", "")
    fact = f"{one.gene} {one.reported.removeprefix(one.gene).strip()}"
    why = f"its phenotype is not known here, and may be one that {source} warns of"
    if one.acting == _VARIABLE:
        why = f"the gene leaves open whether it is deficient, which {source} warns of"
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


def _is_left_open(option: Option, one: GenePhenotype) -> bool:
    """Whether a guideline has no advice on the drug for the phenotype itself."""
    wanted = f"{one.gene}: {one.acting}"
    facts = facts_for(genes=[one.gene], drugs=sorted(option.ingredients))
    return any(fact.kind == "guideline" and fact.biomarker == wanted and fact.action == _NO_ADVICE for fact in facts)


def _unknown_alleles(one: GenePhenotype) -> list[str]:
    return [allele for allele, state in allele_states(one.acting).items() if state == UNKNOWN_STATE]


def _facts(option: Option, gene: str, alleles: Sequence[str]) -> Iterator[CuratedFact]:
    """Guidelines' rows that change the drug for some result of the gene; with alleles, of one of these."""
    for fact in facts_for(genes=[gene], drugs=sorted(option.ingredients)):
        named = {part.value for group in fact.requires for part in group if part.gene == gene}
        if fact.kind == "guideline" and fact.action in _CHANGES and (not alleles or named & set(alleles)):
            yield fact


def _is_on(gene: str, alleles: Sequence[str], bound: str) -> bool:
    """Whether a part of a row is on the gene; with alleles, on one of these ("HLA-B *57:01 positive")."""
    said = [part.split() for part in pieces(bound)]
    return any(words[0] == gene and (not alleles or words[1].removeprefix("*") in alleles) for words in said)
