"""Ages in a few words: "Child 8 years, codeine"."""

from __future__ import annotations

import pytest

from assistant.question.case_said import read_case


@pytest.mark.parametrize(
    ("question", "age"),
    [
        ("Child 8 years, codeine after tonsillectomy", 8),
        ("boy 6 years: tramadol?", 6),
        ("Girl, 10 years, ALL: mercaptopurine dose?", 10),
        ("Codeine, child 8 yrs", 8),
        ("Woman 34 years, HER2-positive breast cancer", 34),
        ("infant 7 months, codeine?", 0.58),
        ("Child 8 years after transplant: tacrolimus?", None),
        ("Man 3 years after stent: clopidogrel?", None),
        ("Patient 5 years post transplant, azathioprine?", None),
        ("Children 8 years and older: codeine?", None),
        ("Child 2-8 years: codeine?", None),
        ("Woman 2 years on tamoxifen", None),
        ("child 8 years of therapy", None),
    ],
)
def test_an_age_behind_a_person_is_read(question: str, age: float | None) -> None:
    """A number of years or months right behind the one person is the age, unless it says how long ago something was."""
    assert read_case(question).patient.age == age
