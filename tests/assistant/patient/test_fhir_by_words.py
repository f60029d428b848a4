"""Observations that tell a phenotype, an allele or a marker, by their code or by their own words."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.patient.reading import read_content
from assistant.records.patient import Diplotype
from assistant.records.reading import PatientReading
from tests.assistant.patient.made_fhir import (
    allergy,
    bundle,
    coded,
    concept,
    condition,
    gene,
    observation,
    person,
    quantity,
)

METABOLISM = concept("53040-2", "Genetic variation's effect on drug metabolism")


def read(*resources: dict[str, Any]) -> PatientReading:
    return read_content(bundle(person(), *resources))


@pytest.mark.parametrize(
    ("code", "more", "expected"),
    [
        (METABOLISM, {"component": [gene("CYP2C19")], **coded(text="Poor metabolizer")}, "CYP2C19 poor metabolizer"),
        (METABOLISM, coded(text="CYP2C19 poor metabolizer"), "CYP2C19 poor metabolizer"),
        (
            concept("53040-2", text="CYP2D6 metabolizer status"),
            coded("LA10317-6", "Intermediate metabolizer"),
            "CYP2D6 intermediate metabolizer",
        ),
        (
            concept("51961-1"),
            {"component": [gene("SLCO1B1")], **coded(text="Decreased function")},
            "SLCO1B1 decreased function",
        ),
        (concept(text="CYP2D6 phenotype"), {"valueString": "Poor metabolizer"}, "CYP2D6 poor metabolizer"),
        (concept(text="CYP2C19 genotype"), coded(text="*2/*2"), "CYP2C19 *2/*2"),
        (concept("50956-2", "HLA-B*57:01 [Presence]"), coded(text="Negative"), "HLA-B *57:01 negative"),
    ],
)
def test_a_result_of_a_pharmacogene_is_read(code: Any, more: dict[str, Any], expected: str) -> None:
    """The gene by its component, by the code's words or by the value's."""
    assert [str(one) for one in read(observation(code, **more)).patient.diplotypes] == [expected]


@pytest.mark.parametrize(
    "more", [coded(text="Poor metabolizer"), {"component": [gene("CYP2C19")], **coded(text="See the report")}]
)
def test_a_phenotype_that_is_not_certain_is_listed(more: dict[str, Any]) -> None:
    """Without a gene, or in words that no table has, it is named as not understood."""
    reading = read(observation(METABOLISM, **more))
    assert reading.patient.diplotypes == ()
    assert any("phenotype" in line for line in reading.not_understood)


def test_an_implication_gives_the_phenotype_of_the_gene_that_it_names() -> None:
    """Where no genotype is there to join."""
    part = {"code": METABOLISM, **coded(text="poor metabolizer")}
    system = "http://hl7.org/fhir/uv/genomics-reporting/CodeSystem/tbd-codes-cs"
    reading = read(observation(concept("therapeutic-implication", system=system), component=[gene("CYP2C19"), part]))
    assert reading.patient.diplotypes == (Diplotype("CYP2C19", "", "poor metabolizer"),)


def test_a_result_that_was_entered_in_error_is_left_out() -> None:
    """By its status, with a note, whether its code or its words say what it is."""
    for code in (METABOLISM, concept(text="CYP2C19 phenotype")):
        more = {"component": [gene("CYP2C19")], **coded(text="Poor metabolizer")}
        reading = read(observation(code, status="entered-in-error", **more))
        assert reading.patient.diplotypes == ()
        assert any("entered-in-error" in note for note in reading.notes)


def test_a_marker_is_told_by_the_words_of_its_observation() -> None:
    """As every door says it; what no field holds is counted and named."""
    reading = read(
        observation(concept("48676-1", "HER2 [Interpretation] in Tissue"), **coded(text="Positive")),
        observation(concept("16112-5", "Estrogen receptor [Interpretation] in Tissue"), **coded(text="Positive")),
        observation(concept("1742-6", "ALT"), **quantity(250, "U/L")),
    )
    assert [str(one) for one in reading.patient.variants] == ["ERBB2 positive"]
    assert reading.patient.pathology == ("Estrogen receptor Positive",)
    assert any("one observation (ALT)" in note for note in reading.notes)


def test_a_status_that_no_table_has_confirms_nothing() -> None:
    """A condition is left out with a note, and an allergy is said to be not confirmed."""
    reading = read(condition("psoriasis", "odd", "odd"), allergy("nuts", "odd", "odd"))
    assert reading.patient.conditions == ()
    assert reading.patient.allergies == ("nuts (not confirmed)",)


def test_a_condition_that_is_a_negative_test_is_none() -> None:
    """ "HIV negative" in a list of problems."""
    reading = read(condition("HIV negative"), condition("asthma"))
    assert reading.patient.conditions == ("asthma",)
    assert any("HIV negative" in note for note in reading.notes)
