"""Vouch's own small judge: the model that ships, on sentences written for these tests."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from assistant.engines.cross_encoder import shipped
from assistant.errors import ModelUnavailable
from assistant.judge import retelling
from assistant.judge.claims import verify_claim
from assistant.judge.judging import judged
from assistant.judge.load import OWN, load_judge
from assistant.judge.retelling import MODEL, RetellingJudge, as_read, chances
from tests.assistant.judge.made_statements import MEDIANS, RASH, RECORD, statement

RETOLD = "Median progression-free survival reached 17.2 months in those given osimertinib, against 9.8 with gefitinib."
TURNED = "Median progression-free survival reached 17.2 months in those given gefitinib, against 9.8 with osimertinib."


def test_the_name_vouch_is_the_judge_that_ships() -> None:
    """`judge: vouch` needs no other model and no network."""
    judge = load_judge(OWN)
    assert isinstance(judge, RetellingJudge)
    assert judge.name == "vouch"


def test_a_retelling_is_supported_by_the_words_of_its_quote() -> None:
    """What decides is the quote, which stands in the record, so that the opinion holds against the evidence."""
    (told,) = judged(RetellingJudge(), [statement(RETOLD)]).opinions
    assert told.verdict == "supported"
    assert told.words == (MEDIANS,)


@pytest.mark.parametrize(
    "text",
    [
        TURNED,
        "Osimertinib cured the patients.",
        "Gefitinib should be preferred to osimertinib in every patient with lung cancer.",
        "Osimertinib prolonged overall survival from 9.8 to 17.2 months.",
    ],
)
def test_a_sentence_with_a_fault_is_not_supported(text: str) -> None:
    """Arms exchanged, a cure, a recommendation, another outcome: none stands above its quote."""
    (told,) = judged(RetellingJudge(), [statement(text)]).opinions
    assert told.verdict == "not_enough"


def test_it_never_contradicts() -> None:
    """What it does not take for a retelling may be true: it says nothing of it."""
    told = RetellingJudge().judge([statement(TURNED), statement("The weather was fine.")])
    assert {one.verdict for one in told} == {"not_enough"}


def test_a_turned_sentence_is_less_likely_than_the_true_one() -> None:
    """The arms are read, not only the words, which are the same."""
    model = shipped(MODEL)
    assert model is not None
    true, turned = chances(model, [statement(RETOLD), statement(TURNED)])
    assert true > turned


def test_nothing_is_read_once_it_was_called_off() -> None:
    """A cancelled answer does not wait for the model."""
    cancel = threading.Event()
    cancel.set()
    (told,) = RetellingJudge().judge([statement(RETOLD)], cancel)
    assert told.verdict == "not_enough"
    assert "called off" in told.reason


def test_the_quotes_own_sentence_is_read_first_and_once() -> None:
    """Then abbreviations and what stands around, since the window cuts the end."""
    read = as_read(statement(RETOLD, "17.2 months with osimertinib"))
    assert read.startswith(MEDIANS)
    assert read.count(MEDIANS) == 1
    assert read.index("PFS: progression-free survival.") < read.index(RASH)


def test_an_installation_without_the_model_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A clear line with the cure, in place of a judge that cannot read."""
    monkeypatch.setattr(retelling, "shipped", lambda name: None)
    with pytest.raises(ModelUnavailable, match="install Vouch again"):
        load_judge(OWN)


def test_a_free_wording_is_read_when_somebody_brings_it_with_its_evidence() -> None:
    """The verdict on a claim says who read it, and how sure that was."""
    verdict = verify_claim(RETOLD, RECORD)
    assert verdict.label == "supported"
    assert verdict.checks[-1].name in ("reading", "meaning")


def test_a_close_wording_needs_no_reader() -> None:
    """The record's own sentence is supported by the checks alone."""
    verdict = verify_claim(MEDIANS, RECORD)
    assert verdict.label == "supported"
    assert "reading" not in {check.name for check in verdict.checks}
