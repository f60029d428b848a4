"""How judges are measured: scripted ones on our own rows, what is not configured, and the fitting of a real model."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.engines.pair_reader import load_pair_reader
from assistant.judge.judging import judged
from assistant.judge.thresholds import thresholds_path
from evals.material.judged_rows import judged_rows, labeled_claims
from evals.material.scripted_judges import ScriptedJudge
from evals.measure.claim.judges import measure_judges
from evals.report import Options
from tests.assistant.judge.test_attribution import made_model


def test_a_perfect_judge_passes_no_false_sentence() -> None:
    """On our own rows, which the vetoes leave alone where they are true: all true ones pass and no other."""
    rows = judged_rows("own")
    told = judged(ScriptedJudge(rows), [row.statement for row in rows]).opinions
    assert {one.verdict for one, row in zip(told, rows, strict=True) if row.truth} == {"supported"}
    assert "supported" not in {one.verdict for one, row in zip(told, rows, strict=True) if not row.truth}


def test_a_judge_is_wrong_as_often_as_it_should_be() -> None:
    """The share is of the seed's draw; the same seed draws the same."""
    rows = judged_rows("own")
    judge, again = (ScriptedJudge(rows, wrong=0.5, seed=3) for _ in range(2))
    statements = [row.statement for row in rows]
    assert judge.judge(statements) == again.judge(statements)
    wrong = [
        one.verdict == "supported" for one, row in zip(judge.judge(statements), rows, strict=True) if not row.truth
    ]
    assert 0 < sum(wrong) < len(wrong)


def test_what_was_not_run_is_said() -> None:
    """Without a judge in the settings the scripted legs and the checks are there, and a note names the rest."""
    found = measure_judges(Options(quick=True))
    assert {figure.leg for figure in found.figures if figure.measure == "true ones passed"} == {
        "checks",
        "a perfect judge",
        "a judge wrong in 10%",
    }
    assert "no judge that reads was run" in found.notes[0]
    assert all("text" not in row for row in found.rows)


def test_nothing_is_fitted_without_a_model() -> None:
    """Asked to fit with no model named, the report says what is needed."""
    assert "nothing was fitted" in measure_judges(Options(quick=True, fit=True)).notes[1]


@pytest.mark.data
def test_a_model_is_fitted_on_labeled_claims(
    shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model made here reads labeled claims; its thresholds are kept by its name, and it is measured as a leg."""
    few = labeled_claims("tune")[:24]
    monkeypatch.setattr("evals.measure.claim.judges.labeled_claims", lambda part: few)
    load_pair_reader.cache_clear()
    folder = made_model(tmp_path, {0: "contradiction", 1: "entailment", 2: "neutral"}, leans_to=1)
    monkeypatch.setenv("VOUCH_JUDGE", str(folder))
    found = measure_judges(Options(quick=True, fit=True))
    assert f"fitted {folder} on 24 claims" in found.notes[0]
    assert str(folder) in thresholds_path().read_text(encoding="utf-8")
    assert str(folder) in {figure.leg for figure in found.figures}
