"""Of whom or what each figure is."""

from __future__ import annotations

import pytest

from assistant.verify.checks.arms import check_arms, with_owners
from assistant.verify.checks.owned import figures
from assistant.verify.checks.reading import read
from tests.assistant.verify.checks.laid import ask, sides

BOTH = "Relapse was 30% with surgery and 12% with radiation."
ROW = "Relapse was 30% and 12% with surgery and radiation, respectively."
BRACKETS = "Relapse was rarer with radiation (12%) than with surgery (30%)."


@pytest.mark.parametrize("evidence", [BOTH, ROW, BRACKETS])
def test_a_figure_keeps_its_arm_however_it_is_printed(evidence: str) -> None:
    """After the figure, in a row with "respectively", or in brackets behind its arm."""
    assert ask(check_arms, "Relapse was 12% with radiation.", evidence) == "passed"
    assert ask(check_arms, "Relapse was 12% with surgery.", evidence) == "contradicts"
    assert ask(check_arms, "Relapse was 12% with radiation and 30% with surgery.", evidence) == "passed"
    assert ask(check_arms, "Relapse was 12% with surgery and 30% with radiation.", evidence) == "contradicts"


def test_a_figure_of_a_row_without_arms_cannot_be_told() -> None:
    """What no word binds is left to a judge that reads."""
    assert ask(check_arms, "Relapse was 30% there.", "Relapse was 30% v 12%.") == "free"
    assert ask(check_arms, "Relapse was 12% v 30%.", "Relapse was 30% v 12%.") == "free"


def test_one_figure_is_nobody_elses() -> None:
    """Nothing to compare where the evidence gives one figure."""
    assert ask(check_arms, "Relapse was 30%.", "Relapse was 30% with surgery.") == "nothing"


def test_the_labels_are_the_nearest_words() -> None:
    """Keys of the words after the figure up to the next break."""
    assert [figure.labels for figure in figures(read(BOTH))] == [("surgery",), ("radiat",)]


EACH = "Fever was seen in 21% of the women and rash in 35%."


@pytest.mark.parametrize(
    ("claim", "evidence", "outcome"),
    [
        (EACH, EACH, "passed"),
        ("Rash was seen in 21% of the women and fever in 35%.", EACH, "contradicts"),
        ("Rash was seen in 35% and fever in 21% of the women.", EACH, "passed"),
        (
            "Placebo cleared the skin of 28% of them, oil of 21%, and salt of 9%.",
            "Salt cleared the skin of 28% of them, oil of 21%, and placebo of 9%.",
            "contradicts",
        ),
        (
            "Relapse was seen in 12% of patients in the oil group and in 30% of those in the salt group.",
            "Fewer patients in the oil group than in the salt group had a relapse (12% v 30%).",
            "passed",
        ),
        (
            "Relapse was seen in 30% of patients in the oil group and in 12% of those in the salt group.",
            "Fewer patients in the oil group than in the salt group had a relapse (12% v 30%).",
            "contradicts",
        ),
        (
            "Relapse was seen in 47% with sunitinib, as compared with 11% with imatinib and oil.",
            "Sunitinib led to relapse in 47%, as compared with 11% with imatinib and oil.",
            "passed",
        ),
    ],
)
def test_a_figure_keeps_what_stands_before_it(claim: str, evidence: str, outcome: str) -> None:
    """Where each of several figures has its own subject, or a comparison gives the second words of its own."""
    assert ask(check_arms, claim, evidence) == outcome


def test_a_figure_moves_with_its_owner() -> None:
    """Figures in another order are told with the words they are of, when those are the evidence's."""
    laid = sides("Rash was seen in 35% and fever in 21% of the women.", EACH)
    assert [laid.claim.words(list(before[:1])) for _, before in with_owners(laid)] == ["Rash", "fever"]
    assert with_owners(sides("Rash was seen in 21% of the women and fever in 35%.", EACH)) == ()
