"""The evaluation of designs runs on a fresh clone, over labels that are whole."""

from __future__ import annotations

from assistant.knowledge.tables import rows
from evals.measure.search.designs import group_of, labeled_designs, run
from evals.report import Options


def test_runs_on_the_digests_alone() -> None:
    """Without the corpus the starter digests are read, and the report says what is missing."""
    report = run(Options(quick=True))
    assert len(report.rows) == sum(row["library"] == "starter" for row in labeled_designs())
    assert "not read" in report.notes[0]


def test_every_design_has_a_group_and_every_label_is_one() -> None:
    """Each design that the table of rules can give is in a group, and labels are groups."""
    groups = {group_of(row[2]) for row in rows("designs")}
    named = {name for row in labeled_designs() for name in row["design"].split(" | ")}
    assert groups | named <= {group for group, _, _ in rows("design_groups")}


def test_what_is_held_is_not_learned_from() -> None:
    """No record is in both parts, the held one has a hundred, and one in six at most has two labels."""
    labeled = labeled_designs()
    held = [row for row in labeled if row["part"] == "held"]
    assert len({row["pmid"] for row in labeled}) == len(labeled)
    assert len(held) == 100
    assert sum("|" in row["design"] for row in held) <= len(held) / 6
