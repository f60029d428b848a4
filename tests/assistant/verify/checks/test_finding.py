"""What one check found, and how close its two sides are."""

from __future__ import annotations

import pytest

from assistant.verify.checks.finding import CLOSE, NEAR, failed, nothing, passed
from tests.assistant.verify.checks.laid import sides


def test_the_three_outcomes_are_told_apart() -> None:
    """A check that found no fault, one with nothing to look at, and one that failed with what follows."""
    assert [
        (one.check.name, one.check.passed, one.check.reason, one.check.score, one.consequence)
        for one in (passed("a", "Fine.", 0.5), nothing("b", "No number."), failed("c", "lacks", "Not there.", 0.1))
    ] == [
        ("a", True, "Fine.", 0.5, ""),
        ("b", None, "No number.", None, ""),
        ("c", False, "Not there.", 0.1, "lacks"),
    ]


@pytest.mark.parametrize(
    ("evidence", "close", "near"),
    [
        ("Survival was longer with the drug in forty men.", True, True),
        ("Survival was longer with the drug in forty old men of the north.", True, True),
        ("In forty men the drug gave longer survival.", False, False),
        ("The enzyme was purified on a column.", False, False),
    ],
)
def test_closeness_says_what_may_be_compared(evidence: str, close: bool, near: bool) -> None:
    """A sentence repeated is near, one in another order or on something else is neither."""
    laid = sides("Survival was longer with the drug in forty men.", evidence)
    assert (laid.close, laid.near) == (close, near)


def test_what_is_near_is_close() -> None:
    """Nearness asks for more than closeness, and both for more than half."""
    assert 0.5 < CLOSE < NEAR <= 1
