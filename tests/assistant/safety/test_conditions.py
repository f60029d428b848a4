"""Conditions of rows on two drugs are decided by what the table of modulators says of the drugs."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge.tables import records
from assistant.records.patient import Patient
from assistant.safety.conditions import met
from assistant.safety.imported import SEVERITIES
from assistant.safety.interactions import interactions_of
from ingest.knowledge.tables import read_table

CASES = tuple(read_table(Path(__file__).parents[1] / "tables" / "interaction_conditions.tsv").records())


@pytest.mark.parametrize("case", CASES, ids=[f"{case['asked']}: {case['medications']}" for case in CASES])
def test_a_pair_under_a_condition(case: dict[str, str]) -> None:
    """Each row of the table: the strongest severity of the drug asked about with those that are taken."""
    told = interactions_of(Patient(medications=tuple(case["medications"].split("; "))), [case["asked"]])
    found = [one.severity for one in told.found if case["asked"] in (one.drug, one.other)]
    assert min(found, key=SEVERITIES.index, default="no data") == case["expected"]


def test_what_no_source_tells_is_said() -> None:
    """Beside the condition itself."""
    (found,) = interactions_of(Patient(medications=("simvastatin",)), ["azithromycin"]).found[:1]
    assert "macrolides that strongly inhibit CYP3A4; no source here tells it of azithromycin" in found.limits


def test_a_condition_of_another_kind_is_left() -> None:
    """No table of modulators tells the route or the dose."""
    assert met("intravenous", ["verapamil"], ["verapamil"]) == "undecided"


def test_every_condition_is_one_of_a_row_and_asks_for_a_class_that_is_known() -> None:
    """A row that no interaction has would decide nothing."""
    conditions = {row["only_if"] for row in records("interactions")}
    classes = {row["class"] for row in records("interaction_classes") if row["wanted"]}
    for row in records("interaction_conditions"):
        assert row["only_if"] in conditions
        assert row["class"] in classes
