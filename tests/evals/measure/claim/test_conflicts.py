"""The evaluation of conflicts runs on a fresh clone, and counts as it says."""

from __future__ import annotations

from itertools import pairwise

from assistant.conflicts.sides_taken import Leaning
from evals.measure.claim.conflict_curve import Pair, chosen, curve, shown_at
from evals.measure.claim.conflicts import conflict_shown, passage_side, run
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


def test_a_curve_falls_as_more_clearness_is_asked() -> None:
    """What is shown at a step was shown at every step before it, on both sides of the trade."""
    clear, unclear = Leaning("supports", 0.9), Leaning("opposes", 0.3)
    pairs = [Pair((clear,), (unclear,), True), Pair((clear,), (clear,), False), Pair((clear,), (unclear,), False)]
    points = curve("own", "claims", pairs, 0.5).points
    assert points[0] == (0.0, 1.0, 0.5)
    assert points[-1] == (1.0, 0.0, 0.0)
    assert all(one[1] >= two[1] and one[2] >= two[2] for one, two in pairwise(points))


def test_the_place_on_the_curve_keeps_what_is_accepted() -> None:
    """The chosen step shows most of those at which at most one agreeing pair in ten is shown wrongly."""
    clear = (Leaning("supports", 0.9),)
    pairs = [Pair(clear, (Leaning("opposes", 0.6),), True), *(Pair(clear, clear, False) for _ in range(8))]
    wrong = Pair(clear, (Leaning("opposes", 0.4),), False)
    assert chosen([[*pairs, wrong]]) == 0.6
    assert chosen([[*pairs, wrong, wrong]]) == 0.6
    assert not shown_at(wrong, 0.6)


def test_an_opposed_pair_counts_only_the_right_way_round() -> None:
    """Passages of which the supporting one is read as opposing do not show both sides."""
    supports, opposes = (Leaning("supports", 1.0),), (Leaning("opposes", 1.0),)
    assert shown_at(Pair(supports, opposes, True), 0.5)
    assert not shown_at(Pair(opposes, supports, True), 0.5)
    assert shown_at(Pair(opposes, supports, False), 0.5)
