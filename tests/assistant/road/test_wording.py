"""A model's own words reach the reader only past the checks or a judge; its quotes reach the reader all the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, Assistant
from tests.assistant.chat_server import ChatServer, chat_server
from tests.assistant.made_records import article
from tests.assistant.road.scripted import Judging, agrees, first_quote, honest, invents, judged, keys, part

pytest.importorskip("langchain_openai")

QUESTION = "Is osimertinib better than gefitinib in EGFR-mutated lung cancer?"
MEDIANS = "Median progression-free survival was 17.2 months with osimertinib and 9.8 months with gefitinib."
LONGER = "Osimertinib prolonged progression-free survival compared with gefitinib in EGFR-mutated lung cancer."
HARM = "Grade 3 or higher adverse events occurred in 34% of patients given osimertinib and in 45% given gefitinib."
TRUE = {
    MEDIANS: "Half of those on osimertinib had no progression for 17.2 months; on gefitinib it was 9.8.",
    LONGER: "It took more time until EGFR-mutated lung cancer grew again when osimertinib was the drug.",
    HARM: "Severe harm was met less often when osimertinib was given, 34% against 45%.",
}
FALSE = {
    MEDIANS: "Those who got gefitinib went 17.2 months without progression, and on osimertinib it was 19.4.",
    LONGER: "Nobody with this cancer ever died of it once erlotinib had been added.",
    HARM: "Severe harm was met in 84% of those who took osimertinib.",
}
SUMMED = {
    "BOTTOM LINE": "Osimertinib held EGFR-mutated lung cancer back for longer than gefitinib did. [F1][F2]",
    "AGREEMENT": "The gain in time and the rate of severe harm point the same way. [F2][F3]",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One trial, and a record of something else."""
    from ingest.library.library import Library

    path = tmp_path_factory.mktemp("worded") / "library"
    text = (
        f"We assigned 412 adults with EGFR-mutated lung cancer to osimertinib or gefitinib. {MEDIANS} {LONGER} {HARM}"
    )
    with Library.open(path, create=True) as made, made.writing() as writer:
        writer.store([article("94000001", "Osimertinib or gefitinib in EGFR-mutated lung cancer", text)], "test")
    return path


def writes(body: dict[str, Any], said: dict[str, str]) -> str:
    (key,) = keys(body)
    return "\n\n".join(f"> {key} | {quote}\n- {sentence}" for quote, sentence in said.items())


@contextmanager
def asked(
    library: Path, said: dict[str, str], judging: Judging | None, summed: dict[str, str] | None = None, **changes: Any
) -> Iterator[tuple[Answer, ChatServer]]:
    """The answer by a model of three parts; without `judging` it says nothing of use when it is to judge."""

    def reply(body: dict[str, Any]) -> str:
        role = part(body)
        if role == "write":
            return writes(body, said)
        if role == "sum up":
            return "\n".join(f"{name}: {text}" for name, text in (summed or {}).items()) or "Nothing to add."
        return judged(body, judging) if judging else "I would rather not say."

    settings = {"model": "openai:test", "audit": False, "model_timeout": 3.0, **changes}
    with (
        chat_server("stream", reply) as server,
        Assistant.open(library=library, model_url=server.url, **settings) as assistant,
    ):
        yield assistant.ask(QUESTION), server


def worded(answer: Answer) -> set[str]:
    return {claim.wording for claim in answer.claims} - {""}


def test_with_true_sentences_every_finding_reaches_the_reader(library: Path) -> None:
    """An honest model and judge: each quote is a finding, each sentence stands above its own, in three calls."""
    true = set(TRUE.values()) | {text.partition(" [")[0] for text in SUMMED.values()}
    with asked(library, TRUE, honest(true), SUMMED) as (answer, server):
        pass
    assert [(claim.text, claim.wording) for claim in answer.claims] == list(TRUE.items())
    assert all(claim.judged_by in ("checks", "openai:test") for claim in answer.claims)
    assert [part(body) for body in server.requests] == ["write", "sum up", "judge"]
    assert answer.dropped == 0
    assert answer.summary is not None
    assert [(one.part, one.findings) for one in answer.summary.sentences] == [
        ("bottom line", (1, 2)),
        ("agreement", (2, 3)),
    ]
    assert (answer.summary.model, answer.summary.judge) == ("openai:test", "openai:test")


def test_false_sentences_leave_their_quotes(library: Path) -> None:
    """An honest judge: no false sentence is shown, every quote is, and the reader is told."""
    with asked(library, FALSE, honest(set())) as (answer, server):
        pass
    assert [claim.text for claim in answer.claims] == list(FALSE)
    assert worded(answer) == set()
    assert [note for note in answer.notes if note.startswith("Not shown: 3 sentences of openai:test")]
    assert len(server.requests) <= 3


@pytest.mark.parametrize(
    "judging",
    [
        agrees,
        invents,
        lambda claim, evidence: ("SUPPORTED" if claim in FALSE.values() else "NOT ENOUGH", first_quote(evidence)),
        lambda claim, evidence: ("PERHAPS", first_quote(evidence)),
        None,
    ],
    ids=["agrees with all", "words that stand nowhere", "supports what is false", "no verdict", "says nothing"],
)
def test_a_bad_judge_carries_no_changed_fact(library: Path, judging: Judging | None) -> None:
    """Whatever a judge says, a changed figure or drug is not shown, and the quotes are."""
    with asked(library, FALSE, judging, SUMMED) as (answer, _):
        pass
    assert [claim.text for claim in answer.claims] == list(FALSE)
    assert worded(answer) == set()


