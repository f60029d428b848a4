"""What is told of a patient's pharmacogenes, and what is said of that which is not known."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.pharmacogenomics.phenotyping import phenotypes_of
from assistant.records.patient import Diplotype, Patient, Variant
from assistant.records.phenotype import GenePhenotype


def only(patient: Patient, gene: str, *drugs: str) -> GenePhenotype:
    return {one.gene: one for one in phenotypes_of(patient, drugs)}[gene]


def typed(gene: str, alleles: str, **further: object) -> Patient:
    return Patient(diplotypes=(Diplotype(gene, alleles, **further),))  # type: ignore[arg-type]


def test_a_gene_without_a_result_is_unknown_and_never_normal() -> None:
    """Each gene that guidelines link to the drug is told as not tested, with or without a patient."""
    for patient in (None, Patient(age=40)):
        found = phenotypes_of(patient, ["azathioprine"])
        assert [(one.gene, one.basis, one.acting) for one in found] == [
            ("NUDT15", "not tested", ""),
            ("TPMT", "not tested", ""),
        ]
        assert all("unknown, and not normal" in one.notes[0] for one in found)


def test_a_reference_allele_by_default_is_said() -> None:
    """ "*1/*1" because nothing was found is a normal metabolizer, with a note that it is so by default."""
    one = only(typed("CYP2C19", "*1/*1", by_default=True), "CYP2C19")
    assert one.phenotype == "normal metabolizer"
    assert "no tested variant" in one.notes[0]


def test_positions_that_were_not_called_keep_a_gene_from_being_normal() -> None:
    """With nothing found on a chromosome the phenotype is unknown; two alleles that were found tell it."""
    blind = only(typed("CYP2D6", "*1/*1", by_default=True, not_called=("rs3892097",)), "CYP2D6")
    assert blind.acting == ""
    assert any("rs3892097" in note for note in blind.notes)
    half = only(typed("CYP2D6", "*1/*4", by_default=True, not_called=("rs5030655",)), "CYP2D6")
    assert half.acting == ""
    assert any("rs5030655" in note for note in half.notes)
    both = only(typed("CYP2D6", "*3/*4", not_called=("rs5030655",)), "CYP2D6")
    assert both.phenotype == "poor metabolizer"
    assert any("rs5030655" in note for note in both.notes)


def test_an_allele_without_a_function_here_names_the_cure() -> None:
    """The other allele does not make up for it."""
    one = only(typed("CYP2C19", "*2/*99"), "CYP2C19")
    assert one.acting == ""
    assert any("*99" in note and "vouch knowledge add phenotypes" in note for note in one.notes)


def test_the_report_s_phenotype_serves_where_no_source_knows_the_alleles() -> None:
    """It is named as the report's."""
    one = only(typed("CYP2D6", "*36/*41", phenotype="intermediate metabolizer"), "CYP2D6")
    assert (one.phenotype, one.sources) == ("intermediate metabolizer", ("the report",))


def test_a_report_that_differs_from_its_alleles_is_told() -> None:
    """The alleles count, and both are said."""
    one = only(typed("CYP2D6", "*10/*10", phenotype="normal metabolizer"), "CYP2D6")
    assert one.phenotype == "intermediate metabolizer"
    assert any("The report calls CYP2D6 a normal metabolizer" in note for note in one.notes)


def test_a_strong_inhibitor_converts_and_is_named_with_its_source() -> None:
    """CYP2D6 with paroxetine acts as a poor metabolizer; the genes' own phenotype stays told."""
    patient = Patient(diplotypes=(Diplotype("CYP2D6", "*1/*1"),), medications=("paroxetine 20 mg daily",))
    one = only(patient, "CYP2D6", "tamoxifen")
    assert (one.phenotype, one.converted, one.acting) == (
        "normal metabolizer",
        "poor metabolizer",
        "poor metabolizer",
    )
    assert one.converted_by == ("paroxetine (strong CYP2D6 inhibitor; FDA table of CYP enzymes and transporters 2026)",)


@pytest.mark.parametrize(
    ("gene", "alleles", "drug"),
    [
        ("CYP2D6", "*1/*1", "duloxetine"),
        ("CYP2D6", "*1/*2x2", "paroxetine"),
        ("CYP2C19", "*1/*1", "fluvoxamine"),
        ("CYP2C19", "*1/*17", "rifampicin"),
        ("CYP2B6", "*1/*6", "carbamazepine"),
    ],
)
def test_an_effect_without_a_rule_is_said_to_be_not_counted(gene: str, alleles: str, drug: str) -> None:
    """Moderate inhibitors, inducers, and what no source gives a rule for."""
    one = only(Patient(diplotypes=(Diplotype(gene, alleles),), medications=(drug,)), gene)
    assert not one.converted
    assert any(f"The effect of {drug}" in note and "not counted" in note for note in one.notes)


