"""A chat model as judge, through the real client against a server that is honest, lies, stalls, fails or breaks off."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from assistant.engines.llm import load_model
from assistant.errors import ModelReplyError, ModelTimeout
from assistant.judge.chat import MOST, ChatJudge
from assistant.judge.judging import judged
from tests.assistant.chat_server import ChatServer, chat_server
from tests.assistant.judge.made_statements import FALSE, MEDIANS, RASH, SKIN, TRUE, asked, honest, replying, statement

pytest.importorskip("langchain_openai")

ALL = [statement(TRUE), statement(FALSE), statement(SKIN, RASH)]


def judge_at(server: ChatServer, **options: Any) -> ChatJudge:
    return ChatJudge(load_model("openai:judge", url=server.url, **{"timeout": 5, **options}))


def test_all_claims_are_judged_in_one_call() -> None:
    """One request holds every claim, the controls among them, each with its evidence, abbreviations and design."""
    with chat_server("stream", replying(honest)) as server:
        told = judged(judge_at(server), ALL)
        (body,) = server.requests
    assert [one.verdict for one in told.opinions] == ["supported", "not_enough", "supported"]
    assert told.opinions[0].words == (MEDIANS.rstrip("."),)
    assert len(asked(body)) == len(ALL) + 2
    text = str(body["messages"][-1]["content"])
    assert "PFS = progression-free survival" in text
    assert "Study design: randomized trial" in text


def test_a_judge_that_quotes_what_is_not_there_decides_nothing() -> None:
    """Words of its own invention, and words of another claim's evidence only."""
    for words in ("osimertinib cured them all", "We enrolled nobody at all"):
        with chat_server("stream", replying(lambda quote, claim, words=words: (words, "SUPPORTED"))) as server:
            assert {one.verdict for one in judge_at(server).judge(ALL)} == {"not_enough"}


def test_a_judge_that_agrees_with_all_is_told() -> None:
    """Real words and SUPPORTED for everything: the controls give it away, and the note says so."""
    with chat_server("stream", replying(lambda quote, claim: (quote, "SUPPORTED"))) as server:
        told = judged(judge_at(server), ALL)
    assert {one.verdict for one in told.opinions} == {"not_enough"}
    assert "openai:judge" in told.note


def test_a_judge_that_lies_is_held_by_the_hard_checks() -> None:
    """It calls the false claims supported and not the controls: a number that is nowhere is still vetoed."""
    invented = TRUE.replace("17.2", "27.2")

    def lie(quote: str, claim: str) -> tuple[str, str]:
        return (quote, "SUPPORTED") if claim == invented else (quote, "NOT ENOUGH")

    with chat_server("stream", replying(lie)) as server:
        (told,) = judged(judge_at(server), [statement(invented)]).opinions
    assert told.verdict == "not_enough"


@pytest.mark.parametrize("mode", ["silent", "drip", "500", "401", "page"])
def test_a_judge_that_stalls_or_fails_is_a_note(mode: str) -> None:
    """Nothing is supported, the note names the judge, and the time limit of the settings holds."""
    with chat_server(mode) as server:
        told = judged(judge_at(server, timeout=0.6), ALL)
    assert {one.verdict for one in told.opinions} == {"not_enough"}
    assert "openai:judge" in told.note


def test_what_is_complete_of_a_broken_reply_counts() -> None:
    """Cut off at its limit in the last line, the reply's whole lines are read, and the rest is not enough."""
    with chat_server("cut", replying(honest)) as server:
        told = judge_at(server).judge(ALL)
    assert [one.verdict for one in told] == ["supported", "not_enough", "not_enough"]


@pytest.mark.parametrize(("reply", "error"), [("I would rather not say.", ModelReplyError), ("", ModelReplyError)])
def test_a_reply_without_a_verdict_is_an_error(reply: str, error: type[Exception]) -> None:
    """It is raised with the judge's name, for whoever asked."""
    with chat_server("stream", reply) as server, pytest.raises(error, match="openai:judge"):
        judge_at(server).judge(ALL)


def test_a_silent_judge_is_a_timeout() -> None:
    """The error is the one of the writer's calls."""
    with chat_server("silent") as server, pytest.raises(ModelTimeout):
        judge_at(server, timeout=0.5).judge(ALL)


def test_a_call_that_is_called_off_supports_nothing() -> None:
    """Once the event is set, every opinion is not enough, without an error."""
    cancel = threading.Event()
    cancel.set()
    with chat_server("stream", replying(honest)) as server:
        assert {one.verdict for one in judge_at(server).judge(ALL, cancel)} == {"not_enough"}


def test_what_identifies_is_not_sent() -> None:
    """A claim with a person's name in it is left out of the call and stays not enough; the others are judged."""
    from assistant.engines.scrub import scrub

    named = statement("Margaret Thatcherson went 17.2 months without progression.")
    with chat_server("stream", replying(honest)) as server:
        told = judge_at(server, scrub=scrub).judge([named, statement(TRUE)])
        assert "Thatcherson" not in str(server.requests)
    assert [one.verdict for one in told] == ["not_enough", "supported"]


def test_more_than_a_call_holds_is_not_judged() -> None:
    """The statements beyond the limit are not enough, and are not sent."""
    with chat_server("stream", replying(honest)) as server:
        told = judge_at(server).judge([statement(TRUE)] * (MOST + 3))
        assert len(asked(server.requests[0])) == MOST
    assert [one.verdict for one in told[MOST:]] == ["not_enough"] * 3
