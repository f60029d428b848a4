"""A record as people write it: `tables/patient_forms.tsv` says what is read, `patient_refused.tsv` what is refused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import PatientError
from assistant.knowledge.tables import rows
from assistant.patient.forms import age_at, read_record
from assistant.records.patient import Patient
from assistant.records.sizes import ENTRIES
from ingest.knowledge.tables import read_table

TABLES = Path(__file__).parents[1] / "tables"
READ = read_table(TABLES / "patient_forms.tsv").rows
REFUSED = read_table(TABLES / "patient_refused.tsv").rows


@pytest.mark.parametrize(("written", "record", "left_out"), READ)
def test_a_record_as_people_write_it(written: str, record: str, left_out: str) -> None:
    """The record of the table, a span for each of its values; what was left out is named."""
    reading = read_record(json.loads(written))
    assert reading.patient == Patient.from_dict(json.loads(record))
    assert [(span.field, span.value) for span in reading.spans] == list(reading.patient.facts())
    assert all(span.text.startswith("$.") for span in reading.spans)
    assert any(left_out in line for line in reading.not_understood) if left_out else reading.not_understood == ()


@pytest.mark.parametrize(("written", "names"), REFUSED)
def test_what_no_field_takes_is_refused(written: str, names: str) -> None:
    """One line that names the field or the near ones, and what is allowed."""
    with pytest.raises(PatientError) as refused:
        read_record(json.loads(written))
    assert names in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_strict_record_is_read_as_it_stands() -> None:
    """What `Patient.from_dict` takes gives the same patient, and no note."""
    record = {
        "age": 61.5,
        "sex": "female",
        "pregnant": False,
        "breastfeeding": False,
        "conditions": ["lung cancer"],
        "stage": "IV",
        "line": 2,
        "prior_therapies": ["osimertinib"],
        "performance_status": 1,
        "egfr": 48,
        "creatinine_clearance": 50.5,
        "hepatic_impairment": "mild",
        "variants": [{"gene": "EGFR", "notation": "T790M", "zygosity": "heterozygous", "origin": "somatic"}],
        "diplotypes": [{"gene": "CYP2C19", "alleles": "*1/*2", "by_default": True, "not_called": ["rs4986893"]}],
        "medications": ["warfarin"],
        "allergies": ["penicillin"],
        "ancestry": "East Asian",
        "lifestyle": ["never smoker"],
        "imaging": ["brain metastases"],
        "pathology": ["PD-L1 50%"],
    }
    assert set(record) == set(Patient.__struct_fields__)
    reading = read_record(record)
    assert reading.patient == Patient.from_dict(record)
    assert (reading.notes, reading.not_understood) == ((), ())


def test_a_birth_date_is_counted_and_not_kept() -> None:
    """The age on the day of reading; the date stands nowhere."""
    reading = read_record({"date of birth": "1965-03-10"}, today=date(2026, 3, 9))
    assert reading.patient.age == 60
    assert "1965" not in repr(reading)


@pytest.mark.parametrize(
    ("born", "years"),
    [
        ("1965-03-10", 61),
        ("1965-12-31", 60),
        ("1965-03", 61),
        ("1965", 61),
        ("2027-01-01", None),
        ("65", None),
        ("1965-13-01", None),
    ],
)
def test_an_age_from_a_date(born: str, years: float | None) -> None:
    """Whole years to the day; a month or a year counts from its first day; a day to come is none."""
    assert age_at(born, date(2026, 11, 29)) == years


def test_every_change_is_a_note() -> None:
    """The name that was read as a field, and the value that was read as another."""
    notes = " ".join(read_record({"Gender": "F", "crcl": "0.5 mL/s"}).notes)
    assert all(said in notes for said in ("“Gender” is read as sex", "“F” is read as female", "is read as 30"))


def test_more_entries_than_a_list_holds_are_named() -> None:
    """The first 200 are kept, and the others are said to be left out."""
    reading = read_record({"medications": [f"drug{number}" for number in range(ENTRIES + 5)]})
    assert len(reading.patient.medications) == ENTRIES
    assert len(reading.not_understood) == 5


def test_every_name_of_a_field_leads_to_one() -> None:
    """Each row names a field of the record, or what is made of it; none stands twice."""
    named = {row[1] for row in rows("patient_names")}
    assert named <= {*Patient.__struct_fields__, "birth_date", "germline_variants", "group", "identity"}
    assert len({row[0] for row in rows("patient_names")}) == len(rows("patient_names"))


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from([*Patient.__struct_fields__, "ecog", "labs", "pgx", "name", "dob", "germline", "other"])


@settings(max_examples=150, deadline=None)
@given(record=st.dictionaries(NAMES, PLAIN, max_size=4))
def test_no_record_ends_in_a_traceback(record: dict[str, Any]) -> None:
    """Any values in any fields: a reading with a span for each value, or a PatientError of one line."""
    said = ""
    try:
        reading = read_record(record)
    except PatientError as error:
        said, reading = str(error), None
    assert "\n" not in said
    assert reading is None or len(reading.spans) == len(reading.patient.facts())
