"""A patient from FHIR R4: what is current counts, once, with its path; what does not is said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assistant.errors import PatientError
from assistant.patient.fhir.bundle import read_fhir
from assistant.records.patient import Diplotype, Patient, Variant
from assistant.records.reading import PatientReading
from tests.assistant.patient.made_fhir import (
    SNOMED,
    SUBJECT,
    TBD,
    allergy,
    bundle,
    coded,
    concept,
    condition,
    gene,
    observation,
    ordered,
    part,
    person,
    protein,
    quantity,
    stated,
    variant,
)

TODAY = date(2026, 11, 29)
EGFR_CODE = concept("33914-3", "eGFR")


def read(*resources: dict[str, Any]) -> PatientReading:
    return read_fhir(bundle(*resources), TODAY)


def test_a_person_is_read_without_what_names_them() -> None:
    """Age to the day of reading, sex and race; neither name nor birth date nor address stands anywhere."""
    race = {"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race"}
    race |= {"extension": [{"url": "text", "valueString": "Asian"}]}
    reading = read(person(name=[{"family": "Quux"}], address=[{"city": "Nowhere"}], extension=[race]))
    assert reading.patient == Patient(age=61, sex="female", ancestry="Asian")
    assert [(span.field, span.text) for span in reading.spans] == [
        ("age", "entry[0].resource.birthDate"),
        ("sex", "entry[0].resource.gender"),
        ("ancestry", "entry[0].resource.extension[us-core-race]"),
    ]
    assert not any(word in repr(reading) for word in ("Quux", "Nowhere", "1965"))


def test_a_death_is_said_and_ends_the_age() -> None:
    """The age is that at death, and a note says that the patient has died."""
    reading = read(person(deceasedDateTime="2020-01-02"))
    assert reading.patient.age == 54
    assert any("has died on 2020-01-02" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("code", "value", "field", "expected"),
    [
        (EGFR_CODE, quantity(58, "mL/min/{1.73_m2}"), "egfr", 58),
        (concept("62238-1"), quantity(0.75, "mL/s/{1.73_m2}"), "egfr", 45),
        (concept("62238-1"), quantity(45, "mL/min/1.73m²"), "egfr", 45),
        (concept(text="eGFR"), quantity(45, "mL/min/1.73 m2"), "egfr", 45),
        (concept("2164-2"), quantity(72, "mL/min"), "creatinine_clearance", 72),
        (concept("35591-7"), quantity(1.2, "mL/s"), "creatinine_clearance", 72),
        (concept("89247-1"), {"valueInteger": 1}, "performance_status", 1),
        (concept("89247-1"), coded("LA9624-3"), "performance_status", 2),
        (concept("89247-1"), coded(text="ECOG 3"), "performance_status", 3),
        (concept("82810-3"), coded("LA15173-0", "Pregnant"), "pregnant", True),
        (concept("82810-3"), coded("60001007", "Not pregnant", system=SNOMED), "pregnant", False),
        (concept("21908-9"), coded(text="Stage IIIB"), "stage", "IIIB"),
        (EGFR_CODE, quantity(58, "mg/dL"), "egfr", None),
        (EGFR_CODE, quantity(60, "mL/min/{1.73_m2}", comparator=">"), "egfr", None),
        (EGFR_CODE, quantity(4000, "mL/min/{1.73_m2}"), "egfr", None),
        (concept("89247-1"), {"valueInteger": 7}, "performance_status", None),
        (concept("82810-3"), coded("LA4489-6", "Unknown"), "pregnant", None),
    ],
)
def test_an_observation_gives_its_field(code: Any, value: Any, field: str, expected: Any) -> None:
    """In the record's unit; an amount in another unit, a bound, or a value out of range is left out and said."""
    reading = read(observation(code, **value))
    assert getattr(reading.patient, field) == expected
    assert bool(reading.not_understood) == (expected is None)


