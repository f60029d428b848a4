"""Of how many a sentence speaks, in words."""

from __future__ import annotations

import pytest

from assistant.verify.checks.quantities import other_quantity
from tests.assistant.verify.checks.laid import sides


@pytest.mark.parametrize(
    ("claim", "evidence", "wrong"),
    [
        ("Pain fell in all of the patients after surgery.", "Pain fell in most of the patients after surgery.", True),
        ("Pain fell in some of the patients after surgery.", "Pain fell in most of the patients after surgery.", True),
        (
            "Pain fell in the majority of the patients after surgery.",
            "Pain fell in most of the patients after surgery.",
            False,
        ),
        ("After surgery, pain fell in most patients.", "Pain fell in most of the patients after surgery.", False),
        (
            "Nine men relapsed, all of whom had stopped treatment.",
            "Nine men relapsed, most of whom had stopped treatment.",
            True,
        ),
        (
            "Nine men relapsed, and most of them had stopped treatment.",
            "Nine men relapsed, most of whom had stopped treatment.",
            False,
        ),
        (
            "The rash cleared in all patients within two weeks.",
            "The rash cleared in all but one patient within two weeks.",
            True,
        ),
        (
            "The rash cleared in all except one patient within two weeks.",
            "The rash cleared in all but one patient within two weeks.",
            False,
        ),
        ("The enzyme was induced in all three cell lines.", "The enzyme was induced in two of three cell lines.", True),
        (
            "The enzyme was induced in two of the three cell lines.",
            "The enzyme was induced in two of three cell lines.",
            False,
        ),
        ("Fever resolved in most of the six patients.", "Fever resolved in all six patients.", True),
        ("Fever resolved in each of the six patients.", "Fever resolved in all six patients.", False),
        ("Fever resolved in six of six patients.", "Fever resolved in all six patients.", False),
        (
            "A dose of 20 mg restored sleep in half of all patients.",
            "A dose of 20 mg restored sleep in half of these patients.",
            True,
        ),
        ("Almost half of all falls occurred at night.", "Nearly half of all falls occurred at night.", False),
        ("About half of all falls occurred at night.", "Nearly half of all falls occurred at night.", False),
        ("Cramps were prevented in all patients.", "Cramps were prevented in most but not all patients.", True),
        (
            "Cramps were prevented in most patients, but not in all.",
            "Cramps were prevented in most but not all patients.",
            False,
        ),
        ("Headache was the most common adverse event.", "The most common adverse event was headache.", False),
        (
            "Aspirin at any dose is acceptable during breastfeeding.",
            "Low-dose aspirin is acceptable during breastfeeding.",
            True,
        ),
        (
            "Any aspirin is acceptable during breastfeeding.",
            "Low-dose aspirin is acceptable during breastfeeding.",
            True,
        ),
        ("Treatment did not change sleep.", "Treatment did not change sleep.", False),
        ("Waiting is reasonable for all thyroid nodules.", "Waiting is reasonable for small thyroid nodules.", True),
        ("Waiting is reasonable for every thyroid nodule.", "Waiting is reasonable for small thyroid nodules.", True),
        ("Women received iron every 3 weeks.", "Women were given iron every 3 weeks.", False),
        ("Each drug lowered blood pressure in women.", "Both drugs lowered blood pressure in women.", False),
    ],
)
def test_a_share_in_words_is_the_evidences(claim: str, evidence: str, wrong: bool) -> None:
    """ "All" for "most" and the like is a fault; another word for the same share, and a superlative, are none."""
    assert bool(other_quantity(sides(claim, evidence))) is wrong
