"""Which kinds of curated rows a question shows, and which of them stand first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.curated.joining import Joined, join
from assistant.question.understand import understand
from assistant.records.curated import CuratedRow
from assistant.records.patient import Patient
from ingest.knowledge.tables import read_table

ROWS = read_table(Path(__file__).parents[1] / "tables" / "curated_kinds.tsv").rows
_COURSES = ("Prognostic", "Diagnostic", "Predisposing")


def joined(question: str, patient: str = "") -> Joined:
    told = Patient.from_dict(json.loads(patient)) if patient else None
    return join(understand(question, told), told)


def kind(row: CuratedRow) -> str:
    return row.fact.evidence_type or row.fact.kind


@pytest.mark.parametrize(("question", "patient", "leads", "therapy"), ROWS, ids=[row[0][:50] for row in ROWS])
def test_rows_of_the_kind_that_is_asked_for_stand_first(question: str, patient: str, leads: str, therapy: str) -> None:
    """Rows of therapy open no question on a course, stand behind where they may, and open one on treatment."""
    kinds = [kind(row) for row in joined(question, patient).rows]
    if leads:
        assert (kinds[0] if kinds else "nothing") in leads.split("|"), kinds
    on_therapy = not set(kinds) <= set(_COURSES)
    assert on_therapy == (therapy == "yes") or not therapy, kinds


def test_what_treats_a_disease_does_not_answer_on_its_course() -> None:
    """Of a relapsed leukemia the drugs are shown behind, and never as the answer on its prognosis."""
    found = joined("What is the prognosis of relapsed FLT3-ITD AML?")
    assert any(kind(row) == "Predictive" for row in found.rows)
    assert not found.answers
