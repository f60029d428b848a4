"""What a file is, its content says; whatever it is, there is a reading or one line of error."""

from __future__ import annotations

import gzip
import json
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import read_patient
from assistant.errors import PatientError
from assistant.patient.reading import read_content
from assistant.records.patient import Patient
from assistant.records.sizes import PATIENT_RESOURCES
from tests.assistant.patient.made_fhir import bundle, person
from tests.assistant.patient.test_vcf import line, vcf

VCF = vcf(line("7", 140453136, "A", "T"), "hg19")
FHIR = json.dumps(bundle(person()))


@pytest.mark.parametrize(
    ("content", "source"),
    [
        ('{"Age": 61}', "record"),
        ("age: 61\nsex: female\n", "record"),
        ("﻿age: 61\n", "record"),
        (FHIR, "FHIR R4 bundle"),
        (json.dumps(person()), "FHIR R4 Patient"),
        (VCF, "VCF"),
    ],
)
def test_a_kind_is_known_by_its_content(content: str, source: str, tmp_path: Path) -> None:
    """As a text and as a file of any name, packed where it is a VCF: the same reading."""
    file = tmp_path / "export.dat"
    file.write_text(content, encoding="utf-8")
    reading = read_patient(content)
    assert reading.source == source
    assert reading == read_patient(file) == read_patient(str(file)) == read_content(content)
    if source == "VCF":
        file.write_bytes(gzip.compress(content.encode()))
        assert read_patient(file) == reading


def test_fields_are_read_as_they_are() -> None:
    """A dict is a record, or a FHIR resource when it says so."""
    assert read_patient({"age": 61}).patient == Patient(age=61)
    assert read_patient(bundle(person())).source == "FHIR R4 bundle"


@pytest.mark.skipif(find_spec("assistant.patient.notes.text") is None, reason="the reader of free text is not there")
def test_a_note_is_free_text() -> None:
    """Sentences, and headings of which one is no field's name."""
    for text in ("A 61-year-old woman with lung adenocarcinoma.", "Age: 61\nImpression: stable disease\n"):
        assert read_patient(text).source == "free text"


@pytest.mark.skipif(find_spec("assistant.patient.notes.text") is None, reason="the reader of free text is not there")
@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("40F. Allergies: penicillin (childhood rash) - has since tolerated amoxicillin x3.", "free text"),
        ("28F. Pregnant: yes", "free text"),
        ("65M stage: IV", "free text"),
        ("70M. Stage: IV NSCLC", "free text"),
        ("Pt allergies: penicillin", "free text"),
        ("my patient's medications: warfarin", "free text"),
        ("72M with AF. Medications: apixaban", "free text"),
        ("Known allergies: sulfa", "record"),
        ("Current meds: metformin", "record"),
        ("ECOG: 2", "record"),
    ],
)
def test_a_line_is_a_form_only_where_its_label_is_a_field(text: str, source: str) -> None:
    """Words in front of the name of a field make the line a note; a name that people give the field does not."""
    assert read_patient(text).source == source


def test_a_slip_of_a_field_is_still_refused() -> None:
    """What is no name of a field but near one is told with it, and is not read as a note."""
    with pytest.raises(PatientError, match="do you mean allergies"):
        read_patient("allergys: penicillin")


