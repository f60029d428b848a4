"""The rows of `tables/patient_fhir.tsv` as bundles, and what a reading says of a patient in the words of the table."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from assistant.patient.fhir.bundle import read_fhir
from assistant.records.reading import PatientReading
from ingest.knowledge.tables import read_table

__all__ = ["ROWS", "read_row", "said"]

ROWS = read_table(Path(__file__).parents[1] / "tables" / "patient_fhir.tsv").rows
_SUBJECT = {"AllergyIntolerance": "patient", "FamilyMemberHistory": "patient", "Patient": "", "Medication": ""}


def read_row(resources: str) -> PatientReading:
    """The reading of a bundle of these resources, each of the file's patient where it names no other."""
    return read_fhir(
        {
            "resourceType": "Bundle",
            "type": "collection",
            "entry": [{"resource": _of_patient(one)} for one in json.loads(resources)],
        },
        date(2026, 11, 30),
    )


def _of_patient(resource: dict[str, Any]) -> dict[str, Any]:
    name = _SUBJECT.get(resource["resourceType"], "subject")
    return {name: {"reference": "Patient/a"}, **resource} if name else resource


def said(reading: PatientReading) -> set[str]:
    """Every value of a reading, with the phenotype of a diplotype and the origin of a variant."""
    listed = {f"{field}={value}" for field, value in reading.patient.facts() if field not in ("diplotypes", "variants")}
    told = [("diplotypes", one.gene, one.alleles, one.phenotype) for one in reading.patient.diplotypes]
    told += [("variants", str(one), one.zygosity, one.origin) for one in reading.patient.variants]
    return listed | {f"{field}={' '.join(filter(None, parts))}" for field, *parts in told}
