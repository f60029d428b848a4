"""What a drug does to its own enzyme is in the advice on it already, and counts for the other drugs alone."""

from __future__ import annotations

import pytest

from assistant.curated.joining import join
from assistant.knowledge.tables import pieces, records
from assistant.pharmacogenomics.conversion import modulators_of
from assistant.pharmacogenomics.phenotyping import phenotypes_of
from assistant.question.understand import understand
from assistant.records.patient import Diplotype, Patient
from assistant.records.safety import Alert
from assistant.safety.alerts import alerts_for

ALLELES = {
    "CYP2D6": ("*1/*1", "*1/*4", "*4/*4", "*10/*41", "*1/*1x2"),
    "CYP2C19": ("*1/*1", "*1/*2", "*2/*2", "*1/*17", "*17/*17"),
    "CYP2B6": ("*1/*1", "*1/*6", "*6/*6"),
}
MODULATING = sorted(
    {
        (gene, drug)
        for row in records("guidelines")
        for gene in pieces(row["genes"])
        for drug in pieces(row["therapies"])
        if modulators_of(gene, [drug])
    }
)
"""Drugs that guidelines dose by an enzyme which they inhibit or induce themselves."""


def of_genes(patient: Patient, drug: str, *beside: str) -> list[Alert]:
    """Alerts that a drug gets of the genotype, asked about with others."""
    found = alerts_for(patient, [drug, *beside], phenotypes=phenotypes_of(patient, [drug, *beside]))
    return [one for one in found if one.kind == "genotype" and one.drug == drug]


def typed(gene: str, alleles: str, *taken: str) -> Patient:
    return Patient(age=40, diplotypes=(Diplotype(gene, alleles),), medications=taken)


@pytest.mark.parametrize(("gene", "drug"), MODULATING)
def test_a_drug_makes_no_alert_of_its_own_effect(gene: str, drug: str) -> None:
    """Asked about alone or beside another drug: as where it is not taken."""
    for alleles in ALLELES[gene]:
        for beside in ([], ["tramadol"], ["clopidogrel", "tamoxifen"]):
            free = of_genes(typed(gene, alleles), drug, *beside)
            assert of_genes(typed(gene, alleles, drug), drug, *beside) == free


@pytest.mark.parametrize(
    ("alleles", "taken", "drug", "fact"),
    [
        ("*1/*1", ["paroxetine 20 mg"], "codeine", "CYP2D6 *1/*1 with paroxetine"),
        (
            "*1/*1",
            ["paroxetine", "duloxetine"],
            "tramadol",
            "CYP2D6 *1/*1 with paroxetine (not counted here: duloxetine)",
        ),
        ("*1/*4", ["bupropion"], "codeine", "CYP2D6 *1/*4 with bupropion"),
        ("*1/*1x2", ["paroxetine"], "codeine", "CYP2D6 *1/*1x2 (not counted here: paroxetine)"),
        ("*1/*1x2", ["duloxetine"], "tramadol", "CYP2D6 *1/*1x2 (not counted here: duloxetine)"),
        ("*1/*1x2", ["quinidine"], "codeine", "CYP2D6 *1/*1x2 (not counted here: quinidine)"),
        ("*4/*4", ["paroxetine"], "codeine", "CYP2D6 *4/*4"),
        ("*1/*1", ["paroxetine", "fluoxetine"], "paroxetine", "CYP2D6 *1/*1 with fluoxetine"),
    ],
)
def test_an_alert_names_the_other_drugs_that_count_and_that_do_not(
    alleles: str, taken: list[str], drug: str, fact: str
) -> None:
    """In the fact itself, which opens the answer, and with their strengths in the limits."""
    found = of_genes(typed("CYP2D6", alleles, *taken), drug, *(["codeine"] if drug == "paroxetine" else []))
    assert {one.fact for one in found} == {fact}
    assert all(("not counted here" in one.limits) == ("not counted" in fact) for one in found)


@pytest.mark.parametrize(
    ("alleles", "taken", "kind"),
    [
        ("*1/*2", "fluvoxamine", "strong CYP2C19 inhibitor"),
        ("*2/*2", "fluvoxamine", "strong CYP2C19 inhibitor"),
        ("*1/*2", "rifampicin", "strong CYP2C19 inducer"),
        ("*1/*2", "voriconazole", "moderate CYP2C19 inhibitor"),
    ],
)
def test_an_inhibitor_or_inducer_of_cyp2c19_is_said_to_be_not_counted(alleles: str, taken: str, kind: str) -> None:
    """No source here gives a rule for any of them."""
    for one in of_genes(typed("CYP2C19", alleles, taken), "clopidogrel"):
        assert f"not counted here: {taken}" in one.fact
        assert f"not counted here: {taken} ({kind}; " in one.limits


def rows_of(question: str, *taken: str) -> set[tuple[str, str]]:
    """(drug, what a strong guideline's row says to do) of those that answer the question."""
    patient = Patient(age=40, sex="female", medications=taken) if taken else None
    found = join(understand(question, patient), patient).rows
    return {(one.fact.therapies[0], one.fact.action) for one in found if one.fact.source == "CPIC"}


@pytest.mark.parametrize(
    ("question", "taken", "rows"),
    [
        (
            "Paroxetine or tramadol: which dose in CYP2D6 *1/*1?",
            [],
            {("paroxetine", "standard"), ("tramadol", "standard")},
        ),
        ("Codeine versus paroxetine in CYP2D6 *1/*1?", [], {("paroxetine", "standard"), ("codeine", "standard")}),
        ("Codeine with paroxetine in CYP2D6 *1/*1?", [], {("codeine", "avoid")}),
        (
            "Paroxetine or tramadol: which dose in CYP2D6 *1/*1?",
            ["paroxetine"],
            {("paroxetine", "standard"), ("tramadol", "avoid")},
        ),
        ("What dose of paroxetine is right in CYP2D6 *1/*1?", ["paroxetine"], {("paroxetine", "standard")}),
        ("What dose of paroxetine is right in CYP2D6 *4/*4?", ["paroxetine"], {("paroxetine", "reduce")}),
    ],
)
def test_a_row_goes_by_what_the_other_drugs_make_of_the_genes(
    question: str, taken: list[str], rows: set[tuple[str, str]]
) -> None:
    """Of two drugs for choice nobody takes one, unless the record has it."""
    assert rows_of(question, *taken) == rows


def test_a_drug_taken_and_asked_about_counts_for_those_that_the_question_leaves_open() -> None:
    """Its own dose is the standard one, and codeine is to be avoided beside it."""
    found = rows_of("My patient takes paroxetine and is CYP2D6 *1/*1. Does the dose of paroxetine need to change?")
    assert ("paroxetine", "standard") in found
    assert ("codeine", "avoid") in found
