"""Whom and what a sentence is on."""

from __future__ import annotations

import pytest

from assistant.verify.checks.scope import check_scope
from tests.assistant.verify.checks.laid import ask


@pytest.mark.parametrize(
    ("claim", "evidence", "outcome"),
    [
        ("Pain fell in men.", "Pain fell in men.", "passed"),
        ("Pain fell in men.", "Pain fell only in men.", "weakens"),
        ("Pain fell in the subgroup of men.", "Pain fell in the subgroup of men.", "passed"),
        ("Pain fell in men.", "Pain fell in the subgroup of men.", "weakens"),
        ("Pain fell with oil alone.", "Pain fell with oil plus salt.", "weakens"),
        ("Pain fell with oil alone.", "Pain fell with oil or with salt alone.", "weakens"),
        ("Oil reduced tumor growth.", "In xenografts, oil reduced tumor growth.", "weakens"),
        ("Oil was given weekly.", "Oil was given at week 4.", "weakens"),
        ("Oil was given weekly.", "Oil was given every week.", "passed"),
        ("Pain fell after surgery.", "Pain fell before surgery.", "weakens"),
        ("Pain lasted for 8 days.", "Pain lasted at 8 days.", "weakens"),
        ("Pain came within 8 days.", "Pain came after 8 days.", "weakens"),
        ("Pain came at 8 days.", "Pain came after 8 days.", "passed"),
        ("Pain fell with only oil.", "Pain fell with oil alone.", "passed"),
        ("Pain fell with only oil.", "Pain fell with oil and salt alone.", "weakens"),
        ("Pain fell with a BRCA1/2 mutation.", "Pain fell with a BRCA1 or BRCA2 mutation.", "passed"),
        ("Pain fell with a BRCA1/2 mutation.", "Pain fell with a BRCA1 and BRCA2 mutation.", "weakens"),
        ("Pain fell to 3%.", "Pain fell by 3%.", "weakens"),
    ],
)
def test_small_words_that_say_of_whom_are_kept(claim: str, evidence: str, outcome: str) -> None:
    """ "only", "subgroup", "alone", the animals, the schedule, before and after, for and at, by and to."""
    assert ask(check_scope, claim, evidence) == outcome