def test_a_drug_that_is_asked_about_does_not_convert_itself() -> None:
    """Guidelines on paroxetine go by the genes."""
    patient = Patient(diplotypes=(Diplotype("CYP2D6", "*1/*1"),), medications=("paroxetine",))
    assert only(patient, "CYP2D6", "paroxetine").acting == "normal metabolizer"


def test_a_variant_without_zygosity_counts_once_and_says_so() -> None:
    """One copy beside the reference allele."""
    one = only(Patient(variants=(Variant("DPYD", "c.1905+1G>A"),)), "DPYD")
    assert (one.phenotype, one.score) == ("intermediate metabolizer", "1")
    assert any("does not say whether one or both copies" in note for note in one.notes)


def test_two_variants_of_a_gene_are_told_apart() -> None:
    """Those of one haplotype are one allele; others are counted as on two chromosomes, which is said."""
    both = Patient(variants=(Variant("TPMT", "c.460G>A", "heterozygous"), Variant("TPMT", "c.719A>G", "heterozygous")))
    assert only(both, "TPMT").phenotype == "intermediate metabolizer"
    two = (Variant("DPYD", "c.1905+1G>A", "heterozygous"), Variant("DPYD", "c.2846A>T", "heterozygous"))
    one = only(Patient(variants=two), "DPYD")
    assert (one.phenotype, one.score) == ("poor metabolizer", "0.5")
    assert any("phase" in note for note in one.notes)


def test_a_tumor_s_variant_tells_nothing_of_the_patient() -> None:
    """A somatic variant of a pharmacogene is not the patient's own."""
    assert phenotypes_of(Patient(variants=(Variant("DPYD", "c.2846A>T", "", "somatic"),))) == ()


def test_copies_that_nobody_counted_leave_the_phenotype_open_where_they_matter() -> None:
    """Two copies of *2 beside *4 are normal, three ultrarapid."""
    one = only(typed("CYP2D6", "*2xN/*4"), "CYP2D6")
    assert one.acting == ""
    assert any("how many copies" in note for note in one.notes)
    assert only(typed("CYP2D6", "(*1/*4)xN"), "CYP2D6").acting == ""


@given(st.text(max_size=120))
def test_any_text_as_alleles_gives_a_phenotype_or_a_reason(alleles: str) -> None:
    """Never an error, and never silence."""
    one = only(typed("CYP2D6", alleles, phenotype="" if alleles.strip() else "unclear"), "CYP2D6")
    assert one.acting or one.notes


def test_a_record_of_many_genes_takes_milliseconds() -> None:
    """Once the tables are read."""
    patient = Patient(diplotypes=tuple(Diplotype("CYP2D6", "*1/*4") for _ in range(100)), medications=("paroxetine",))
    phenotypes_of(patient, ["tamoxifen"])
    start = perf_counter()
    phenotypes_of(patient, ["tamoxifen"])
    assert perf_counter() - start < 0.5


@pytest.mark.parametrize(
    ("gene", "notation", "phenotype"),
    [
        ("SLCO1B1", "rs4149056 CC", "poor function"),
        ("SLCO1B1", "rs4149056 T/C", "decreased function"),
        ("SLCO1B1", "rs4149056 TT", "normal function"),
        ("SLCO1B1", "c.521TC", "decreased function"),
        ("CYP2C19", "rs4244285 GA", "intermediate metabolizer"),
        ("CYP2C19", "rs4244285 TT", "poor metabolizer"),
        ("CYP3A5", "rs776746 GG", "poor metabolizer"),
        ("CYP3A5", "rs776746 AA", "normal metabolizer"),
        ("CYP2C9", "rs1799853 CT", "intermediate metabolizer"),
        ("DPYD", "rs67376798 AT", "intermediate metabolizer"),
        ("DPYD", "rs67376798 TT", ""),
        ("CYP2B6", "rs28399499 CC", ""),
        ("VKORC1", "rs9923231 CT", "-1639 AG"),
    ],
)
def test_two_bases_tell_the_zygosity_where_records_settle_which_is_the_variant(
    gene: str, notation: str, phenotype: str
) -> None:
    """On either strand; where both bases of a place pair with each other, or no record says, nothing is concluded."""
    assert only(Patient(variants=(Variant(gene, notation),)), gene).acting == phenotype


@pytest.mark.parametrize(
    "entry", ["Prozac 20 mg daily", "Symbyax 6/25", "olanzapine/fluoxetine", "fluoxetine hydrochloride"]
)
def test_an_inhibitor_counts_by_whichever_of_its_names(entry: str) -> None:
    """A brand, a product of two drugs and a salt are the inhibitor that they hold."""
    patient = Patient(diplotypes=(Diplotype("CYP2D6", "*1/*1"),), medications=(entry,))
    assert [one.acting for one in phenotypes_of(patient)] == ["poor metabolizer"]
