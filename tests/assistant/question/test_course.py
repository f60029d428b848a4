"""The record's line and earlier drugs in an open question on therapy."""

from __future__ import annotations

import pytest

from assistant.question.understand import understand
from assistant.records.patient import Patient

LUNG = Patient(conditions=("lung cancer",), line=2, prior_therapies=("osimertinib 80 mg",))


def test_an_open_question_is_of_the_records_line() -> None:
    """The line stands behind the question; the earlier drug is one that was had, and none that the question names."""
    query = understand("What are the treatment options?", LUNG)
    assert query.text == "What are the treatment options? (second-line)"
    assert query.roles.prior == ("osimertinib",)
    assert [one.origin for one in query.named("drug")] == ["history"]
    assert ("line", "2") in query.patient_facts


@pytest.mark.parametrize(
    ("patient", "line"),
    [
        (Patient(conditions=("lung cancer",), line=1), "(first-line)"),
        (Patient(conditions=("lung cancer",), line=7), "(previously treated)"),
        (Patient(conditions=("lung cancer",), prior_therapies=("cisplatin",)), "(previously treated)"),
    ],
)
def test_the_line_is_said_in_words(patient: Patient, line: str) -> None:
    """By its number, or only that there was an earlier one."""
    assert understand("What are the treatment options?", patient).text.endswith(line)


@pytest.mark.parametrize(
    "question",
    [
        "Does gefitinib prolong survival in lung cancer?",
        "What are the first-line options in lung cancer?",
        "How is lung cancer diagnosed?",
    ],
)
def test_what_the_question_says_stands(question: str) -> None:
    """A drug, a line of its own, or another wish than a therapy leaves the question as it is."""
    assert understand(question, LUNG).text == question


def test_a_record_without_a_course_adds_nothing() -> None:
    """What is not known is not said."""
    question = "What are the treatment options?"
    assert understand(question, Patient(conditions=("lung cancer",))).text == question


def test_maintenance_of_a_second_line_may_follow_the_first() -> None:
    """What is given on after a first line is a second line to some, so no number is put behind the question."""
    assert understand("What are the maintenance options?", LUNG).text.endswith("(previously treated)")


@pytest.mark.parametrize(("question", "had"), [("Second line?", True), ("First line?", False)])
def test_a_later_line_of_the_question_is_after_the_drugs_of_the_record(question: str, had: bool) -> None:
    """Who asks for the second line asks what follows the drugs that were had, and the words stay as they are."""
    read = understand(question, LUNG)
    assert bool(read.roles.prior) is had
    assert read.text == question
