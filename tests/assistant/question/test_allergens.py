"""What a question names only as an allergen is of its case, and not what it asks about."""

from __future__ import annotations

import pytest

from assistant.question.allergens import is_allergen, only_allergens
from assistant.question.case_said import read_case
from assistant.question.understand import understand
from assistant.records.patient import Patient


@pytest.mark.parametrize(
    ("question", "history", "drugs"),
    [
        ("What if she is allergic to naproxen?", ["Ibuprofen for osteoarthritis?"], {"ibuprofen"}),
        ("What if she is allergic to penicillin?", ["Amoxicillin for sinusitis?"], {"amoxicillin"}),
        ("What if she is allergic to amoxicillin?", ["Amoxicillin for sinusitis?"], {"amoxicillin"}),
        ("She is allergic to penicillin. Amoxicillin for sinusitis?", [], {"amoxicillin"}),
        ("Which antibiotic if she is allergic to penicillin?", [], {"Penicillins"}),
        ("Is cefazolin safe in patients allergic to penicillin?", [], {"cefazolin", "Penicillins"}),
    ],
)
def test_a_drug_named_only_as_an_allergen_takes_no_place(question: str, history: list[str], drugs: set[str]) -> None:
    """The drug asked about, or asked about before, stays; at large, or where no other is named, the allergen does."""
    read = understand(question, history=history)
    assert {one.name for one in read.concepts if one.kind in ("drug", "drug class")} >= drugs
    assert len([one for one in read.concepts if one.name in ("naproxen", "Penicillins")]) == len(
        drugs & {"naproxen", "Penicillins"}
    )


@pytest.mark.parametrize(
    ("question", "taken"),
    [
        ("Add diltiazem", "diltiazem"),
        ("What if we add diltiazem?", "diltiazem"),
        ("What if diltiazem is added?", "diltiazem"),
        ("He also takes diltiazem.", "diltiazem"),
        ("He is now on diltiazem 120 mg.", "diltiazem"),
    ],
)
def test_a_drug_that_a_follow_up_adds_is_beside_the_one_asked_about(question: str, taken: str) -> None:
    """Both are read: the drug before as carried on, the one added as taken in the case."""
    read = understand(question, history=["Can he take lovastatin 20 mg?"])
    assert {one.name for one in read.concepts if one.kind == "drug"} == {"lovastatin", taken}
    assert read_case(question).patient.medications == (taken,)


@pytest.mark.parametrize("question", ["What if we stop the lovastatin?", "And if lovastatin is stopped?"])
def test_a_drug_that_a_follow_up_stops_leaves_the_earlier_question_standing(question: str) -> None:
    """The drug asked about before is asked about, and not the one stopped."""
    read = understand(question, Patient(medications=("lovastatin",)), ["Can he take erythromycin?"])
    assert [one.name for one in read.concepts if one.kind == "drug"] == ["erythromycin"]


def test_a_question_with_its_own_topic_takes_no_drug_over_from_before() -> None:
    """What is taken beside it does not make it a follow-up."""
    read = understand("Which drug for gout if he takes diltiazem?", history=["Can he take lovastatin?"])
    assert "lovastatin" not in {one.name for one in read.concepts}


def test_a_drug_that_is_named_elsewhere_too_is_no_mere_allergen() -> None:
    """Asked about and allergic to: the question is on it."""
    read = understand("Can amoxicillin be given to one who is allergic to amoxicillin?")
    assert only_allergens(read.question, read.concepts) == ()


def test_a_word_of_an_allergen_is_known_as_one() -> None:
    """The name of the allergen, in whatever case, and no other word."""
    read = understand("What if she is allergic to sulfa?")
    assert is_allergen("Sulfa", read)
    assert not is_allergen("allergic", read)
