"""The evaluation of conflicts runs on a fresh clone, and counts as it says."""

from __future__ import annotations

from evals.conflicts import passage_side, run
from evals.report import Options


def test_runs_on_its_own_pairs() -> None:
    """Without the shared data there are figures and a row for each claim."""
    report = run(Options(quick=True))
    assert {figure.set for figure in report.figures} == {"own"}
    shown = next(figure for figure in report.figures if figure.measure == "both sides shown")
    assert shown.value.n == sum(row["two-sided"] for row in report.rows)
    assert shown.value.value >= 0.7


def test_the_clearest_side_of_a_passage_counts() -> None:
    """One opposing sentence makes the passage oppose, whatever stands beside it."""
    passage = "Drug A was given to adults with stroke. Drug A did not reduce the risk of stroke in adults."
    assert passage_side("Drug A reduced the risk of stroke in adults.", passage) == "opposes"