@pytest.mark.parametrize("judging", [agrees, invents, None], ids=["agrees with all", "words nowhere", "says nothing"])
def test_a_judge_that_does_not_read_is_told(library: Path, judging: Judging | None) -> None:
    """A judge that supports everything, or whose words stand nowhere, carries nothing at all, and a note says so."""
    with asked(library, TRUE, judging, SUMMED) as (answer, _):
        pass
    assert {claim.judged_by for claim in answer.claims} <= {"", "checks"}
    assert answer.summary is None
    assert answer.notes


@pytest.mark.parametrize("mode", ["silent", "dies", "500", "malformed", "drip"])
def test_a_judge_that_fails_costs_the_wording_only(library: Path, mode: str) -> None:
    """A second model that stalls, breaks off or refuses: the quotes stand, and one note names it."""
    with (
        chat_server(mode) as other,
        asked(library, TRUE, None, SUMMED, judge="openai:other", judge_url=other.url, model_timeout=1.5) as (answer, _),
    ):
        pass
    assert [claim.text for claim in answer.claims] == list(TRUE)
    assert {claim.judged_by for claim in answer.claims} <= {"", "checks"}
    assert answer.summary is None
    assert any("openai:other" in note for note in answer.notes)


def test_another_model_may_judge_the_first(library: Path) -> None:
    """A judge with a server of its own gets the sentences with their evidence, and neither question nor records."""
    with (
        chat_server("stream", lambda body: judged(body, honest(set(TRUE.values())))) as other,
        asked(library, TRUE, None, judge="openai:other", judge_url=other.url) as (answer, server),
    ):
        pass
    assert {claim.judged_by for claim in answer.claims} <= {"checks", "openai:other"}
    assert worded(answer) == set(TRUE.values())
    assert [part(body) for body in server.requests] == ["write", "sum up"]
    assert answer.usage.calls == len(server.requests) + len(other.requests) == 3
    assert QUESTION not in str(other.requests)


def test_without_a_judge_no_free_words_are_shown(library: Path) -> None:
    """With the judge turned off there is one call, the quotes are the answer, and a note says what is missing."""
    with asked(library, FALSE, agrees, SUMMED, judge="none") as (answer, server):
        pass
    assert worded(answer) == set()
    assert answer.summary is None
    assert len(server.requests) == 1
    assert "There is no judge: no sentence in free words and no synthesis is shown." in answer.notes


def test_the_synthesis_may_be_turned_off(library: Path) -> None:
    """Without it there is one call less."""
    with asked(library, TRUE, honest(set(TRUE.values())), SUMMED, synthesis=False) as (answer, server):
        pass
    assert answer.summary is None
    assert [part(body) for body in server.requests] == ["write", "judge"]


BAD_SUMS = {
    "no finding named": "Osimertinib held the cancer back for longer.",
    "a finding that is not there": "Osimertinib held the cancer back for longer. [F9]",
    "a figure of its own": "Osimertinib held the cancer back for 7.4 months more than gefitinib. [F1]",
    "a drug of its own": "Afatinib held the cancer back for as long as osimertinib. [F1]",
    "a recommendation": "Osimertinib should be given first. [F2]",
    "an absence": "No trial has been done in children. [F2]",
    "a wrong count": "Three trials agree that osimertinib held the cancer back. [F1][F2]",
    "a gap in place of a finding": "Osimertinib held the cancer back for longer. [G1]",
}


@pytest.mark.parametrize("bad", BAD_SUMS)
def test_a_synthesis_may_say_no_more_than_its_findings(library: Path, bad: str) -> None:
    """Even where the judge supports it, a sentence that breaks a rule falls and is counted; the others stand."""
    good = SUMMED["BOTTOM LINE"]
    supported = {text.partition(" [")[0] for text in (good, BAD_SUMS[bad])}
    with asked(library, TRUE, honest(supported), {"BOTTOM LINE": good, "AGREEMENT": BAD_SUMS[bad]}) as (answer, _):
        pass
    assert answer.summary is not None
    assert [one.text for one in answer.summary.sentences] == [good.partition(" [")[0]]
    assert answer.summary.dropped == 1


def test_every_door_marks_the_synthesis(library: Path) -> None:
    """Markdown, the chat, the report and JSON say whose words they are, who judged them, and how many fell."""
    from assistant.doors.chat.cards import answer_html
    from assistant.report.render import full_markdown, full_report

    good = SUMMED["BOTTOM LINE"].partition(" [")[0]
    with asked(library, TRUE, honest({good, TRUE[LONGER]}), SUMMED | {"PATIENT": "All."}) as (answer, _):
        pass
    for shown in (
        answer.to_markdown(),
        answer_html(answer, 1),
        full_report(answer),
        full_markdown(answer),
    ):
        assert "Synthesis by openai:test, judged by itself; 1 sentence left out" in shown
        assert good in shown
        assert TRUE[LONGER] in shown
        assert LONGER in shown
        assert "worded by the writer" in shown
    assert list(answer.to_dict()["summary"]["sentences"][0]["findings"]) == [1, 2]
