"""Whether a sentence is worded closely enough for checks to decide, and states anything at all."""

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
        ("Vaccination of nurses lowers absence in winter.", FOREIGN, "free"),
        ("The enzyme.", FOREIGN, "lacks"),
        ("The purified enzyme on a column at low salt.", "The enzyme on a column at low salt was pure.", "passed"),
        (
            "Survival was longer.",
            "In this trial of forty years, survival was longer with the drug than without it.",
            "passed",
        ),
    ],
)
def test_a_sentence_must_be_covered(claim: str, evidence: str, outcome: str) -> None:
    """Its words, in any order, in a statement with a verb; what the evidence says besides does not count."""
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
        ("The drug harmed the spleen in one trial.", "The drug harmed the liver in one trial.", "free"),
        ("The trial demonstrated harm to the liver.", "The trial showed harm to the liver.", "passed"),
        ("The drug harmed the old liver in one trial.", "The drug harmed the liver in one trial.", "free"),
        ("Livers were spared.", "The drug harmed the liver in one trial of forty.", "free"),
        ("The drug lowered the dose.", "The drug lowered the dose adjustment.", "free"),
        ("PFS was longer.", "Progression-free survival was longer.", "passed"),
        ("The end point was met.", "The endpoint was met.", "passed"),
    ],
)
def test_a_word_of_its_own_makes_a_wording_free(claim: str, evidence: str, outcome: str) -> None:
    """Each word must stand there in some form; one that says the same, or an abbreviation, is a form of it."""
    assert ask(check_wording, claim, evidence) == outcome


def test_the_word_is_shown() -> None:
    """The first words that the evidence does not have."""
    reason = check_wording(
        sides("The drug harmed the spleen in one trial.", "The drug harmed the liver in one trial.")
    ).check.reason
    assert "'spleen'" in reason


@pytest.mark.parametrize(
    ("claim", "evidence", "wrong"),
    [
        (
            "Neurons fed by glial cells released zinc, which lowered glutamate in the neurons.",
            "Neurons fed by glial cells released zinc, which lowered glutamate in the glial cells.",
            True,
        ),
        (
            "Neurons fed by glial cells released zinc, which in the glial cells lowered glutamate.",
            "Neurons fed by glial cells released zinc, which lowered glutamate in the glial cells.",
            False,
        ),
        (
            "Warfarin levels rose after amiodarone was started and fell within a week of warfarin withdrawal.",
            "Warfarin levels rose after amiodarone was started and fell within a week of its withdrawal.",
            True,
        ),
        (
            "Tramadol and codeine were stopped together because of tramadol effects.",
            "Tramadol and codeine were stopped together because of their effects.",
            True,
        ),
        (
            "Warfarin levels rose and fell within a week of warfarin withdrawal.",
            "Warfarin levels rose and fell within a week of its withdrawal.",
            False,
        ),
    ],
)
def test_a_word_of_the_evidence_stands_in_no_other_place(claim: str, evidence: str, wrong: bool) -> None:
    """Another thing in the place of one, or of a pronoun that may be either's, makes the wording free."""
    assert (ask(check_wording, claim, evidence) in ("passed", "nothing")) is not wrong
