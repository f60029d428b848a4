"""The phenotype of each pharmacogene of a patient: from alleles, variants, scores or the report's own word.

What the alleles stand for counts before the report's phenotype, since guidelines' rows are keyed to CPIC's translation;
where the two differ, both are said. A gene whose alleles no source here knows has the report's phenotype, or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from assistant.pharmacogenomics.alleles import called, of_variants
from assistant.pharmacogenomics.conversion import converted, drug_named
from assistant.pharmacogenomics.functions import method_of, reference_of
from assistant.pharmacogenomics.scoring import Outcome, of_call, of_score
from assistant.pharmacogenomics.states import of_state
from assistant.pharmacogenomics.untested import untested
from assistant.records.patient import Diplotype, Patient, Variant
from assistant.records.phenotype import Basis, GenePhenotype
from assistant.variants.find import gene_symbol
from assistant.variants.phenotypes import phenotypes_in

__all__ = ["phenotypes_of"]

_PAIRED = ("score", "pair")
_DEFAULT_SAID = "{} was assigned because no tested variant of {} was found: rarer variants are not excluded."
_AT_MOST = 20
"""Positions that are named; a panel may lack hundreds."""


def phenotypes_of(patient: Patient | None, drugs: Sequence[str] = ()) -> tuple[GenePhenotype, ...]:
    """Every pharmacogene of the record, converted by the patient's medications, in the order of the record; then the
    genes that guidelines link to `drugs` and the record is silent on ("not tested").

    One drug that is asked about converts nothing; of several each may convert for the others (`for_drug`).
    """
    if patient is None:
        return untested(drugs, ())
    asked = {drug_named(drug) for drug in drugs}
    alone = asked if len(asked) == 1 else set[str]()
    others = [drug for drug in patient.medications if drug_named(drug) not in alone]
    found = {one.gene: converted(one, others) for one in _recorded(patient)}
    return (*found.values(), *untested(drugs, found))


def _recorded(patient: Patient) -> Iterator[GenePhenotype]:
    """One for each gene; what its diplotype says counts before single variants."""
    done: set[str] = set()
    for diplotype in patient.diplotypes:
        gene = _symbol(diplotype.gene)
        if gene in done or not (method_of(gene) or diplotype.phenotype):
            continue
        done.add(gene)
        several = [one for one in patient.diplotypes if _symbol(one.gene) == gene]
        yield _of_diplotypes(gene, several, patient.sex)
    for variant in patient.variants:
        gene = _symbol(variant.gene)
        if gene not in done and method_of(gene) and variant.origin != "somatic":
            done.add(gene)
            yield _of_variants(gene, [one for one in patient.variants if _symbol(one.gene) == gene], patient.sex)


def _symbol(gene: str) -> str:
    return gene_symbol(gene.strip())


def _of_diplotypes(gene: str, several: Sequence[Diplotype], sex: str) -> GenePhenotype:
    """A gene's result. Several of HLA are of one typing; of other genes the first counts, and the rest is said."""
    one = several[0]
    said = _words(gene, one.phenotype)
    calls = [entry.alleles or entry.phenotype for entry in several]
    if method_of(gene) not in (*_PAIRED, ""):
        alleles = [call for call in calls if call] if method_of(gene) == "carriage" else [one.alleles]
        made = of_state(gene, alleles, sex) if any(alleles) else Outcome()
    else:
        made = of_call(gene, called(gene, one.alleles)) if one.alleles and method_of(gene) else Outcome()
    made = _as_scored(gene, one, _with_gaps(gene, one, made))
    notes = [*made.notes, *_repeated(gene, several), *_differing(gene, made.phenotype, said)]
    basis: Basis = "diplotype" if one.alleles else "reported" if one.activity_score is None else "activity score"
    return GenePhenotype(
        gene,
        basis,
        reported=one.alleles or one.phenotype or f"activity score {one.activity_score or 0:g}",
        phenotype=made.phenotype or said,
        score=made.score,
        notes=tuple(dict.fromkeys(notes)),
        sources=made.sources if made.phenotype else ("the report",) if said else made.sources,
    )


def _of_variants(gene: str, variants: Sequence[Variant], sex: str) -> GenePhenotype:
    reported = [" ".join(filter(None, (one.notation, one.zygosity))) for one in variants]
    paired = method_of(gene) in _PAIRED
    made = of_call(gene, of_variants(gene, variants)) if paired else of_state(gene, reported, sex)
    return GenePhenotype(
        gene, "variant", ", ".join(reported), made.phenotype, made.score, notes=made.notes, sources=made.sources
    )


def _as_scored(gene: str, one: Diplotype, made: Outcome) -> Outcome:
    """The report's own activity score, where alleles give none."""
    if one.activity_score is None or made.phenotype or method_of(gene) != "score":
        return made
    phenotype = of_score(gene, one.activity_score)
    return msgspec.structs.replace(
        made, phenotype=phenotype, score=f"{one.activity_score:g}", sources=("the report", "CPIC guidelines")
    )


def _with_gaps(gene: str, one: Diplotype, made: Outcome) -> Outcome:
    """What was assigned for want of a variant, and what the test could not see: that is not normal."""
    notes = list(made.notes)
    reference = reference_of(gene)
    if one.by_default:
        notes.insert(0, _DEFAULT_SAID.format(reference, gene))
    if not one.not_called:
        return msgspec.structs.replace(made, notes=tuple(notes))
    named = ", ".join(one.not_called[:_AT_MOST])
    rest = len(one.not_called) - _AT_MOST
    more = f" and {rest} more" if rest > 0 else ""
    notes.append(f"Positions of {gene} that were not called are not normal: {named}{more}.")
    if one.by_default and set(one.alleles.replace(" ", "").split("/")) <= {reference, ""}:
        return Outcome(notes=tuple(notes))
    return msgspec.structs.replace(made, notes=tuple(notes))


def _repeated(gene: str, several: Sequence[Diplotype]) -> Iterator[str]:
    others = {one.alleles or one.phenotype for one in several[1:]} - {several[0].alleles or several[0].phenotype}
    if others and method_of(gene) != "carriage":
        yield f"The record has further results of {gene} ({', '.join(sorted(others))}): the first one was taken."


def _differing(gene: str, made: str, said: str) -> Iterator[str]:
    if made and said and made != said:
        yield f"The report calls {gene} a {said}; by the functions here its alleles stand for {made}."


def _words(gene: str, phenotype: str) -> str:
    """A report's phenotype in CPIC's terms; as the report has it where it is no term."""
    if not phenotype.strip():
        return ""
    found = phenotypes_in(f"{gene} {phenotype}")
    likely = phenotype.lower().startswith(("likely", "possible"))
    return found[0].name if len(found) == 1 and not likely else " ".join(phenotype.lower().split())
