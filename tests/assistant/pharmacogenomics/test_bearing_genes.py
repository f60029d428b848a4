"""Which of a patient's genes bear on a question, and that the others change nothing of it."""

from __future__ import annotations

import pytest

from assistant.pharmacogenomics.bearing_genes import of_drugs_alone, split_phenotypes
from assistant.question.understand import understand
from assistant.records.patient import Diplotype, Patient, Variant
from assistant.records.phenotype import GenePhenotype

GENES = ("TPMT", "CYP2C19", "SLCO1B1", "HLA-B")
TOLD = tuple(GenePhenotype(gene, "reported", phenotype="poor metabolizer") for gene in GENES)
LEUKEMIA = Patient(conditions=("acute myeloid leukemia",))


@pytest.mark.parametrize(
    ("question", "history", "genes"),
    [
        ("How is azathioprine dosed?", [], {"TPMT"}),
        ("Is SLCO1B1 important?", [], {"SLCO1B1"}),
        ("Is HLA-B*57:01 important?", [], {"HLA-B"}),
        ("Which statin fits?", [], {"SLCO1B1"}),
        ("Is clopidogrel as good as ticagrelor?", [], {"CYP2C19"}),
        ("And the dose?", ["How is azathioprine dosed?"], {"TPMT"}),
        ("What are the treatment options?", [], set[str]()),
        ("What does the genotype mean for drugs?", [], set(GENES)),
    ],
)
def test_a_gene_bears_by_its_name_or_its_drugs(question: str, history: list[str], genes: set[str]) -> None:
    """Named, or paired with a drug or a member of a class asked about; all, where genes alone are asked about."""
    here, others = split_phenotypes(TOLD, understand(question, LEUKEMIA, history))
    assert {one.gene for one in here} == genes
    assert {one.gene for one in others} == set(GENES) - genes


def test_the_patients_drugs_count_where_the_drug_is_open() -> None:
    """A question that names a drug is on that drug, one on the treatment of the patient's disease on none; an open one
    on safety is on what the patient takes."""
    taking = Patient(conditions=("gout",), medications=("Zocor",))
    here, _ = split_phenotypes(TOLD, understand("What are the treatment options?", taking))
    assert [one.gene for one in here] == []
    here, _ = split_phenotypes(TOLD, understand("Which side effects are likely?", taking))
    assert [one.gene for one in here] == ["SLCO1B1"]
    here, _ = split_phenotypes(TOLD, understand("What dose of azathioprine?", taking))
    assert [one.gene for one in here] == ["TPMT"]


@pytest.mark.parametrize(
    "more",
    [
        Patient(conditions=LEUKEMIA.conditions, diplotypes=(Diplotype("CYP2C19", "*2/*2", "poor metabolizer"),)),
        Patient(conditions=LEUKEMIA.conditions, variants=(Variant("DPYD", "c.2846A>T", "heterozygous", "germline"),)),
    ],
)
def test_an_unrelated_gene_adds_nothing_to_the_query(more: Patient) -> None:
    """No concept, no fact, no word of the search."""
    asked = "What are the treatment options?"
    assert understand(asked, more) == understand(asked, LEUKEMIA)


def test_a_disease_gene_is_not_of_drugs_alone() -> None:
    """What treats cystic fibrosis hangs on CFTR, what treats a tumor on its variants."""
    assert [gene for gene in ("CFTR", "EGFR", "RYR1", "CYP2D6", "HLA-B") if of_drugs_alone(gene)] == ["CYP2D6", "HLA-B"]
