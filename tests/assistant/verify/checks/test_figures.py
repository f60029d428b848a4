"""Every number of a sentence against the numbers of the evidence: value, unit, role and relation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verify.checks.figures import check_numbers
from tests.assistant.verify.checks.laid import ask, sides


@pytest.mark.parametrize(
    ("claim", "evidence", "outcome"),
    [
        ("Survival was long.", "Survival was 12 months.", "nothing"),
        # the same amount in other print
        ("Survival was 12 months.", "Survival was 12 months.", "passed"),
        ("Survival was 1 year.", "Survival was 12 months.", "passed"),
        ("Survival was 12-month.", "Survival was 12‐month.", "passed"),
        ("The dose was 0.3 g.", "The dose was 300 mg.", "passed"),
        ("The HR was .46 overall.", "The HR was 0·46 overall.", "passed"),
        ("We saw 1234 patients.", "We saw 1,234 patients.", "passed"),
        ("Seven patients fell ill.", "7 patients fell ill.", "passed"),
        ("The level was 1.2e-9 here.", "The level was 1.2 × 10−9 here.", "passed"),
        ("It fell by -0.5 kg.", "It fell by −0.5 kg.", "passed"),
        ("The interval was 0.37 to 0.57 (95% CI).", "The interval was 0.37‐0.57 (95% CI).", "passed"),
        # another value at the same place
        ("Survival was 21 months.", "Survival was 12 months.", "contradicts"),
        ("Survival was 12 years.", "Survival was 12 months.", "contradicts"),
        ("It fell by 0.5 kg.", "It rose to 0.5 g.", "contradicts"),
        ("The HR was 0.46 (95% CI 0.37-0.75).", "The HR was 0.46 (95% CI 0.37-0.57).", "contradicts"),
        # another unit or role of the same value
        ("Rash came in 46% of men.", "Rash came in 46 of men.", "contradicts"),
        ("The odds ratio was 2.1 here.", "The hazard ratio was 2.1 here.", "contradicts"),
        ("Phase 2 of the trial ended.", "Phase III of the trial ended.", "contradicts"),
        ("Phase 3 of the trial ended.", "Phase III of the trial ended.", "passed"),
        # relations
        ("It was so (p<0.001).", "It was so (P < .001).", "passed"),
        ("It was so (p>0.001).", "It was so (p<0.001).", "contradicts"),
        ("At least 5 mg was given.", "At most 5 mg was given.", "contradicts"),
        ("Survival was about 19 months.", "Survival was 18.9 months.", "passed"),
        ("Survival was about 18 months.", "Survival was 18.9 months.", "contradicts"),
        ("Survival was 19 months.", "Survival was 18.9 months.", "contradicts"),
        # times, points in time, and parts
        ("In 27 men pain rose after 14 months.", "In 14 men pain rose after 27 months.", "contradicts"),
        ("Of the men, 27 had pain after 14 months.", "After 27 months, 14 of the men had pain.", "lacks"),
        ("Pain was lower at 8 weeks.", "Pain was lower at week 8.", "passed"),
        ("Pain was lower after 8 weeks.", "Pain was lower at week 8.", "passed"),
        ("Pain was lower for 8 weeks.", "Pain was lower at week 8.", "lacks"),
        ("Pain began within 8 days.", "Pain began on day 8.", "lacks"),
        ("Men aged 65 years had pain.", "Men aged 65 had pain.", "passed"),
        ("19 of seven dogs had pain.", "Seven of 19 dogs had pain.", "contradicts"),
        # a number that is nowhere
        ("The enzyme was cut in 88% of cases.", "Survival was longer with drugs than without.", "lacks"),
        ("Both of the two arms lived longer.", "Either arm lived longer.", "passed"),
        # digits of names
        ("Tumors with BRAF V600E shrank.", "Tumors with mutations shrank.", "nothing"),
    ],
)
def test_numbers_are_held_against_the_evidence(claim: str, evidence: str, outcome: str) -> None:
    """Converted where a unit converts; another value at its place contradicts; one found nowhere is lacking."""
    assert ask(check_numbers, claim, evidence) == outcome


def test_a_fault_shows_both_numbers() -> None:
    """The reader sees what the sentence says and what the evidence says, with their units."""
    found = check_numbers(sides("Survival was 21 months.", "Survival was 12 months."))
    assert "21 months" in found.check.reason
    assert "12 months" in found.check.reason


def test_the_context_gives_no_number() -> None:
    """A number of the title is no evidence."""
    assert ask(check_numbers, "It helped 80% of men.", "It helped men.", context="Help in 80% of men") == "lacks"


def test_numbers_given_respectively_keep_their_order() -> None:
    """Each of a "respectively" list is compared at its own place when only one of them is changed."""
    evidence = "Relapse was 12% and 30% with surgery and radiation, respectively."
    assert ask(check_numbers, evidence, evidence) == "passed"
    assert ask(check_numbers, evidence.replace("30%", "31%"), evidence) == "contradicts"


@given(st.integers(2, 9999), st.integers(2, 9999), st.sampled_from(["mg", "%", "months", "patients"]))
def test_a_changed_number_never_passes(one: int, other: int, unit: str) -> None:
    """In a sentence that is otherwise the evidence's, the number passes when it is the same, and only then."""
    outcome = ask(check_numbers, f"The result was {one} {unit} in all.", f"The result was {other} {unit} in all.")
    assert (outcome == "passed") == (one == other)


@pytest.mark.parametrize(
    ("claim", "evidence", "wrong"),
    [
        ("More than half of all falls occurred at night.", "Nearly half of all falls occurred at night.", True),
        ("Almost half of all falls occurred at night.", "Nearly half of all falls occurred at night.", False),
        ("About half of all falls occurred at night.", "Nearly half of all falls occurred at night.", False),
        (
            "Noise fell by a third in the three weeks after the move.",
            "Noise fell by one third in the three weeks after the move.",
            False,
        ),
        ("Two sessions of yoga helped nurses.", "A single session of yoga helped nurses.", True),
        ("One session of yoga helped nurses.", "A single session of yoga helped nurses.", False),
        ("Falls were twice as frequent as in men.", "Falls were as frequent as in men.", True),
    ],
)
def test_amounts_in_words_are_amounts(claim: str, evidence: str, wrong: bool) -> None:
    """ "Two" is not "a single", nor "more than half" "nearly half"."""
    assert (ask(check_numbers, claim, evidence) in ("passed", "nothing")) is not wrong
