"""The verifier, where one ships: its folder is complete and honest, and it can be asked from several threads."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from assistant.engines.cross_encoder import GRAPH, ModelFacts, model_folder, shipped
from assistant.engines.judge import Shipped, load_judge
from assistant.engines.telling import ROOM, telling
from assistant.errors import ModelUnavailable
from assistant.verify.judge_vote import load_vote
from assistant.verify.verify import verify_claim

FOLDER = model_folder("verifier")
SHIPS = pytest.mark.skipif(not FOLDER.is_dir(), reason="no verifier ships: it has not lifted every set yet")
EVIDENCE = "Ticagrelor lowered the rate of stent thrombosis. Bleeding was as common in both groups."


@SHIPS
def test_the_card_tells_the_model_apart() -> None:
    """The card bears the hash of the weights beside it, and names data, licenses, figures and limits."""
    facts = msgspec.json.decode((FOLDER / "model.json").read_bytes(), type=ModelFacts)
    card = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert hashlib.sha256((FOLDER / GRAPH).read_bytes()).hexdigest() == facts.sha256
    for wanted in (
        facts.sha256,
        "## Data",
        "CC BY-SA 4.0",
        "## Recipe",
        "## Figures",
        "checks and verifier",
        "## Limits",
    ):
        assert wanted in card, wanted


@SHIPS
def test_a_model_is_small() -> None:
    """Its whole folder is well under 24 MB, so that the wheel stays one that people download."""
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 24_000_000


@SHIPS
def test_the_default_judge_is_the_one_that_ships() -> None:
    """An empty name loads it, once."""
    judge = load_judge("")
    assert isinstance(judge, Shipped)
    assert load_judge("") is judge


def test_what_does_not_ship_is_none() -> None:
    """A name without a folder is no model and no error."""
    assert shipped("no such model") is None


@SHIPS
def test_one_answer_from_every_thread() -> None:
    """Asked from four threads, the same pair has the same probabilities, which add up to one."""
    judge = load_judge("")
    assert judge is not None
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda _: judge.judge(EVIDENCE, "Stents clotted less often."), range(8)))
    assert set(told) == {told[0]}
    assert sum(told[0]) == pytest.approx(1.0, abs=1e-4)


@SHIPS
def test_a_free_claim_shows_the_vote_of_the_model_that_ships() -> None:
    """By default the last check of a freely worded claim is the judge's; a name turns it off."""
    claim = "Fewer people had a clot in their stent."
    assert verify_claim(claim, EVIDENCE).checks[-1].name == "nli"
    assert verify_claim(claim, EVIDENCE, nli="none").checks[-1].name != "nli"


@SHIPS
def test_the_vote_says_what_it_was_fitted_on() -> None:
    """Its weights are data with their provenance, a row for each label."""
    vote = load_vote()
    assert vote is not None
    assert "claims of" in vote.fitted_on
    assert {len(row) for row in vote.weights} == {len(vote.signs)}


@SHIPS
def test_a_statement_on_a_genotype_is_left_to_the_checks() -> None:
    """The verifier cannot read genotypes, so it is not asked."""
    verdict = verify_claim("Genotype TT is associated with increased bleeding.", EVIDENCE)
    assert "nli" not in {check.name for check in verdict.checks}


def test_a_judge_that_cannot_run_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the embedding model's files are gone, the checks stand alone and the verdict says why; a judge asked for by
    name is an error instead."""

    def gone(name: str) -> None:
        raise ModelUnavailable(f"no files for {name!r}")

    monkeypatch.setattr("assistant.verify.verify.load_judge", gone)
    verdict = verify_claim("Fewer people had a clot in their stent.", EVIDENCE)
    assert verdict.checks[-1].passed is None
    assert "Not asked: no files" in verdict.checks[-1].reason
    with pytest.raises(ModelUnavailable):
        verify_claim("Fewer people had a clot in their stent.", EVIDENCE, nli="some-model")


def test_the_telling_sentences_fit_and_keep_their_order() -> None:
    """The sentences that share words with the claim are kept in the order of the text, within their room."""
    filler = "Nothing of the kind was seen in any of the other groups at all. " * 20
    text = f"Stents clotted less often with it. {filler}Bleeding was as common. Stents were of two makes."
    chosen = telling("Did stents clot less often?", text)
    assert chosen.index("Stents clotted") < chosen.index("Stents were")
    assert len(chosen) <= ROOM
    assert telling("Anything?", "") == ""
