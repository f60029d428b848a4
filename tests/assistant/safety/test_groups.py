"""Kidneys and livers are held against what labels say; those worse than a label speaks of are never silent."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from assistant.records.patient import Patient
from assistant.safety.drugs import option_of
from assistant.safety.groups import group_alerts
from ingest.knowledge.tables import read_table

CASES = tuple(read_table(Path(__file__).parents[1] / "tables" / "alerts_organs.tsv").records())


@pytest.mark.parametrize("case", CASES, ids=[f"{case['drug']}: {case['patient']}" for case in CASES])
def test_an_organ_makes_an_alert(case: dict[str, str]) -> None:
    """Each row of the table: kind and severity of every alert with its limits, or none."""
    found = list(group_alerts(option_of(case["drug"]), Patient.from_dict(yaml.safe_load(case["patient"]))))
    assert {f"{one.kind} {one.severity}" for one in found} == ({case["expected"]} - {"none"})
    assert all(case["limits"] in one.limits for one in found)


def test_a_range_that_is_met_hides_no_other() -> None:
    """What a label says of the very value stands, and nothing of a range beside it."""
    (found,) = group_alerts(option_of("olaparib"), Patient(creatinine_clearance=40))
    assert found.limits == ""
