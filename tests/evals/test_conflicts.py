"""The evaluation of conflicts runs on a fresh clone, and counts as it says."""

from __future__ import annotations

from evals.conflicts import conflict_shown, passage_side, run
from evals.report import Options


def test_runs_on_its_own_pairs() -> None:
    """Without the shared data there are figures and a row for each claim."""
    report = run(Options(quick=True))
    assert {figure.set for figure in report.figures} == {"own"}
    shown = {figure.leg: figure.value for figure in report.figures if figure.measure == "both sides shown"}
    assert shown["findings"].n == sum(row.get("opposite", False) for row in report.rows)
    assert shown["claims"].n == sum(row.get("two-sided", False) for row in report.rows)
    assert shown["findings"].value == 1.0


def test_the_clearest_side_of_a_passage_counts() -> None:
    """One opposing sentence makes the passage oppose, whatever stands beside it."""
    passage = "Drug A was given to adults with stroke. Drug A did not reduce the risk of stroke in adults."
    assert passage_side("Drug A reduced the risk of stroke in adults.", passage) == "opposes"


def test_a_disagreement_is_one_only_between_opposites() -> None:
    """A finding against its opposite is shown with both sides; against itself reworded it is not."""
    finding = "Drug A reduced the risk of stroke in adults with atrial fibrillation."
    assert conflict_shown(finding, finding.replace("reduced", "did not reduce"))
    assert not conflict_shown(finding, finding.replace("reduced", "lowered"))
