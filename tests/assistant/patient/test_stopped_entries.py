"""Entries of a medication list that say the drug was stopped."""

from __future__ import annotations

import pytest

from assistant.patient.stopped_entries import stopped_apart, stopped_in
from assistant.question.case_change import change
from assistant.records.patient import Patient
from assistant.safety.alerts import alerts_for
from assistant.safety.interactions import interactions_of


@pytest.mark.parametrize(
    ("entry", "words", "is_long_ago"),
    [
        ("isocarboxazid, stopped 4 weeks ago", "stopped 4 weeks ago", False),
        ("isocarboxazid (stopped six months ago)", "stopped six months ago", False),
        ("isocarboxazid 10 mg bd - discontinued in May 2019", "discontinued in May 2019", True),
        ("isocarboxazid until 2018", "until 2018", True),
        ("isocarboxazid stopped 3 years ago.", "stopped 3 years ago", True),
        ("Stopped isocarboxazid yesterday", "stopped yesterday", False),
        ("isocarboxazid [was stopped]", "was stopped", False),
    ],
)
def test_an_entry_that_says_it_was_stopped_is_read_so(entry: str, words: str, is_long_ago: bool) -> None:
    """With the words on the time, and whether that is years ago."""
    assert stopped_in(entry) == (words, is_long_ago)


@pytest.mark.parametrize(
    "entry",
    [
        "isocarboxazid",
        "isocarboxazid 10 mg twice daily",
        "isocarboxazid, stopped 4 weeks ago, restarted yesterday",
        "isocarboxazid, to be stopped",
        "isocarboxazid, not stopped",
        "isocarboxazid, stopped?",
        "isocarboxazid until 2999",
        "isocarboxazid until further notice",
        "citalopram, isocarboxazid stopped 4 weeks ago",
        "isocarboxazid stopped 4 weeks ago, citalopram",
        "stopped 4 weeks ago",
        "isocarboxazid" + " " * 5000 + "stopped",
    ],
)
def test_an_entry_that_cannot_be_read_so_stays_taken(entry: str) -> None:
    """Doubt leaves the drug among those that are taken."""
    patient = Patient(medications=(entry,))
    assert stopped_apart(patient) == patient


def test_a_stopped_drug_is_a_therapy_had_before_in_the_case() -> None:
    """In its own words, behind what was had before, and no medication."""
    patient = Patient(medications=("codeine", "isocarboxazid until 2018"), prior_therapies=("lithium",))
    case, *_ = change(patient, "Which drug for depression?")
    assert case == Patient(medications=("codeine",), prior_therapies=("lithium", "isocarboxazid until 2018"))


def test_a_drug_stopped_lately_asks_for_caution_and_says_stopped() -> None:
    """Whatever rows say of two drugs together is told as caution, with the record's words on the time."""
    patient = Patient(medications=("isocarboxazid, stopped 4 days ago",))
    assert not interactions_of(patient, ["citalopram"]).found
    alerts = [one for one in alerts_for(patient, ["citalopram"]) if one.kind == "interaction"]
    assert [one.severity for one in alerts] == ["caution"]
    assert "which was stopped" in alerts[0].says
    assert "“stopped 4 days ago”" in alerts[0].limits


def test_a_drug_stopped_years_ago_is_no_drug_that_is_taken() -> None:
    """No alert says that it is contraindicated with what is asked about."""
    patient = Patient(medications=("isocarboxazid - discontinued in 2015",))
    assert all(one.severity == "caution" for one in alerts_for(patient, ["citalopram"]))
