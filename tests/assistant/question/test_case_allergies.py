"""An allergy that a question tells of: of whom, how surely, and of which name."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.question.case_said import read_case
from ingest.knowledge.tables import read_table

CASES = tuple(read_table(Path(__file__).parents[1] / "tables" / "allergies_asked.tsv").records())


@pytest.mark.parametrize("case", CASES, ids=[case["question"] for case in CASES])
def test_a_question_says_that_its_patient_is_allergic(case: dict[str, str]) -> None:
    """Each row of the table: the entries that the case gets."""
    assert ";".join(read_case(case["question"]).patient.allergies) == case["allergies"]
