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


@pytest.mark.parametrize(
    ("claim", "evidence", "wrong"),
    [
        (
            "Yearly scans are advised until five years after radiotherapy.",
            "Yearly scans are advised from five years after radiotherapy.",
            True,
        ),
        (
            "Annual scans are advised from five years after radiotherapy.",
            "Yearly scans are advised from five years after radiotherapy.",
            False,
        ),
        (
            "From five years after radiotherapy, yearly scans are advised.",
            "Yearly scans are advised from five years after radiotherapy.",
            False,
        ),
        (
            "Women who reported pain before treatment often stopped treatment.",
            "Women who reported pain at six months often stopped treatment.",
            True,
        ),
        (
            "Women who reported pain at 6 months often stopped treatment.",
            "Women who reported pain at six months often stopped treatment.",
            False,
        ),
        (
            "The dye was rarely seen within three days of an infusion.",
            "The dye was rarely seen more than three days after an infusion.",
            True,
        ),
        (
            "The dye was rarely seen later than three days after an infusion.",
            "The dye was rarely seen more than three days after an infusion.",
            False,
        ),
        (
            "Sleep improved in women who were given iron before week 4.",
            "Sleep improved in women who were given iron at week 4.",
            True,
        ),
        (
            "Sleep improved in women who were given iron until week 4.",
            "Sleep improved in women who were given iron at week 4.",
            True,
        ),
        (
            "Sleep improved in women who received iron at week 4.",
            "Sleep improved in women who were given iron at week 4.",
            False,
        ),
        ("Fever came back after surgery.", "Fever came back following surgery.", False),
        ("Fever came back before surgery.", "Fever came back following surgery.", True),
        ("Levels stayed high from day 10.", "Levels stayed high until day 10.", True),
        ("Levels remained high until day 10.", "Levels stayed high until day 10.", False),
        (
            "In men, enzyme activity fell to below the limit of detection.",
            "Enzyme activity fell to below the limit of detection in men.",
            False,
        ),
        (
            "Enzyme activity fell to below the level of healthy men.",
            "Enzyme activity fell to the level of healthy men.",
            True,
        ),
        (
            "Enzyme activity fell above the level of healthy men.",
            "Enzyme activity fell to the level of healthy men.",
            True,
        ),
        ("Risk was below the limit in men.", "Risk was lower than the limit in men.", False),
        ("Pain was lower before week 4 in men.", "Pain was lower at week 4 in men.", True),
        ("Nausea was common before surgery.", "Nausea was common prior to surgery.", False),
    ],
)
def test_a_time_and_a_level_stand_where_the_evidence_has_them(claim: str, evidence: str, wrong: bool) -> None:
    """ "Until" for "from", and "before" or "below" of which the evidence says nothing, are faults."""
    assert (ask(check_scope, claim, evidence) in ("passed", "nothing")) is not wrong


@pytest.mark.parametrize(
    ("claim", "evidence", "wrong"),
    [
        (
            "Handwashing was about as frequent as on other wards.",
            "Handwashing was twice as frequent as on other wards.",
            True,
        ),
        (
            "Handwashing was as frequent as on other wards.",
            "Handwashing was twice as frequent as on other wards.",
            True,
        ),
        (
            "Handwashing was twice as common as on other wards.",
            "Handwashing was twice as frequent as on other wards.",
            False,
        ),
        (
            "Noise fell to one third in the three weeks after the move.",
            "Noise fell by one third in the three weeks after the move.",
            True,
        ),
        (
            "Noise fell by a third in the three weeks after the move.",
            "Noise fell by one third in the three weeks after the move.",
            False,
        ),
        (
            "In the three weeks after the move, noise fell by one third.",
            "Noise fell by one third in the three weeks after the move.",
            False,
        ),
        (
            "Eight of the nine men fainted, and six other men later needed salt.",
            "Eight of the nine men fainted, and six of these eight later needed salt.",
            True,
        ),
        ("Falls rose in men.", "Falls rose threefold in men.", False),
    ],
)
def test_how_many_times_stays_said(claim: str, evidence: str, wrong: bool) -> None:
    """A multiple left out of "twice as", "to" for "by" a share and "other" people are faults."""
    assert (ask(check_scope, claim, evidence) in ("passed", "nothing")) is not wrong