def test_the_newest_value_counts() -> None:
    """Of several dates the newest is read, whatever the order of the file, and a note names the older ones."""
    unit = "mL/min/{1.73_m2}"
    reading = read(
        observation(EGFR_CODE, "2026-10-02", **quantity(52, unit)),
        observation(EGFR_CODE, "2026-01-02", **quantity(80, unit)),
        observation(EGFR_CODE, "2026-11-02", status="entered-in-error", **quantity(9, unit)),
    )
    assert reading.patient.egfr == 52
    assert any("2026-10-02" in note and "2026-01-02" in note for note in reading.notes)
    assert any("entered-in-error" in note for note in reading.notes)


def test_a_pregnancy_of_long_ago_is_over() -> None:
    """A status of more than 300 days ago is not the state of now, and is said."""
    reading = read(observation(concept("82810-3"), "2025-01-01", **coded("LA15173-0")))
    assert reading.patient.pregnant is None
    assert any("is over by now" in note for note in reading.notes)


def test_creatinine_is_named_and_nothing_is_computed() -> None:
    """The record has no creatinine; the value is told, so that someone can compute a clearance."""
    reading = read(person(), observation(concept("2160-0"), **quantity(1.4, "mg/dL")))
    assert (reading.patient.egfr, reading.patient.creatinine_clearance) == (None, None)
    assert any("creatinine 1.4 mg/dL" in line for line in reading.not_understood)


def test_conditions_that_are_there_now() -> None:
    """Tumors first, then the newest; what is over, refuted, unconfirmed or wrong is left out with its name."""
    reading = read(
        condition("Hypertension (disorder)", onsetDateTime="2020-01-01"),
        condition(
            "Adenocarcinoma of lung (disorder)",
            onsetDateTime="2019-01-01",
            stage=[{"summary": concept(text="Stage IV")}],
        ),
        condition("Asthma", clinical="resolved"),
        condition("Breast cancer", verified="refuted"),
        condition("Gout", verified="provisional"),
        condition("Migraine", verified="entered-in-error"),
    )
    assert reading.patient.conditions == ("Adenocarcinoma of lung", "Hypertension")
    assert reading.patient.stage == "IV"
    told = " ".join(reading.notes)
    assert all(name in told for name in ("Asthma", "Breast cancer", "Gout", "Migraine"))


def test_medications_and_prior_therapies() -> None:
    """Drugs by name; a stopped one is a prior therapy only where the record says that it treated a tumor."""
    reading = read(
        ordered("24 HR metoprolol succinate 100 MG Extended Release Oral Tablet"),
        stated("warfarin 5 MG Oral Tablet", status="stopped"),
        stated("Carboplatin", status="completed", reasonCode=[concept(text="Malignant neoplasm of lung")]),
        ordered("gefitinib 250 MG Oral Tablet", status="stopped", category=[concept(text="Antineoplastic therapy")]),
        ordered("aspirin 81 MG Oral Tablet", intent="proposal"),
        ordered("ibuprofen 400 MG Oral Tablet", status="entered-in-error"),
        ordered("omeprazole 20 MG Capsule", status="on-hold"),
        ordered("simvastatin 10 MG / quuxidine 5 MG Oral Tablet"),
        stated("amoxicillin 500 MG", effectivePeriod={"end": "2026-02-01"}),
        {
            "resourceType": "Procedure",
            "status": "completed",
            "code": concept(text="External beam radiotherapy"),
            **SUBJECT,
        },
    )
    assert set(reading.patient.medications) == {
        "metoprolol",
        "omeprazole",
        "simvastatin",
        "quuxidine 5 MG Oral Tablet",
    }
    assert set(reading.patient.prior_therapies) == {"carboplatin", "gefitinib", "External beam radiotherapy"}
    told = " ".join(reading.notes)
    assert all(name in told for name in ("warfarin", "aspirin", "ibuprofen", "amoxicillin", "on hold"))


