"""Who is compared with whom."""

from __future__ import annotations

import pytest

from assistant.verify.checks.sides import check_sides, exchanged, turned
from tests.assistant.verify.checks.laid import ask, sides

LONGER = "Survival was longer with radiation than with surgery."


@pytest.mark.parametrize(
    ("claim", "evidence", "outcome"),
    [
        (LONGER, LONGER, "passed"),
        ("Survival was longer with surgery than with radiation.", LONGER, "contradicts"),
        ("Survival was shorter with surgery than with radiation.", LONGER, "passed"),
        ("Levels were higher in girls than in boys.", "Levels were higher in boys than in girls.", "contradicts"),
        ("Surgery was superior to radiation.", "Radiation was superior to surgery.", "contradicts"),
        ("Drug A beat drug B in time.", "Drug B beat drug A in time.", "contradicts"),
        ("Surgery reduced relapse of tumors.", "Relapse of tumors was reduced by surgery.", "passed"),
        (
            "In men, the drug reduced pain at a dose of 3 mg.",
            "At a dose of 3 mg, the drug reduced pain in men.",
            "passed",
        ),
        ("Pain rose with salt but fell with oil.", "Pain fell with salt but rose with oil.", "contradicts"),
        ("Rash was associated with fever.", "Fever was associated with rash.", "passed"),
        (
            "Survival was longer with surgery in men.",
            "Survival was longer with drugs than with surgery in men.",
            "contradicts",
        ),
        (
            "Survival was longer with drugs in men.",
            "Survival was longer with drugs than with surgery in men.",
            "passed",
        ),
        ("Adding imatinib to sunitinib helped.", "Adding sunitinib to imatinib helped.", "contradicts"),
        (
            "Pain fell with imatinib in those without sunitinib.",
            "Pain fell with sunitinib in those without imatinib.",
            "contradicts",
        ),
        ("Rash was seen in 35% and fever in 21%.", "Fever was seen in 21% and rash in 35%.", "passed"),
        ("The cost was low.", "Survival was longer with drugs.", "nothing"),
    ],
)
def test_two_parts_keep_their_sides(claim: str, evidence: str, outcome: str) -> None:
    """Changed sides contradict, unless the direction was turned with them, or the comparison is mutual."""
    assert ask(check_sides, claim, evidence) == outcome


def test_what_was_exchanged_is_shown() -> None:
    """The two parts as the sentence prints them; nothing for a sentence in the order of the evidence."""
    swapped = exchanged(sides("Survival was longer with surgery than with radiation.", LONGER))
    assert swapped is not None
    assert set(swapped) == {"surgery", "radiation"}
    assert exchanged(sides(LONGER, LONGER)) is None


def test_a_turned_direction_is_told_in_pairs() -> None:
    """Our word and the evidence's, of one axis and opposite signs; none when the words agree."""
    pairs = turned(sides("Survival was shorter with surgery.", "Survival was longer with surgery."))
    assert [(one.axis == other.axis, one.sign != other.sign) for one, other in pairs] == [(True, True)]
    assert turned(sides(LONGER, LONGER)) == []


def test_exchanging_twice_is_no_exchange() -> None:
    """Of two texts with changed sides each contradicts the other, and each supports itself."""
    other = "Survival was longer with surgery than with radiation."
    assert [ask(check_sides, a, b) for a in (LONGER, other) for b in (LONGER, other)] == [
        "passed",
        "contradicts",
        "contradicts",
        "passed",
    ]
