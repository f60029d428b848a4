"""Findings of a tumor, which end in one field in the same words whichever door they came by."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge.tables import rows
from assistant.patient.reading import read_content
from assistant.patient.tumor_markers import only_findings
from assistant.records.patient import Patient

TABLES = Path(__file__).parents[1] / "tables"
FINDINGS = rows("findings_said", TABLES)


def told(patient: Patient) -> set[tuple[str, str]]:
    return {(field, value) for field, value in patient.facts() if field in ("variants", "pathology")}


@pytest.mark.parametrize(("finding", "field", "words"), FINDINGS)
def test_a_finding_is_the_same_in_every_door(finding: str, field: str, words: str) -> None:
    """A note, and a list of variants, of pathology or of conditions, say one thing of it."""
    expected = {(field, one) for one in words.split("|")}
    assert told(read_content(f"60-year-old woman with breast cancer, {finding}.").patient) == expected
    for name in ("variants", "pathology", "biomarkers"):
        assert told(read_content({"conditions": ["breast cancer"], name: [finding]}).patient) == expected
    with_it = read_content({"conditions": ["breast cancer", finding]}).patient
    assert (told(with_it), with_it.conditions) == (expected, ("breast cancer",))


@pytest.mark.parametrize("entry", ["not HER2 positive", "mother with MSI-H", "HER2-positive breast cancer", "x" * 90])
def test_an_entry_that_says_more_is_no_finding_alone(entry: str) -> None:
    """A word that is left over may deny it, or say it of another person."""
    assert only_findings(entry) == ()


def test_a_marker_beside_a_variant_is_kept() -> None:
    """One entry may say both."""
    patient = read_content({"variants": ["KRAS G12C and MSI-H"]}).patient
    assert told(patient) == {("variants", "KRAS G12C"), ("pathology", "MSI-H")}


@pytest.mark.parametrize(
    "text",
    ["Her mother had MSI-H colon cancer.", "Possible MSI-H.", "dMMR absent.", "No HER2-low disease."],
)
def test_a_marker_that_is_not_the_patients_is_listed(text: str) -> None:
    """Another person's, left open, denied: named with the reason, and no finding."""
    reading = read_content(f"60-year-old woman. {text}")
    assert told(reading.patient) == set()
    assert reading.not_understood


@pytest.mark.parametrize(("note", "listed"), rows("measures_said", TABLES))
def test_a_measure_without_a_field_is_listed(note: str, listed: str) -> None:
    """It stands beside what is read, and the reader must see that it is not used."""
    said = [line.partition(": ")[0] for line in read_content(note).not_understood]
    assert [one for one in listed.split("|") if one not in said] == []
    assert read_content(note).patient.conditions


def test_no_clearance_is_computed_of_a_creatinine() -> None:
    """With age, sex and weight it is as it was given, and the reason says so."""
    reading = read_content("70-year-old man, 80 kg, gout. Creatinine 2.4 mg/dL.")
    assert (reading.patient.egfr, reading.patient.creatinine_clearance) == (None, None)
    assert any("no clearance is computed" in line for line in reading.not_understood)


def test_a_dose_of_a_substance_is_no_measure() -> None:
    """ "Potassium 20 mEq" is taken, and "potassium 5.8" was measured."""
    assert read_content("60M takes potassium chloride 20 mEq daily.").patient.medications
    assert not read_content("60M, gout, potassium 5.8.").patient.medications


@pytest.mark.parametrize(("entry", "is_one"), rows("conditions_denied", TABLES))
def test_a_negative_test_is_no_condition(entry: str, is_one: str) -> None:
    """In an entry as in a note; what it says is named."""
    reading = read_content({"conditions": [entry]})
    assert bool(reading.patient.conditions) == (is_one == "yes")
    assert reading.patient.conditions or reading.notes
