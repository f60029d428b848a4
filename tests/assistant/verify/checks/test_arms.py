"""Of whom or what each figure is."""

from __future__ import annotations

import pytest

from assistant.verify.checks.arms import check_arms
from assistant.verify.checks.owned import figures
from assistant.verify.checks.reading import read
from tests.assistant.verify.checks.laid import ask

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
