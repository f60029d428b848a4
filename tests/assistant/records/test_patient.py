"""The patient's record: what is read, and what is refused with the field named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import PatientError
from assistant.records.patient import Diplotype, Patient, Variant

YAML = """
age: 61
sex: female
conditions: [non-small cell lung cancer]
variants: [{gene: EGFR, notation: exon 19 deletion, origin: somatic}]
diplotypes: [{gene: CYP2C19, alleles: "*2/*2"}]
"""


def test_yaml_and_json_give_the_same_record(tmp_path: Path) -> None:
    """A YAML file and its JSON twin load to equal records."""
    (tmp_path / "p.yaml").write_text(YAML, encoding="utf-8")
    patient = Patient.load(tmp_path / "p.yaml")
    (tmp_path / "p.json").write_text(json.dumps(patient.to_dict()), encoding="utf-8")
    assert Patient.load(tmp_path / "p.json") == patient
    assert patient.variants == (Variant("EGFR", "exon 19 deletion", origin="somatic"),)
    assert patient.diplotypes == (Diplotype("CYP2C19", "*2/*2"),)


@pytest.mark.parametrize(
    ("record", "named"),
    [
        ({"age": -1}, r"\$\.age"),
        ({"age": "old"}, r"\$\.age"),
        ({"sex": "F"}, r"\$\.sex"),
        ({"variants": [{"gene": "EGFR"}]}, "notation"),
        ({"blood_type": "A"}, "blood_type"),
        ({"performance_status": 9}, "performance_status"),
    ],
)
def test_an_unusable_field_is_named(record: dict[str, object], named: str) -> None:
    """A wrong type, an impossible value, a missing part or an unknown field is an error that names it."""
    with pytest.raises(PatientError, match=named):
        Patient.from_dict(record)


@pytest.mark.parametrize(("content", "said"), [("- a\n- b\n", "one record"), ("a: [", "neither JSON nor YAML")])
def test_a_file_of_another_shape_is_refused(tmp_path: Path, content: str, said: str) -> None:
    """A list, or text that does not parse, is one clear error."""
    (tmp_path / "p.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(PatientError, match=said):
        Patient.load(tmp_path / "p.yaml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A path without a file is an error with the path."""
    with pytest.raises(PatientError, match=r"none\.json"):
        Patient.load(tmp_path / "none.json")


def test_facts_are_what_is_known() -> None:
    """The facts list holds every known field in words, and nothing unknown."""
    patient = Patient(age=61, pregnant=False, medications=("warfarin", "omeprazole"), performance_status=1)
    assert patient.facts() == (
        ("age", "61 years"),
        ("pregnant", "not pregnant"),
        ("performance_status", "ECOG 1"),
        ("medications", "warfarin"),
        ("medications", "omeprazole"),
    )
    assert Patient().facts() == ()


@given(
    st.builds(
        Patient,
        age=st.none() | st.floats(0, 130),
        sex=st.sampled_from(["female", "male", "other", ""]),
        conditions=st.lists(st.text()).map(tuple),
        diplotypes=st.lists(st.builds(Diplotype, gene=st.text(), alleles=st.text(), phenotype=st.text())).map(tuple),
    )
)
def test_plain_values_give_the_record_back(patient: Patient) -> None:
    """A record made plain and read again is equal."""
    assert Patient.from_dict(patient.to_dict()) == patient
