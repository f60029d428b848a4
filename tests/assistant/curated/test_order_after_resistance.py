"""The table of orders: behind a resistance variant, what still works stands first and what fails stands last."""

from __future__ import annotations

import json
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


@pytest.mark.parametrize("driver", ["L858R", "exon 19 deletion"])
def test_what_works_on_a_resistance_is_not_held_open_for_the_driver(driver: str) -> None:
    """Evidence on the driver leaves what came upon it open; evidence on that leaves the driver open for no drug."""
    variants = [{"gene": "EGFR", "notation": one} for one in (driver, "T790M")]
    case = {"conditions": ["non-small cell lung cancer"], "variants": variants, "prior_therapies": ["erlotinib"]}
    rows = shown("Which drug next?", json.dumps(case))
    on_driver = [row.limit for row in rows if row.fact.biomarker == "EGFR L858R OR EGFR Exon 19 Deletion"]
    assert any("says nothing of EGFR T790M" in limit for limit in on_driver)
    assert any(
        row.fact.biomarker == "EGFR T790M" and not row.aside and "rociletinib" in row.fact.therapies for row in rows
    )
    assert not any(f"says nothing of EGFR {driver}" in row.limit for row in rows)
