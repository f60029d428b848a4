"""Models trained to judge one claim a call: Med-V1's scale and MiniCheck's yes or no, through the real client."""

from __future__ import annotations

import pytest

from assistant.errors import ModelTimeout
from assistant.judge.chat import ChatJudge
from assistant.judge.load import load_judge
from assistant.judge.one_claim import OneClaimJudge
from tests.assistant.chat_server import chat_server
from tests.assistant.judge.made_statements import FALSE, MEDIANS, TRUE, statement

pytest.importorskip("langchain_openai")


@pytest.mark.parametrize(
    ("name", "yes", "no"),
    [
        (
            "openai:Med-V1-L3B",
            "<think>It says so.</think>\n<score>2</score>",
            "<think>A score of 2? No.</think><score>0</score>",
        ),
        ("openai:med-v1-q3b", "<score> 2 </score>", "<score>1</score>"),
        ("openai:bespoke-minicheck", "Yes", "No"),
    ],
)
def test_each_is_asked_in_its_own_form(name: str, yes: str, no: str) -> None:
    """One request a claim, the highest score or yes for support, and the quotes as the words that decide."""
    with chat_server("stream", lambda body: yes if TRUE in str(body["messages"]) else no) as server:
        judge = load_judge(name, url=server.url)
        assert isinstance(judge, OneClaimJudge)
        told = judge.judge([statement(TRUE), statement(FALSE)])
        assert len(server.requests) == 2
    assert [one.verdict for one in told] == ["supported", "not_enough"]
    assert told[0].words == (MEDIANS,)


def test_a_score_against_contradicts() -> None:
    """The lowest score is a contradiction; what is no score decides nothing."""
    for reply, verdict in (
        ("<score>-2</score>", "contradicted"),
        ("<score>7</score>", "not_enough"),
        ("?", "not_enough"),
    ):
        with chat_server("stream", reply) as server:
            judge = load_judge("openai:med-v1", url=server.url)
            assert judge is not None
            assert judge.judge([statement(TRUE)])[0].verdict == verdict


def test_a_server_that_hangs_is_waited_for_once() -> None:
    """The claims that were not asked yet are left, and the error is raised."""
    with chat_server("silent") as server:
        judge = load_judge("openai:med-v1", url=server.url, timeout=0.5)
        assert judge is not None
        with pytest.raises(ModelTimeout):
            judge.judge([statement(TRUE)] * 12)
        assert len(server.requests) <= 4


def test_other_names_are_asked_in_the_common_form() -> None:
    """A chat model without a form of its own judges all claims in one call; empty is the writer, "none" is none."""
    with chat_server("stream") as server:
        judge = load_judge("openai:gpt", url=server.url)
        assert isinstance(judge, ChatJudge)
        writer = load_judge("", writer=judge.model)
        assert isinstance(writer, ChatJudge)
        assert writer.model is judge.model
    assert load_judge("") is None
    assert load_judge("none", writer=judge.model) is None
