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
        ("HER2+ (IHC 3+) breast cancer", "and HER2 negative?", "HER2-negative breast cancer"),
        ("HER2-positive (stage II) breast cancer", "and if HER2 low?", "HER2-low (stage II) breast cancer"),
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


@pytest.mark.parametrize(
    ("entry", "question", "turned"),
    [
        ("PD-L1 60%", "and if PD-L1 negative?", "PD-L1-negative"),
        ("PD-L1 TPS 60%", "and if PD-L1 is 5%?", "PD-L1 5%"),
        ("PD-L1 60%", "and if PD-L1 is 5%?", "PD-L1 5%"),
        ("PD-L1 CPS 20", "and if PD-L1 is 5%?", "PD-L1 CPS 20"),
        ("HER2 IHC 3+", "but HER2 low", "HER2-low"),
        ("MSI-H", "and if MSI low?", "MSI-H"),
    ],
)
def test_a_score_is_a_state_too(entry: str, question: str, turned: str) -> None:
    """A score gives way to another, or to a word, and a combined score does not to percent of cells."""
    made = change(Patient(pathology=(entry,)), question, ["What is given first?"])
    assert made.patient is not None
    assert made.patient.pathology == (turned,)
    assert made.said or made.untaken


@pytest.mark.parametrize(
    "patient",
    [
        Patient(conditions=("breast cancer",)),
        Patient(conditions=("triple-negative breast cancer",)),
        Patient(conditions=("breast cancer",), variants=(Variant("ERBB2", "amplification"),)),
    ],
)
def test_a_marker_that_turns_nothing_is_said(patient: Patient) -> None:
    """Nothing of the case has a state that could be another."""
    made = change(patient, "same but HER2 low", ["What is given first?"])
    assert made.patient == patient
    assert sum("HER2 low" in one for one in made.untaken) == 1
    same = change(Patient(pathology=("HER2-low",)), "same but HER2 low", ["What is given first?"])
    assert (same.said, same.untaken) == ((), ())


def test_a_long_bracket_is_read_in_linear_time() -> None:
    """Figures without an end are no score, however many there are."""
    entry = f"HER2-positive ({'1' * 300}x) breast cancer"
    made = change(Patient(conditions=(entry,)), "same but HER2 negative", ["What is given first?"]).patient
    assert made is not None
    assert made.conditions == (entry.replace("positive", "negative"),)
