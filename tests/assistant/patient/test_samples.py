"""The samples of the shared data, against what a person read in them (`tables/patient_samples.tsv`)."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from assistant.errors import PatientError
from assistant.patient.fhir.bundle import read_fhir
from assistant.patient.reading import read_patient
from assistant.records.patient import Diplotype
from assistant.records.reading import PatientReading
from ingest.knowledge.tables import read_table

ROWS = read_table(Path(__file__).parents[1] / "tables" / "patient_samples.tsv").rows
FILES = sorted({row[0] for row in ROWS})


def read(path: Path) -> PatientReading:
    if path.suffix == ".json":  # the age is counted to the day on which the table was written
        return read_fhir(json.loads(path.read_text(encoding="utf-8")), date(2026, 11, 29))
    return read_patient(path)


def said(reading: PatientReading) -> Counter[tuple[str, str]]:
    """(field, value) of a reading, as the table writes it."""
    values = [(field, value) for field, value in reading.patient.facts() if field != "diplotypes"]
    return Counter([*values, *(("diplotypes", diplotype(one)) for one in reading.patient.diplotypes)])


def diplotype(one: Diplotype) -> str:
    parts = [one.gene, one.alleles, one.phenotype, "by default" * one.by_default]
    parts += [f"not called: {', '.join(one.not_called)}"] if one.not_called else []
    return " ".join(part for part in parts if part)


@pytest.mark.data
@pytest.mark.parametrize("name", FILES)
def test_a_sample_is_read_as_a_person_reads_it(name: str, shared_data: Path) -> None:
    """Every value of the table is read, with its place, and no other is."""
    expected = [(field, value) for file, field, value in ROWS if file == name]
    path = shared_data / "patients" / name
    if expected[0][0] == "error":
        with pytest.raises(PatientError, match=expected[0][1]):
            read(path)
        return
    reading = read(path)
    wanted = Counter(pair for pair in expected if pair[0] not in ("notes", "not understood"))
    assert said(reading) == wanted
    assert len(reading.spans) == len(reading.patient.facts())
    for field, value in expected:
        if field == "notes":
            assert any(value in note for note in reading.notes)
        if field == "not understood":
            assert len(reading.not_understood) == int(value)
