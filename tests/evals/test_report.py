"""The report and its comparison with a baseline: what makes `./run eval` fail, and what does not."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from evals.report import Fault, Figure, Options, Report, accept, compare, finish, joined, table
from evals.stats import Interval


def report(value: float, *, n: int = 100, name: str = "retrieval", better: str = "higher") -> Report:
    figure = {"set": "small", "leg": "words", "measure": "nDCG@10", "better": better}
    figure["value"] = {"value": value, "low": value - 0.05, "high": value + 0.05, "n": n}
    return Report(name, (msgspec.convert(figure, Figure),), ({"set": "small", "question": "q1", "nDCG@10": value},))


def options(folder: Path, *, accept: bool = False) -> Options:
    return Options(out=folder / "results", baselines=folder / "baseline", accept=accept)


def test_a_figure_within_the_interval_has_not_fallen(tmp_path: Path) -> None:
    """0.56 after 0.60 +- 0.05 is noise."""
    accept(report(0.60), tmp_path)
    assert compare(report(0.56), tmp_path) == ([], [])


def test_a_figure_below_the_interval_fails_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0.50 after 0.60 +- 0.05 is a fall: exit code 1, and the line names set, leg, measure and both values."""
    assert finish(report(0.60), options(tmp_path, accept=True)) == 0
    assert finish(report(0.50), options(tmp_path)) == 1
    assert "FELL: small, words, nDCG@10: 0.500, the baseline is 0.600 [0.550, 0.650]" in capsys.readouterr().out


def test_a_figure_that_should_be_low_falls_upward(tmp_path: Path) -> None:
    """For a rate of errors, more is worse, and less is never a fall."""
    accept(report(0.20, better="lower"), tmp_path)
    assert len(compare(report(0.30, better="lower"), tmp_path)[0]) == 1
    assert compare(report(0.05, better="lower"), tmp_path)[0] == []


def test_a_figure_that_is_only_shown_never_falls(tmp_path: Path) -> None:
    """Timings depend on the machine: they stand in the table and are not compared."""
    accept(report(0.60, better=""), tmp_path)
    assert compare(report(0.10, better=""), tmp_path) == ([], [])


def test_other_questions_are_not_compared_and_that_is_said(tmp_path: Path) -> None:
    """A run over fewer questions is another figure."""
    accept(report(0.60), tmp_path)
    falls, remarks = compare(report(0.10, n=7), tmp_path)
    assert falls == []
    assert remarks == ["1 figures stand on other questions than the baseline's and were not compared"]


def test_accepting_one_set_keeps_the_others(tmp_path: Path) -> None:
    """A quick run's baseline does not wipe out that of the large sets."""
    accept(report(0.60), tmp_path)
    other = Figure("scifact", "words", "nDCG@10", Interval(0.7, 0.65, 0.75, 809))
    stored = json.loads(accept(Report("retrieval", (other,)), tmp_path).read_text())
    assert [figure["set"] for figure in stored["figures"]] == ["small", "scifact"]


def test_a_fault_fails_the_run_unless_the_baseline_knows_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A known one passes, another question's fails and is named, whatever the figures."""
    faulty = [Report("answers", report(0.6).figures, faults=(Fault("small", name),)) for name in ("q1", "q2")]
    assert finish(faulty[0], options(tmp_path, accept=True)) == 0
    assert finish(faulty[0], options(tmp_path)) == 0
    assert finish(faulty[1], options(tmp_path)) == 1
    assert "NEW FAULT: small, q2" in capsys.readouterr().out


def test_accepting_one_set_keeps_the_faults_of_the_others(tmp_path: Path) -> None:
    """A set that was run again and has none left has none; a set that was not run keeps its own."""
    both = Report("answers", report(0.6).figures, faults=(Fault("small", "q1"), Fault("large", "q2")))
    accept(both, tmp_path)
    stored = json.loads(accept(Report("answers", report(0.6).figures), tmp_path).read_text())
    assert stored["faults"] == [{"set": "large", "id": "q2"}]


def test_reports_are_joined_in_order() -> None:
    """Figures, rows, notes and faults of both stand in one report of another name."""
    one, other = report(0.4), Report("x", report(0.6).figures, notes=("n",), faults=(Fault("small", "q1"),))
    made = joined("answers", [one, other])
    assert [figure.value.value for figure in made.figures] == [0.4, 0.6]
    assert (made.name, made.rows, made.notes, made.faults) == ("answers", one.rows, ("n",), other.faults)


def test_a_first_run_has_nothing_to_fall_from(tmp_path: Path) -> None:
    """Without a baseline the run passes and says how to make one."""
    assert compare(report(0.5), tmp_path) == ([], ["no baseline yet for retrieval: --accept makes one"])


def test_results_are_written_as_json_rows_and_plot(tmp_path: Path) -> None:
    """Figures for programs, a line per question, and a picture."""
    assert finish(report(0.60), options(tmp_path)) == 0
    folder = tmp_path / "results"
    assert json.loads((folder / "retrieval.json").read_text())["figures"][0]["value"]["n"] == 100
    assert json.loads((folder / "retrieval.rows.jsonl").read_text()) == {
        "set": "small",
        "question": "q1",
        "nDCG@10": 0.6,
    }
    assert (folder / "retrieval.png").read_bytes().startswith(b"\x89PNG")


def test_the_table_stars_the_best_leg() -> None:
    """Legs down, measures across; the best of a measure carries the star."""
    worse, best = report(0.4).figures[0], report(0.6).figures[0]
    shown = table(Report("retrieval", (worse, Figure("small", "fused", "nDCG@10", best.value))))
    words, fused = shown.splitlines()[-2:]
    assert words.endswith("0.400 [0.350, 0.450]")
    assert fused.endswith("0.600 [0.550, 0.650]*")
