"""A question's own conditions are its case's, and effects, uses, groups and relatives are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.safety.asked_conditions import conditions_asked
from ingest.knowledge.tables import read_table

CASES = tuple(read_table(Path(__file__).parents[1] / "tables" / "conditions_asked.tsv").records())


@pytest.mark.parametrize("case", CASES, ids=[case["question"] for case in CASES])
def test_a_question_gives_conditions_to_its_case(case: dict[str, str]) -> None:
    """Each row of the table: the conditions in the question's words, or none."""
    assert "; ".join(conditions_asked(case["question"])) == case["conditions"]
