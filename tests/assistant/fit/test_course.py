"""Where a study's people were in the course of their disease, against the patient."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.fit.fit import fit
from assistant.records.patient import Patient
from tests.assistant.made_records import article, query

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parents[1] / "tables" / "course_fit.tsv").read_text(encoding="utf-8").splitlines()[2:]
]
_FIELDS = {"prior": "prior_therapies", "stage": "stage", "line": "line"}


@pytest.mark.parametrize(("known", "asked", "title", "text", "aspect", "status", "source"), ROWS)
def test_a_course_is_compared_as_the_study_says_it(
    known: str, asked: str, title: str, text: str, aspect: str, status: str, source: str
) -> None:
    """Stage, setting and line of a study are those of the patient, others, or not said."""
    found = fit(article("1", title, text), query(asked), _patient(known)).items
    assert next((one.status for one in found if one.aspect == aspect), "unknown") == status, source


def _patient(known: str) -> Patient:
    made: dict[str, Any] = {}
    for entry in known.split("; "):
        field, value = entry.split(": ")
        values: dict[str, Any] = {"prior": tuple(value.split(", ")), "line": int(value) if field == "line" else 0}
        made[_FIELDS[field]] = values.get(field, value)
    return Patient(**made)
