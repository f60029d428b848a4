"""What a question seems to change of the case, and nothing took."""

from __future__ import annotations

import pytest

from assistant.question.case_change import change
from assistant.records.patient import Patient

ADULT = Patient(age=47, conditions=("gout",))
EARLIER = ("Is febuxostat effective?",)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("and if he has a stoma?", "he has a stoma"),
        ("And with a potassium of 6.1?", "a potassium of 6.1"),
        ("What if she is vegan?", "she is vegan"),
        ("and if it were a toddler?", "a toddler"),
        ("Suppose he has asthma.", "he has asthma"),
        ("and if he is allergic to them and to others?", "he is allergic"),
        ("and if hemizygous?", "hemizygous"),
        ("She has a pacemaker. Does that matter?", "She has a pacemaker"),
    ],
)
def test_a_change_that_no_field_took_is_said(question: str, words: str) -> None:
    """In the question's own words, and the case stays as it was."""
    made = change(ADULT, question, EARLIER)
    assert words in " ".join(made.untaken) or made.patient != ADULT


@pytest.mark.parametrize(
    "question",
    [
        "And if not?",
        "And in which trials?",
        "And if it fails to lower urate, what then?",
        "and what about pegloticase?",
        "And in adolescents?",
        "And if he also takes azathioprine?",
        "and with gout?",
        "And with an eGFR of 22?",
        "How long is it given?",
        "",
    ],
)
def test_what_changes_nothing_or_was_taken_is_not_said(question: str) -> None:
    """Evidence, doses and groups are no change; a drug, a number and the patient's own disease are known."""
    assert change(ADULT, question, EARLIER).untaken == ()


def test_an_age_in_words_is_said_beside_a_drug_alone() -> None:
    """Also of a first question; where the case has an age that it may mean, and beside a mother, it is not."""
    assert change(None, "Is aspirin safe in a toddler?").untaken
    assert not change(None, "Which gene panel for a toddler?").untaken
    assert not change(Patient(age=2), "Is aspirin safe for the toddler?").untaken
    assert not change(None, "Is aspirin safe for a baby whose mother takes it?").untaken


def test_a_failure_of_an_organ_is_a_condition_without_a_value() -> None:
    """It is held against labels that name it, and that no value is known is said."""
    made = change(ADULT, "and on peritoneal dialysis?", EARLIER)
    assert made.patient is not None
    assert made.patient.conditions == ("gout", "peritoneal dialysis")
    (said,) = made.untaken
    assert said.startswith("“on peritoneal dialysis” is taken as a condition")
    assert said.endswith("were not checked.")
    assert change(None, "Which vaccine is given in renal failure?") == (None, (), ())


@pytest.mark.parametrize(
    ("patient", "question", "words"),
    [
        (ADULT, "and on dialysis with an eGFR of 7?", ""),
        (ADULT, "and with hepatic failure, Child-Pugh C?", ""),
        (
            ADULT,
            "and with liver failure and an eGFR of 7?",
            "no grade of hepatic impairment: labels that go by one were not",
        ),
        (Patient(egfr=81), "and with renal failure?", "checked with the one known before"),
    ],
)
def test_a_value_that_is_given_is_not_called_missing(patient: Patient, question: str, words: str) -> None:
    """Beside a failure the question's own value is enough; what labels were held against else is said."""
    told = " ".join(change(patient, question, EARLIER).untaken)
    assert words in told
    assert bool(words) == bool(told)


def test_a_failure_that_is_over_leaves_the_case() -> None:
    """Also where it is denied outright; another condition stays, and a question on it changes nothing."""
    patient = Patient(conditions=("gout", "dialysis"))
    for question in ("no longer on dialysis", "What if he is off dialysis?", "She doesn't need dialysis."):
        assert change(patient, question, EARLIER).patient == Patient(conditions=("gout",))
    assert change(patient, "Why is he not on dialysis?", EARLIER).patient == patient