def test_a_content_is_never_taken_for_a_file(tmp_path: Path) -> None:
    """Another program's text that names a file of this machine does not open it."""
    secret = tmp_path / "secret.json"
    secret.write_text('{"age": 61}')
    if find_spec("assistant.patient.notes.text") is not None:
        assert read_content(str(secret)).patient.age is None
    assert read_patient(str(secret)).patient.age == 61


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b'{"age": 61, "age": 62}', "'age' is there twice"),
        (b'{"resourceType": "Bundle", "a": 1, "a": 2}', "'a' is there twice"),
        (b'{"resourceType": "Bundle", "entry": ' + b"[" * 500 + b"]" * 500 + b"}", "nested"),
        (b'{"resourceType": "Bundle", "entry": ' + b'{"a":' * 200_000, "nested"),
        (b'{"resourceType": 5}', "resourceType"),
        (b'{"resourceType": "Bundle"', "JSON"),
        (b'{"age": 61' + b" " * 10_000_000 + b"}", "262,144 bytes"),
        (b'{"resourceType": "Bundle", "x": "' + b"x" * PATIENT_RESOURCES + b'"}', "bytes"),
        (gzip.compress(b"hello", mtime=0), "no VCF"),
        (gzip.compress(b"##fileformat=VCFv4.2\n" + b"0" * 50_000_000, mtime=0), "1,048,576 bytes"),
        (b"\xff\xfe\x00", "UTF-8"),
    ],
)
def test_hostile_content_is_one_clear_line(content: bytes, names: str, tmp_path: Path) -> None:
    """Doubled fields, depth, size, packed floods, other encodings: refused at once, with the limit."""
    file = tmp_path / "patient.bin"
    file.write_bytes(content)
    start = time.process_time()
    with pytest.raises(PatientError) as refused:
        read_patient(file)
    assert names in str(refused.value)
    assert "\n" not in str(refused.value)
    assert time.process_time() - start < 5


def test_a_yaml_of_references_is_refused(tmp_path: Path) -> None:
    """Aliases that unfold to billions are not unfolded."""
    file = tmp_path / "patient.yaml"
    file.write_text("a: &a [x, x]\n" + "".join(f"b{i}: &b{i} [*a, *a]\n" for i in range(30)))
    with pytest.raises(PatientError, match="refers to another place"):
        read_patient(file)


def test_a_bundle_of_a_hundred_thousand_entries_is_refused() -> None:
    """With the limit and what to send, in time that its size takes to read."""
    entry = '{"resource": {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}}'
    content = '{"resourceType": "Bundle", "entry": [' + ",".join([entry] * 100_000) + "]}"
    with pytest.raises(PatientError, match="20,000 resources"):
        read_content(content)


@pytest.mark.parametrize("name", ["missing.json", "", "no/such/folder/p.yaml"])
def test_a_missing_file_is_named(name: str, tmp_path: Path) -> None:
    """A path without a file, or of a folder, is an error with the path."""
    with pytest.raises(PatientError, match=str(tmp_path)):
        read_patient(tmp_path / name)


def refusal(content: str | dict[str, Any]) -> str:
    """Why there is no reading; "" when there is one."""
    try:
        read_content(content)
    except PatientError as error:
        return str(error)
    return ""


@settings(max_examples=100, deadline=None)
@given(
    text=st.text("{}[]:,\"' \n\t#|/.*0123abARESTresourceType", max_size=80),
    start=st.sampled_from(
        ['{"resourceType": "Bundle", "entry": [', '{"resourceType": "Observation", ', VCF, '{"age": ']
    ),
)
def test_no_content_ends_in_a_traceback(text: str, start: str) -> None:
    """Whatever follows the start of a known kind: a reading, or a PatientError of one line."""
    assert "\n" not in refusal(start + text)


VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["final", "33914-3", "http://loinc.org", "x", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["coding", "code", "system", "text", "value", "unit", "reference", "url", "component", "status"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    [
        "code",
        "status",
        "valueQuantity",
        "valueCodeableConcept",
        "component",
        "subject",
        "extension",
        "gender",
        "birthDate",
        "clinicalStatus",
        "verificationStatus",
        "medicationCodeableConcept",
        "reaction",
        "stage",
        "derivedFrom",
        "contained",
    ]
)
KINDS = st.sampled_from(["Patient", "Observation", "Condition", "MedicationRequest", "AllergyIntolerance", "Procedure"])


@settings(max_examples=150, deadline=None)
@given(kind=KINDS, fields=st.dictionaries(FIELDS, VALUES, max_size=6))
def test_no_resource_ends_in_a_traceback(kind: str, fields: dict[str, Any]) -> None:
    """Any shape in any field of a resource: a reading, or a PatientError."""
    assert "\n" not in refusal(bundle({**fields, "resourceType": kind}))
