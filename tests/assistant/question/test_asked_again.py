"""A follow-up that only says "same but …" asks what was asked before."""

from __future__ import annotations

import pytest

from assistant.question.asked_again import asked_again
from assistant.question.case_change import change
from assistant.question.understand import understand
from assistant.records.answer import Query
from assistant.records.patient import Patient

RECORD = Patient(conditions=("HER2-positive breast cancer",), line=2)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("same but HER2 negative", "What second-line therapy? (HER2 negative)"),
        ("Same patient but HER2 negative?", "What second-line therapy? (HER2 negative)"),
        ("same, what is the dose?", "same, what is the dose?"),
        ("and HER2 testing?", "and HER2 testing?"),
    ],
)
def test_same_but_keeps_the_question(question: str, text: str) -> None:
    """With its intent and its line; any other follow-up asks for itself."""
    before = ["What second-line therapy?"]
    query = understand(question, change(RECORD, question, before).patient, before)
    assert query.text.startswith(text)
    assert (query.intent == "therapy") is (query.text != query.question)


def test_a_marker_of_the_question_before_is_turned_in_it() -> None:
    """The two states never stand side by side."""
    query = understand("same but HER2 negative", None, ["Which second-line therapy in HER2-positive breast cancer?"])
    assert query.text == "Which second-line therapy in HER2-negative breast cancer?"
    assert query.intent == "therapy"


def test_the_marker_of_a_question_before_is_no_change_that_was_not_taken() -> None:
    """It was turned in the question."""
    made = change(None, "same but HER2 negative", ["Which therapy in HER2-positive breast cancer?"])
    assert made.untaken == ()


def test_without_a_question_before_nothing_is_asked_again() -> None:
    """Nor where the text is no such follow-up."""
    query = Query(question="same but HER2 negative", text="same but HER2 negative")
    assert asked_again(query, None, [], lambda text, past: query) is query
