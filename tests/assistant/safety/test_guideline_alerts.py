"""A guideline's row is told as strongly as it says, and one that holds under a condition as a caution."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge.tables import records
from assistant.records.patient import Patient
from assistant.safety.alerts import alerts_for
from ingest.knowledge.tables import read_table
from tests.assistant.safety.test_alerts import phenotypes

CASES = tuple(read_table(Path(__file__).parents[1] / "tables" / "guideline_conditions.tsv").records())


@pytest.mark.parametrize("case", CASES, ids=[f"{case['drug']}: {case['phenotypes']}" for case in CASES])
def test_a_row_is_told_as_strongly_as_it_says(case: dict[str, str]) -> None:
    """Each row of the table: the severity, what is said, and what is said of another guideline's condition."""
    found = alerts_for(Patient(age=50), [case["drug"]], phenotypes=phenotypes(case["phenotypes"]))
    of_genes = [one for one in found if one.kind == "genotype"]
    assert [one.severity for one in of_genes][:1] == ([] if case["severity"] == "none" else [case["severity"]])
    for one in of_genes[:1]:
        assert case["says"] in one.says
        assert case["limits"] in one.limits
        assert not case["never"] or case["never"] not in f"{one.says} {one.limits} {one.source}"


def test_every_condition_is_one_of_a_guideline() -> None:
    """A condition that no row of a guideline has would decide nothing."""
    amounts = {row["amount"] for row in records("guidelines")}
    assert {row["amount"] for row in records("guideline_conditions")} <= amounts
