"""Whether the evidence covers a sentence, and whether a word was exchanged for a foreign one."""

from __future__ import annotations

import pytest

from assistant.verify.checks.meaning import check_meaning, check_wording
from tests.assistant.verify.checks.laid import ask, sides

FOREIGN = "The enzyme was purified on a column at low salt."


@pytest.mark.parametrize(
    ("claim", "evidence", "outcome"),
    [
        ("Survival was longer with the drug.", "Survival was longer with the drug.", "passed"),
        ("With the drug, patients survived for longer.", "Patients survived longer with the drug.", "passed"),
        ("Vaccination of nurses lowers absence in winter.", FOREIGN, "lacks"),
        (
            "Survival was longer.",
            "In this trial of forty years, survival was longer with the drug than without it.",
            "passed",
        ),
    ],
)
def test_a_sentence_must_be_covered(claim: str, evidence: str, outcome: str) -> None:
    """Its words, in any order; what the evidence says besides does not count."""
    assert ask(check_meaning, claim, evidence) == outcome


def test_the_share_is_told_and_scored() -> None:
    """The reason holds the percentage, the score the share; the whole sentence is 100 %."""
    found = check_meaning(sides("Survival was longer.", "Survival was longer.")).check
    assert found.score == pytest.approx(1.0)
    assert "100 %" in found.reason
    low = check_meaning(sides("Vaccination of nurses lowers absence.", FOREIGN)).check
    assert low.score is not None
    assert low.score < 0.45
    assert low.passed is False


@pytest.mark.parametrize(
    ("claim", "evidence", "outcome"),
    [
        ("The drug harmed the liver in one trial.", "The drug harmed the liver in one trial.", "passed"),
        ("The drug harmed the spleen in one trial.", "The drug harmed the liver in one trial.", "lacks"),
        ("The trial demonstrated harm to the liver.", "The trial showed harm to the liver.", "passed"),
        ("The drug harmed the old liver in one trial.", "The drug harmed the liver in one trial.", "passed"),
        ("Livers were spared.", "The drug harmed the liver in one trial of forty.", "passed"),
    ],
)
def test_a_foreign_word_in_the_place_of_another_is_told(claim: str, evidence: str, outcome: str) -> None:
    """Only in a sentence that otherwise repeats the evidence, and not for a word that says the same."""
    assert ask(check_wording, claim, evidence) == outcome


def test_both_words_are_shown() -> None:
    """What the sentence says, and what stood there."""
    reason = check_wording(
        sides("The drug harmed the spleen in one trial.", "The drug harmed the liver in one trial.")
    ).check.reason
    assert "'spleen'" in reason
    assert "'liver'" in reason
