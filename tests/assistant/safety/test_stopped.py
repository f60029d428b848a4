"""A drug that was stopped and of which a source says that it bears on another for a time."""

from __future__ import annotations

import pytest

from assistant.patient.notes.text import read_text
from assistant.records.patient import Patient
from assistant.records.safety import Alert
from assistant.safety.alerts import alerts_for


def told(patient: Patient, *drugs: str) -> list[Alert]:
    return [one for one in alerts_for(patient, drugs) if one.kind == "interaction"]


@pytest.mark.parametrize(
    ("drug", "stopped", "words"),
    [
        ("tramadol", "phenelzine", "also within 14 days of stopping MAOI"),
        ("tramadol", "linezolid", "also within 14 days of stopping MAOI"),
        ("phenelzine", "clomipramine", "also within 14 days of stopping clomipramine"),
        ("tetrabenazine", "reserpine", "also within 20 days of stopping reserpine"),
        ("irinotecan", "rifampicin", "stop inducer 2 weeks before irinotecan"),
        ("gefitinib", "phenytoin", ""),
    ],
)
def test_the_time_since_a_drug_was_stopped_is_to_be_checked(drug: str, stopped: str, words: str) -> None:
    """A row that speaks of the time after it asks for caution, with the row's own words."""
    (found,) = told(Patient(prior_therapies=(stopped,)), drug)
    assert (found.severity, found.fact) == ("caution", stopped)
    assert "time since then is to be checked" in found.limits
    assert words in found.limits
    assert found.excerpt


@pytest.mark.parametrize(
    ("drug", "stopped"),
    [("citalopram", "carbamazepine"), ("tramadol", "warfarin"), ("phenelzine", "tramadol")],
)
def test_what_no_row_says_of_the_time_after_is_not_told(drug: str, stopped: str) -> None:
    """Two drugs that only act on each other together, and a row on the time after the other of them."""
    assert told(Patient(prior_therapies=(stopped,)), drug) == []


def test_a_drug_that_is_taken_is_none_that_was_stopped() -> None:
    """It is told as an interaction, and not twice."""
    patient = Patient(prior_therapies=("phenelzine",), medications=("phenelzine",))
    assert all("since then" not in one.limits for one in told(patient, "tramadol"))


def test_a_drug_that_is_taken_is_checked_against_those_stopped() -> None:
    """Whatever is asked about."""
    patient = Patient(prior_therapies=("phenelzine",), medications=("tramadol",))
    assert [one.drug for one in told(patient)] == ["tramadol"]


def test_a_note_that_says_stopped_is_enough() -> None:
    """What a note tells as stopped is among the prior therapies."""
    patient = read_text("Stopped linezolid yesterday. Severe pain today.").patient
    assert [one.fact for one in told(patient, "tramadol")] == ["linezolid"]
