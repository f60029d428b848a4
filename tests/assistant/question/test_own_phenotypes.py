"""What a question says of alleles and drugs counts like the patient's record, and before it."""

from __future__ import annotations

import pytest

from assistant.question.own_phenotypes import acting_inhibitors, asked_drugs, own_phenotypes
from assistant.question.understand import understand
from assistant.records.patient import Diplotype, Patient


def told(question: str, patient: Patient | None = None) -> dict[str, str]:
    return {one.gene: one.acting for one in own_phenotypes(understand(question, patient), patient)}


@pytest.mark.parametrize(
    ("question", "gene", "phenotype"),
    [
        ("My patient is CYP2C19 *2/*2: clopidogrel?", "CYP2C19", "poor metabolizer"),
        ("azathioprine in TPMT *3A/*3A", "TPMT", "poor metabolizer"),
        ("capecitabine with DPYD c.2846A>T", "DPYD", "intermediate metabolizer"),
        ("capecitabine in a homozygous DPYD c.1905+1G>A carrier", "DPYD", "poor metabolizer"),
        ("codeine in CYP2D6 *1/*2x2", "CYP2D6", "ultrarapid metabolizer"),
        ("codeine in CYP2D6 (*1/*4)xN", "CYP2D6", ""),
        ("tamoxifen with paroxetine, CYP2D6 *1/*1", "CYP2D6", "poor metabolizer"),
        ("tamoxifen, taking paroxetine, in a CYP2D6 normal metabolizer", "CYP2D6", "poor metabolizer"),
        ("simvastatin in SLCO1B1 rs4149056 CC", "SLCO1B1", "poor function"),
        ("fluorouracil with a DPYD activity score of 0.5", "DPYD", "poor metabolizer"),
        ("starting dose of warfarin in VKORC1 -1639AA", "VKORC1", "-1639 AA"),
        ("phenprocoumon, VKORC1 c.-1639G>A GA", "VKORC1", "-1639 AG"),
        ("ivacaftor in CFTR G551D", "CFTR", "ivacaftor responsive in cf patients"),
    ],
)
def test_a_question_s_own_alleles_stand_for_a_phenotype(question: str, gene: str, phenotype: str) -> None:
    """The same as from a record; what cannot be told is there without a phenotype."""
    assert told(question) == {gene: phenotype}


def test_the_question_counts_before_the_record() -> None:
    """For the gene that it names; other genes of the record stay."""
    patient = Patient(diplotypes=(Diplotype("CYP2C19", "*1/*1"), Diplotype("TPMT", "*1/*3C")))
    found = told("Clopidogrel if he were CYP2C19 *2/*2?", patient)
    assert found == {"CYP2C19": "poor metabolizer", "TPMT": "intermediate metabolizer"}


def test_two_diplotypes_of_one_gene_are_nobody_s() -> None:
    """A comparison is of no patient."""
    assert told("clopidogrel in CYP2C19 *1/*1 versus *2/*2") == {}
    assert told("warfarin in VKORC1 -1639 AA against VKORC1 -1639 GG") == {}


def test_an_inhibitor_beside_the_drug_is_not_what_is_asked_about() -> None:
    """Of tamoxifen and paroxetine the question is on tamoxifen; alone paroxetine is."""
    assert asked_drugs(understand("tamoxifen with paroxetine, CYP2D6 *1/*1")) == ("tamoxifen",)
    assert asked_drugs(understand("paroxetine in CYP2D6 *1/*1")) == ("paroxetine",)


@pytest.mark.parametrize(
    ("question", "phenotype"),
    [
        ("Does CYP2C19*2 change the effect of clopidogrel?", []),
        ("Clopidogrel in CYP2C19*2 carriers?", ["intermediate metabolizer"]),
        ("DPYD*2A het: which dose of capecitabine?", ["intermediate metabolizer"]),
        ("Clopidogrel in homozygotes for CYP2C19*2?", ["poor metabolizer"]),
    ],
)
def test_an_allele_alone_is_nobodys(question: str, phenotype: list[str]) -> None:
    """It is a result where somebody has it: a carrier, a pair, a zygosity in whichever form."""
    assert [one.phenotype for one in own_phenotypes(understand(question), None)] == phenotype


@pytest.mark.parametrize(
    ("question", "acting"),
    [
        ("Fluoxetine or nortriptyline for a CYP2D6 normal metabolizer?", ()),
        ("Nortriptyline or fluoxetine for a CYP2D6 normal metabolizer?", ()),
        ("Is bupropion better than atomoxetine in CYP2D6 *1/*2?", ()),
        ("Quinidine versus propafenone in CYP2D6 *1/*1", ()),
        ("Either paroxetine or venlafaxine, CYP2D6 *1/*41?", ()),
        ("Fluvoxamine or clopidogrel in CYP2C19 *1/*2?", ()),
        ("Hydrocodone with quinidine or bupropion in CYP2D6 *1/*1?", ("quinidine", "bupropion")),
        ("He takes fluoxetine. Codeine or oxycodone in CYP2D6 *1/*1?", ("fluoxetine",)),
        ("Does bupropion interact with tamoxifen?", ("bupropion",)),
        ("Can atomoxetine be combined with fluoxetine in CYP2D6 *1/*1?", ("fluoxetine",)),
    ],
)
def test_of_two_drugs_for_choice_none_acts_on_the_other(question: str, acting: tuple[str, ...]) -> None:
    """Nobody takes both; what is taken beside them does."""
    assert acting_inhibitors(understand(question)) == acting


def test_a_drug_that_is_taken_may_be_asked_about_alone() -> None:
    """Its own inhibition is then not counted in the phenotype that is shown."""
    question = "My patient takes paroxetine and is CYP2D6 *1/*1. Does the dose of paroxetine need to change?"
    assert asked_drugs(understand(question)) == ("paroxetine",)
    assert told(question) == {"CYP2D6": "normal metabolizer"}
