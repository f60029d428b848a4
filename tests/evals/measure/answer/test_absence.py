"""The rows of the replay of absences, and the measure over the starter library's rows."""

from __future__ import annotations

from pathlib import Path

from evals.material.data import SETS
from evals.material.questions import read_table
from evals.measure.answer.absence import absences
from ingest.library.library import Library

ROWS = read_table(SETS / "absence.tsv")


def test_the_set_is_large_enough_and_each_row_says_where_it_is_from() -> None:
    """Five hundred rows with a record that names the thing, one hundred things that are nowhere; no question twice."""
    assert sum(bool(row["record"]) for row in ROWS) >= 500
    assert sum(not row["record"] for row in ROWS) >= 100
    assert len({(row["library"], row["question"]) for row in ROWS}) == len(ROWS)
    assert all(row["source"] and row["question"] for row in ROWS)


def test_what_the_starter_library_names_otherwise_is_not_called_absent(starter_library: Path) -> None:
    """A brand, a notation, a hyphen: no absence; an invented gene: one."""
    with Library.open(starter_library) as library:
        for question in ("Tagrisso after T790M?", "Xeloda and D949V?"):
            assert absences(question, library)[1] == []
        assert absences("Do ZZTOP9 mutations matter?", library)[1] == ["ZZTOP9"]
