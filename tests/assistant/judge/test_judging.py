"""What is believed of a judge, whatever it says."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from assistant.errors import ModelTimeout
from assistant.judge.judging import judged
from assistant.records.judged import Opinion, Statement
from tests.assistant.judge.made_statements import FALSE, MEDIANS, SKIN, TRUE, statement

CONTROLLED = {TRUE, SKIN, FALSE}


class Scripted:
    """A judge that says of every statement what the script makes of it."""

    name = "scripted"

    def __init__(self, say: dict[str, Opinion] | Opinion | Exception) -> None:
        self.say = say
        self.asked: list[Statement] = []

    def judge(self, statements: Sequence[Statement], cancel: threading.Event | None = None) -> tuple[Opinion, ...]:
        self.asked += statements
        if isinstance(self.say, Exception):
            raise self.say
        if isinstance(self.say, Opinion):
            return (self.say,) * len(statements)
        return tuple(self.say.get(one.text, Opinion("not_enough")) for one in statements)


def supported(words: str = "17.2 months with osimertinib") -> Opinion:
    return Opinion("supported", (words,), "So it is.")


def test_a_judge_that_reads_is_believed() -> None:
    """Its opinion comes back with the words that decide, in the order asked, without the controls."""
    told = judged(Scripted({TRUE: supported()}), [statement(FALSE), statement(TRUE)])
    assert [one.verdict for one in told.opinions] == ["not_enough", "supported"]
    assert told.opinions[1].words == ("17.2 months with osimertinib",)
    assert told.note == ""


def test_two_controls_go_along_unseen() -> None:
    """The judge is asked of two sentences more, which are the same for the same statements."""
    judges = [Scripted({}), Scripted({})]
    for judge in judges:
        assert len(judged(judge, [statement(TRUE), statement(SKIN)]).opinions) == 2
    controls = [one for one in judges[0].asked if one.text not in CONTROLLED]
    assert len(controls) == 2
    assert judges[0].asked == judges[1].asked


def test_a_judge_that_agrees_with_all_is_not_believed() -> None:
    """Who calls the controls supported, with words of theirs, reads nothing; the note says so."""

    class Agreeing(Scripted):
        def judge(self, statements: Sequence[Statement], cancel: threading.Event | None = None) -> tuple[Opinion, ...]:
            return tuple(Opinion("supported", one.quotes) for one in statements)

    told = judged(Agreeing({}), [statement(TRUE), statement(FALSE)])
    assert {one.verdict for one in told.opinions} == {"not_enough"}
    assert "is not believed" in told.note


@pytest.mark.parametrize("words", ["", "no words of the kind", "the"])
def test_words_that_are_not_there_decide_nothing(words: str) -> None:
    """A verdict without words that stand in the evidence is none, for or against."""
    for verdict in ("supported", "contradicted"):
        told = judged(Scripted({TRUE: Opinion(verdict, (words,))}), [statement(TRUE)])
        assert told.opinions[0].verdict == "not_enough"


def test_a_hard_check_vetoes_the_judge() -> None:
    """However sure a judge is, a number that is nowhere keeps the sentence from being supported, with the reason."""
    text = TRUE.replace("17.2", "27.2")
    (told,) = judged(Scripted({text: supported()}), [statement(text)]).opinions
    assert told.verdict == "not_enough"
    assert "27.2" in told.reason


def test_a_judge_that_fails_is_a_note() -> None:
    """Its error is told, and nothing is supported."""
    told = judged(Scripted(ModelTimeout("scripted did not finish within 2 s")), [statement(TRUE)])
    assert told.opinions[0].verdict == "not_enough"
    assert "did not finish" in told.note


def test_a_judge_that_loses_count_is_not_believed() -> None:
    """Fewer opinions than sentences cannot be told apart, so none counts."""

    class Short(Scripted):
        def judge(self, statements: Sequence[Statement], cancel: threading.Event | None = None) -> tuple[Opinion, ...]:
            return (supported(),)

    told = judged(Short({}), [statement(TRUE), statement(MEDIANS)])
    assert [one.verdict for one in told.opinions] == ["not_enough"] * 2
    assert "1 of 4" in told.note


def test_nothing_to_judge_asks_nobody() -> None:
    """No statements, no call."""
    judge = Scripted(supported())
    assert judged(judge, []).opinions == ()
    assert judge.asked == []