def test_a_medication_that_another_resource_names() -> None:
    """A reference to a Medication of the file, or to a contained one, is followed; one that leads nowhere is said."""
    product = {"resourceType": "Medication", "id": "m1", "code": concept(text="Clopidogrel 75 MG Oral Tablet")}
    request = ordered("x", medicationReference={"reference": "Medication/m1"})
    inner = ordered(
        "x",
        medicationReference={"reference": "#in"},
        contained=[product | {"id": "in", "code": concept(text="Ramipril 5 MG")}],
    )
    lost = ordered("x", medicationReference={"reference": "Medication/none"})
    for one in (request, inner, lost):
        del one["medicationCodeableConcept"]
    reading = read(product, request, inner, lost)
    assert set(reading.patient.medications) == {"clopidogrel", "ramipril"}
    assert any("without a name" in line for line in reading.not_understood)


def test_allergies_with_their_reaction() -> None:
    """Active ones, those not confirmed said to be so; a statement that there is none is a note, not an allergy."""
    reading = read(
        allergy("Penicillin G (substance)", reaction=[{"manifestation": [concept(text="Hives")]}]),
        allergy("Latex", clinical="resolved"),
        allergy("Codeine", verified="unconfirmed", reaction=[{"manifestation": [concept(text="Rash")]}]),
        allergy("Aspirin", verified="refuted"),
        allergy("No known allergy"),
    )
    assert reading.patient.allergies == ("Penicillin G (Hives)", "Codeine (Rash; not confirmed)")
    assert any("Latex" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("components", "expected"),
    [
        (
            (gene("EGFR"), protein("NP_005219.2:p.(Leu858Arg)"), part("48002-0", **coded("LA6684-0"))),
            Variant("EGFR", "L858R", "", "somatic"),
        ),
        (
            (
                gene("BRCA1"),
                part("48004-6", **coded("x", "NM_007294.4:c.68_69delAG")),
                part("48002-0", **coded("LA6683-2")),
                part("53034-5", **coded("LA6706-1")),
            ),
            Variant("BRCA1", "c.68_69del", "heterozygous", "germline"),
        ),
        ((part("48004-6", **coded(text="NM_004333.6(BRAF):c.1799T>A (p.Val600Glu)")),), Variant("BRAF", "c.1799T>A")),
        (
            (
                part(
                    "81252-9",
                    **coded("NC_000007.13:140453135:A:T", system="https://api.ncbi.nlm.nih.gov/variation/v0/"),
                ),
            ),
            Variant("BRAF", "V600E"),
        ),
        ((gene("", "HGNC:1097"), protein("p.V600E")), Variant("BRAF", "V600E")),
        (
            (
                gene("HER2"),
                part("82155-3", **quantity(12, "1")),
                part("48019-4", **coded("SO:0001742", "copy_number_gain")),
            ),
            Variant("ERBB2", "copy number gain copy number 12"),
        ),
        ((part("81252-9", **coded("NC_000019.9:11233940:A:G")),), None),
        ((gene("EGFR"),), None),
    ],
)
def test_a_variant_with_its_gene(components: Any, expected: Variant | None) -> None:
    """By the protein's change, the coding one, a known place; one without a gene or a change is left out and said."""
    reading = read(variant(*components))
    assert reading.patient.variants == ((expected,) if expected else ())
    assert bool(reading.not_understood) == (expected is None)


@pytest.mark.parametrize(("presence", "left_out"), [("LA9634-2", False), ("LA18198-4", True), ("LA11884-6", True)])
def test_a_variant_that_is_not_there(presence: str, left_out: bool) -> None:
    """An absent one is a note; one without a call is not known, and no answer may take it for absent."""
    reading = read(variant(gene("EGFR"), protein("p.Thr790Met"), present=presence))
    assert reading.patient.variants == ()
    assert bool(reading.not_understood) == left_out


