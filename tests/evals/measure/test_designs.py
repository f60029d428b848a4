"""The evaluation of designs runs on a fresh clone, over labels that are whole."""

from __future__ import annotations

from assistant.knowledge.tables import rows
from evals.material.data import SETS, fold
from evals.measure.designs import labeled_designs, run
from evals.report import Options


def test_runs_on_the_digests_alone() -> None:
    """Without the corpus the starter digests are read, and the report says what is missing."""
    report = run(Options(quick=True))
    assert len(report.rows) == sum(row["library"] == "starter" for row in labeled_designs())
    assert "not read" in report.notes[0]


def test_every_design_has_a_group_and_every_label_is_one() -> None:
    """Each design that the table of rules can give is in a group, and labels are groups."""
    groups = dict(line.split("\t") for line in (SETS / "design_groups.tsv").read_text("utf-8").splitlines()[1:])
    assert {row[2] for row in rows("designs")} <= groups.keys()
    named = {name for row in labeled_designs() for name in row["design"].split(" | ")}
    assert named <= {*groups.values()}


def test_the_halves_are_told_by_the_record() -> None:
    """200 records at least, and the half of each follows from its PMID."""
    labeled = labeled_designs()
    assert len(labeled) >= 200
    assert all(row["part"] == fold(row["pmid"]) for row in labeled)
