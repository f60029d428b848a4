"""The phenotype of each pharmacogene of a patient: from alleles, variants, scores or the report's own word.

What the alleles stand for counts before the report's phenotype, since guidelines' rows are keyed to CPIC's translation;
where the two differ, both are said. A gene whose alleles no source here knows has the report's phenotype, or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.pharmacogenomics.conversion import converted, drug_named, for_drug
from assistant.pharmacogenomics.functions import method_of
from assistant.pharmacogenomics.results import is_untested, result_of
from assistant.pharmacogenomics.untested import untested, without_result
from assistant.records.patient import Patient
from assistant.records.phenotype import GenePhenotype
from assistant.variants.find import gene_symbol

__all__ = ["phenotypes_of"]


def phenotypes_of(patient: Patient | None, drugs: Sequence[str] = ()) -> tuple[GenePhenotype, ...]:
    """Every pharmacogene of the record, converted by the patient's medications, in the order of the record; then the
    genes that guidelines link to `drugs` and the record is silent on ("not tested").

    One drug that is asked about converts nothing, and a rule of its own counts; of several each may convert for the
    others (`for_drug`).
    """
    if patient is None:
        return untested(drugs, ())
    asked = {drug_named(drug) for drug in drugs}
    alone = asked if len(asked) == 1 else set[str]()
    others = [drug for drug in patient.medications if drug_named(drug) not in alone]
    found = {one.gene: for_drug(converted(one, others), alone) for one in _recorded(patient)}
    return (*found.values(), *untested(drugs, found))


def _recorded(patient: Patient) -> Iterator[GenePhenotype]:
    """One for each gene, in the order of the record; of a tumor's variant nothing is told."""
    own = [one for one in patient.variants if one.origin != "somatic"]
    genes = dict.fromkeys(
        [_symbol(one.gene) for one in patient.diplotypes if method_of(_symbol(one.gene)) or one.phenotype]
        + [symbol for one in own if method_of(symbol := _symbol(one.gene))]
    )
    for gene in genes:
        diplotypes = [one for one in patient.diplotypes if _symbol(one.gene) == gene]
        variants = [one for one in own if _symbol(one.gene) == gene]
        given = [one for one in diplotypes if not is_untested(one)]
        if given or variants:
            yield result_of(gene, given, variants, patient.sex)
        else:
            yield without_result(gene, " ".join(filter(None, (diplotypes[0].alleles, diplotypes[0].phenotype))))


def _symbol(gene: str) -> str:
    return gene_symbol(gene.strip())
