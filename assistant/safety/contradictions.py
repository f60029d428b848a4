"""Entries of a patient's record that cannot both be true, as sentences for the reader: one of the two is a slip.

Nothing is chosen between them and nothing left out: the answer goes on with the record as it is, and says so first.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from assistant.fit.course import settings_of
from assistant.knowledge.tables import words_of
from assistant.names import find as terms
from assistant.pharmacogenomics.alleles import called
from assistant.pharmacogenomics.functions import method_of
from assistant.pharmacogenomics.scoring import of_call
from assistant.records.patient import Diplotype, Patient
from assistant.safety.allergy_entries import Allergy, read_allergies
from assistant.safety.drugs import drugs_in, ingredients
from assistant.variants import find as variants

__all__ = ["contradictions"]


def contradictions(patient: Patient | None, asked: str = "") -> tuple[str, ...]:
    """A sentence for each pair of entries that contradict each other; none for a patient without such.

    `asked`: the question, which may say that the treatment is maintenance: that belongs to the line before it.
    """
    if patient is None:
        return ()
    said = [*_of_person(patient, asked), *_of_allergies(patient), *_of_alleles(patient)]
    return tuple(
        f"The patient's record contradicts itself: {one}. Check it before you use what follows." for one in said
    )


_GOES_ON = frozenset(["maintenance"])
"""Settings in which a drug of the same line was had before."""


def _of_person(patient: Patient, asked: str) -> Iterator[str]:
    if patient.pregnant and patient.sex == "male":
        yield "it says male and pregnant"
    if patient.line == 1 and patient.prior_therapies and _GOES_ON.isdisjoint(settings_of(patient, asked)):
        yield f"it says first line (untreated) and lists a prior therapy ({patient.prior_therapies[0]})"


def _of_allergies(patient: Patient) -> Iterator[str]:
    for allergy, taken in product(read_allergies(patient.allergies), patient.medications):
        for name in sorted(_allergens(allergy) & _drugs(taken)):
            yield f"it lists an allergy to {name} beside {name} as a medication"


def _allergens(allergy: Allergy) -> frozenset[str]:
    """The drugs that an entry says an allergy to, none that it says are tolerated; the entry itself when nothing here
    knows it."""
    if allergy.denied or allergy.removed or allergy.slight or allergy.since:
        return frozenset()
    return allergy.drugs - allergy.tolerated if allergy.known else frozenset([words_of(allergy.said)])


def _drugs(taken: str) -> frozenset[str]:
    """The drugs of a medication, by their generic names; the entry itself when no vocabulary has one."""
    return frozenset((*drugs_in(taken), *ingredients(taken))) or frozenset([words_of(taken)])


def _of_alleles(patient: Patient) -> Iterator[str]:
    seen: dict[str, Diplotype] = {}
    for diplotype in patient.diplotypes:
        gene = variants.gene_symbol(diplotype.gene)
        alleles = [allele for allele in diplotype.alleles.split("/") if allele.strip()]
        if len(alleles) > 2 and len(set(alleles)) < 4:
            yield f"{diplotype} names {len(alleles)} alleles, a person has two (a copied gene is written like *1/*2x2)"
        first = seen.setdefault(gene, diplotype)
        if first.alleles != diplotype.alleles and method_of(gene) != "carriage":
            yield f"it gives two genotypes of {gene} ({first.alleles} and {diplotype.alleles})"
        paired = diplotype.alleles.strip() and method_of(gene) in ("score", "pair")
        known = of_call(gene, called(gene, diplotype.alleles)).phenotype if paired else ""
        told = {found.name for found in terms.find(diplotype.phenotype) if found.kind == "phenotype"}
        if known and told and known not in told:
            yield f"{diplotype} makes a {known}, and the record says {diplotype.phenotype}"
