"""Another state of a marker that the case has, as a follow-up says it."""

from __future__ import annotations

import pytest

from assistant.question.case_change import change
from assistant.records.patient import Patient, Variant


@pytest.mark.parametrize(
    ("entry", "question", "turned"),
    [
        ("HER2-positive breast cancer", "same but HER2 negative", "HER2-negative breast cancer"),
        ("ER+/HER2- breast cancer", "and if HER2 positive?", "ER+/HER2-positive breast cancer"),
        ("HER2-positive breast cancer", "And if triple negative?", "triple negative breast cancer"),
        ("MSI-H colorectal cancer", "and if MSS?", "MSS colorectal cancer"),
        ("HER2-positive breast cancer", "Is HER2-negative disease alike?", "HER2-positive breast cancer"),
        ("HER2-positive breast cancer", "And is it HER2 negative?", "HER2-positive breast cancer"),
        ("HER2-positive breast cancer", "But was it HER2 negative?", "HER2-positive breast cancer"),
        ("HER2-positive breast cancer", "HER2-negative breast cancer in trials", "HER2-positive breast cancer"),
        ("triple-negative breast cancer", "and if HER2 positive?", "triple-negative breast cancer"),
    ],
)
def test_a_marker_in_the_name_of_a_disease_is_turned(entry: str, question: str, turned: str) -> None:
    """The rest of the entry stays as it is, and a question on a marker turns nothing."""
    made = change(Patient(conditions=(entry,)), question, ["What is given first?"])
    assert made.patient is not None
    assert made.patient.conditions == (turned,)
    assert any(entry in one for one in made.said) == (entry != turned)


def test_pathology_and_variants_are_turned_with_it() -> None:
    """Nothing of the record is left on the other side of the marker."""
    patient = Patient(
        conditions=("breast cancer",), pathology=("HER2-positive",), variants=(Variant("ERBB2", "positive"),)
    )
    made = change(patient, "and if HER2 negative?", ["Is trastuzumab right?"]).patient
    assert made is not None
    assert made.pathology == ("HER2-negative",)
    assert [one.notation for one in made.variants] == ["negative"]
