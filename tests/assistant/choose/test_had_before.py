"""Sentences on what a patient has had before."""

from __future__ import annotations

import pytest

from assistant.choose.had_before import gives_what_was_had
from assistant.question.understand import understand

AFTER = understand("ALK-positive lung cancer after alectinib: what next?")


@pytest.mark.parametrize(
    ("sentence", "again"),
    [
        ("Alectinib shrank brain metastases.", True),
        ("Alectinib worked after crizotinib.", True),
        ("Responses to alectinib were longer than those to crizotinib.", True),
        ("Without earlier crizotinib, alectinib gave lasting responses.", True),
        ("After crizotinib or ceritinib, alectinib gave a response in half.", True),
        ("After alectinib, lorlatinib gave a response in a third.", False),
        ("Lorlatinib was active in tumors that had progressed on alectinib.", False),
        ("Brigatinib lasted longer than alectinib.", False),
        ("Nothing is known of the lines that follow.", False),
    ],
)
def test_a_sentence_is_on_the_drug_that_it_gives(sentence: str, again: bool) -> None:
    """Not on the one that its people had had, nor on the one that it is held against."""
    assert gives_what_was_had(sentence, AFTER) is again


@pytest.mark.parametrize(
    "question",
    [
        "Does alectinib work in ALK-positive lung cancer?",
        "What causes resistance to alectinib in ALK-positive lung cancer?",
        "Rash after alectinib: how common?",
    ],
)
def test_a_question_on_the_drug_itself_keeps_its_sentences(question: str) -> None:
    """Only what to give next leaves a drug that was had behind."""
    assert not gives_what_was_had("Alectinib shrank brain metastases.", understand(question))
