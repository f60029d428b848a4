"""The state of a tumor's marker in a study, against the patient's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.fit.fit import fit, of_others, of_sentence
from assistant.records.answer import Concept
from ingest.knowledge.tables import read_table
from tests.assistant.made_records import article, query

ROWS = read_table(Path(__file__).parents[1] / "tables" / "marker_fit.tsv").rows


@pytest.mark.parametrize("row", ROWS, ids=[" / ".join(row[:3])[:90] for row in ROWS])
def test_a_marker_is_compared_as_the_study_says_it(row: Sequence[str]) -> None:
    """A study's people have the patient's state of a marker, another one, or nothing tells which."""
    own, title, text, status, source = row
    asked = query("Which drug?", Concept("disease", "cancer", own, origin="patient"))
    found = fit(article("1", title, text), asked, None).items
    assert next((one.status for one in found if one.aspect == "biomarker state"), "none") == status, source


def test_a_sentence_on_another_state_than_its_study_is_on_others() -> None:
    """Of a trial from 1% on, what was seen from 50% on is none of a tumor with 20%, and says so."""
    asked = query("Which drug?", Concept("disease", "cancer", "PD-L1 20% lung cancer", origin="patient"))
    whole = fit(article("1", "A trial in lung cancer with PD-L1 of at least 1%", "Patients lived longer."), asked, None)
    assert not of_others(whole)
    told = of_others(of_sentence("With PD-L1 of at least 50% patients lived longer.", whole, asked, None))
    assert [one.aspect for one in told] == ["biomarker state"]
