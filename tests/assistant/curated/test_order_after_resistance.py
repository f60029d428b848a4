"""The table of orders: behind a resistance variant, what still works stands first and what fails stands last."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingest.knowledge.tables import read_table
from tests.assistant.curated.test_rows_of_questions import shown, wanted

TABLE = Path(__file__).parents[1] / "tables" / "curated_order.tsv"
CASES = read_table(TABLE).rows


@pytest.mark.parametrize(("question", "patient", "order", "never"), CASES, ids=[row[0][:60] for row in CASES])
def test_rows_stand_in_the_order_of_what_to_give(question: str, patient: str, order: str, never: str) -> None:
    """Each row of the list is behind the one before it, and none of those that must never be is there."""
    rows = shown(question, patient)
    said = [f"{row.fact.biomarker}: {' + '.join(row.fact.therapies)} ({row.fact.direction})" for row in rows]
    places = []
    for one in filter(None, re.split(r" > ", order)):
        found = [place for place, row in enumerate(rows) if wanted(one.strip("^~")).is_met(row)]
        if one.startswith("~") and not found:
            continue
        assert found, f"{one} is not shown: {said}"
        places.append(found[0])
        assert not one.startswith("^") or found[0] == 0, f"{one} is not first: {said}"
    assert places == sorted(places), said
    for one in filter(None, never.split(" | ")):
        assert not any(wanted(one).is_met(row) for row in rows), f"{one} is shown: {said}"
