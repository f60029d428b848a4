"""Facts of a patient against what studies say of their people, row by row."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.fit.fit import fit
from assistant.question.understand import understand
from assistant.records.patient import Patient
from tests.assistant.made_records import article

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parents[1] / "tables" / "people_compared.tsv")
    .read_text(encoding="utf-8")
    .splitlines()[2:]
]


@pytest.mark.parametrize(("known", "title", "text", "aspect", "status", "source"), ROWS)
def test_a_fact_is_compared_with_what_the_study_says(
    known: str, title: str, text: str, aspect: str, status: str, source: str
) -> None:
    """Names as records write them and words in any script match, differ, or are not said."""
    patient = Patient.from_dict(json.loads(known))
    found = fit(article("1", title, text), understand("Which drug?", patient), patient).items
    assert next((one.status for one in found if one.aspect == aspect), "none") == status, source