def test_genotypes_and_the_phenotypes_that_implications_give_them() -> None:
    """A genotype is a diplotype; an implication's phenotype joins it by reference or gene, and its drug is no fact."""
    genotype = observation(concept("84413-4"), component=[gene("CYP2C19")], id="g1", **coded(text="CYP2C19 *2/*2"))
    implied = observation(
        concept("therapeutic-implication", system=TBD),
        derivedFrom=[{"reference": "Observation/g1"}],
        component=[
            part("51963-7", **coded(text="clopidogrel")),
            {"code": concept("predicted-therapeutic-implication", system=TBD), **coded(text="Poor metabolizer")},
        ],
    )
    other = observation(
        concept("therapeutic-implication", system=TBD),
        component=[part("53040-2", **coded(text="CYP2D6 intermediate metabolizer"))],
    )
    reading = read(genotype, implied, other)
    assert reading.patient.diplotypes == (
        Diplotype("CYP2C19", "*2/*2", "poor metabolizer"),
        Diplotype("CYP2D6", "", "intermediate metabolizer"),
    )
    assert reading.patient.medications == ()


def test_two_haplotypes_are_a_diplotype_and_one_is_an_allele() -> None:
    """Of a gene without a genotype; one haplotype alone says nothing of the other copy."""

    def haplotype(symbol: str, name: str) -> dict[str, Any]:
        return observation(concept("84414-2"), component=[gene(symbol)], **coded(text=name))

    reading = read(haplotype("CYP2C9", "*3"), haplotype("CYP2C9", "*2"), haplotype("TPMT", "*3C"))
    assert reading.patient.diplotypes == (Diplotype("CYP2C9", "*2/*3"),)
    assert reading.patient.variants == (Variant("TPMT", "*3C", "", "germline"),)


def test_tumor_markers_that_are_no_variant_stand_under_pathology() -> None:
    """Microsatellite instability as every door says it."""
    reading = read(observation(concept("81695-9", "Microsatellite instability"), **coded("LA26203-2", "MSI-H")))
    assert reading.patient.pathology == ("MSI-H",)


def test_several_patients_are_refused() -> None:
    """Two Patients, or resources of two subjects, name whom; a stranger's resource beside one Patient is left out."""
    stranger = condition("Gout") | {"subject": {"reference": "Patient/p2"}}
    with pytest.raises(PatientError, match=r"2 patients.*'p1', 'p2'"):
        read(person(), person() | {"id": "p2"})
    with pytest.raises(PatientError, match="2 patients"):
        read(condition("Asthma"), stranger)
    reading = read(person(), condition("Asthma"), stranger)
    assert reading.patient.conditions == ("Asthma",)
    assert any("someone else" in note for note in reading.notes)


def test_a_resource_that_is_none_is_named() -> None:
    """What FHIR does not call a valid resource is left out with the place of the fault; the others are read."""
    broken = observation(EGFR_CODE, **quantity(50, "mL/min/{1.73_m2}"))
    del broken["status"]
    reading = read(person(), broken)
    assert reading.patient.egfr is None
    assert any("entry[1].resource: no valid Observation" in line for line in reading.not_understood)


def test_what_a_vendor_adds_costs_nothing() -> None:
    """A field that R4 does not know is passed over."""
    assert read(person(vendorField=1)).patient.sex == "female"


@pytest.mark.parametrize(
    "data",
    [
        {"resourceType": "Bundle"},
        {"resourceType": "Bundle", "entry": 5},
        {"resourceType": "Bundle", "entry": [5, None, {"resource": 5}, {"resource": {"resourceType": 7}}]},
        {"resourceType": "Parameters", "parameter": [{"part": "x"}]},
        {"resourceType": "Observation", "code": {"coding": "x"}, "component": {"a": 1}},
        {"resourceType": "Nonsense"},
    ],
)
def test_shapes_that_no_export_has(data: dict[str, Any]) -> None:
    """Nothing is read, and nothing breaks."""
    assert read_fhir(data, TODAY).patient == Patient()


def test_more_resources_than_are_read() -> None:
    """Beyond 20,000 stands one error with the limit."""
    with pytest.raises(PatientError, match="20,000 resources"):
        read_fhir(bundle(*[{"resourceType": "Observation"}] * 100_000), TODAY)
