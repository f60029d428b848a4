"""With which danger the bottom line opens, over the whole road, on the digests that ship."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from assistant import Assistant, Patient
from assistant.records.anatomy import bottom_line
from ingest.knowledge.tables import read_table

CASES = tuple(read_table(Path(__file__).parents[1] / "tables" / "leads.tsv").records())


@pytest.fixture(scope="module")
def assistant(starter_library: Path) -> Iterator[Assistant]:
    with Assistant.open(library=starter_library, audit=False) as opened:
        yield opened


@pytest.mark.parametrize("case", CASES, ids=[f"{case['question']} {case['patient']}" for case in CASES])
def test_the_bottom_line_opens_with_the_danger_of_the_drug_asked_about(
    assistant: Assistant, case: dict[str, str]
) -> None:
    """Each row of the table: how it opens, what it never says, and what is told as not checked."""
    history = [case["history"]] if case["history"] else []
    patient = Patient.from_dict(yaml.safe_load(case["patient"])) if case["patient"] else None
    answer = assistant.ask(case["question"], patient, history=history)
    said = bottom_line(answer)
    assert not said.startswith("Alert") if case["opens"] == "none" else said.startswith(case["opens"]), said
    why = answer.abstention.explanation if answer.abstention else ""
    assert not case["never"] or case["never"] not in f"{said} {' '.join(answer.limits)} {why}", said
    assert any(case["limit"] in one for one in answer.limits) or not case["limit"], answer.limits
