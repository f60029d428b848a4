"""What a denial is of."""

from __future__ import annotations

import pytest

from assistant.verify.checks.denials import denied_more
from tests.assistant.verify.checks.laid import sides


@pytest.mark.parametrize(
    ("claim", "evidence", "wrong"),
    [
        ("No volunteer had a fall.", "No volunteer had a serious fall.", True),
        ("None of the volunteers had a serious fall.", "No volunteer had a serious fall.", False),
        (
            "Treatment was well tolerated, and no strokes occurred.",
            "Treatment was well tolerated, and no surgery-related strokes occurred.",
            True,
        ),
        (
            "Treatment was well tolerated, and there were no surgery-related strokes.",
            "Treatment was well tolerated, and no surgery-related strokes occurred.",
            False,
        ),
        (
            "The rash faded, and no seizure was recorded.",
            "The rash faded, and no seizure-related injury was recorded.",
            True,
        ),
        (
            "The rash faded, and no injury was recorded.",
            "The rash faded, and no seizure-related injury was recorded.",
            True,
        ),
        (
            "The rash faded, and no seizure-related injury was seen.",
            "The rash faded, and no seizure-related injury was recorded.",
            False,
        ),
        (
            "No safety signals were seen with long-term use.",
            "No new safety signals were seen with long-term use.",
            True,
        ),
        (
            "No new safety signals emerged with long-term use.",
            "No new safety signals were seen with long-term use.",
            False,
        ),
        (
            "There was no difference in survival between the arms.",
            "There was no evidence of a difference in survival between the arms.",
            False,
        ),
        ("No hepatitis was seen in women.", "No cases of hepatitis were seen in women.", False),
        (
            "The drug was stopped without withdrawal symptoms in men.",
            "The drug was stopped without severe withdrawal symptoms in men.",
            True,
        ),
        (
            "In men, the drug was stopped without severe withdrawal symptoms.",
            "The drug was stopped without severe withdrawal symptoms in men.",
            False,
        ),
        (
            "Weight loss did not significantly differ between the two diets.",
            "Weight loss did not differ significantly between the two diets.",
            False,
        ),
    ],
)
def test_what_is_denied_grows_by_no_word_left_out(claim: str, evidence: str, wrong: bool) -> None:
    """ "No event" for "no serious event" is a fault; other verbs and words that only hold a thing are none."""
    assert bool(denied_more(sides(claim, evidence))) is wrong
