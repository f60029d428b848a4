"""The evaluation of markers as questions name them."""

from __future__ import annotations

from evals.measure.search import markers
from evals.report import Options


def test_both_sets_are_measured_by_halves() -> None:
    """At least 60 sentences and 120 strings; rows carry ids and labels alone."""
    report = markers.run(Options(quick=True))
    assert sum(row["id"].startswith("AM") for row in report.rows) >= 60
    assert sum(row["id"].startswith("GW") for row in report.rows) >= 120
    assert {figure.set.split(":")[0] for figure in report.figures} == {"tune", "held"}
    assert all(set(row) == {"id", "part", "label", "read"} for row in report.rows)
