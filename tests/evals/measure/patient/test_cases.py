"""The patients of the case questions are well made, and a case is judged by the records that speak first."""

from __future__ import annotations

import pytest

from assistant.records.patient import Patient
from evals.measure.patient.cases import CaseQuestion, case_questions, judged
from evals.measure.patient.sensitivity import half


def test_the_set_is_whole() -> None:
    """120 cases with ids of their own and readable patients; a record that must speak is none that must not, and only
    a case without one abstains."""
    made = case_questions()
    assert len({one.id for one in made}) == len(made) == 120
    for one in made:
        Patient.from_dict(one.patient)
        assert not set(one.first) & set(one.never)
        assert one.abstains is (not one.first)
    assert 45 <= sum(half(one.id) == "held" for one in made) <= 75


@pytest.mark.parametrize(
    ("quoted", "right", "never", "refused"),
    [
        (["1"], True, False, False),
        (["3", "1"], True, False, False),
        (["3", "4", "1"], False, False, False),
        (["2", "1"], True, True, False),
        ([], False, False, True),
    ],
)
def test_the_first_two_findings_are_judged(quoted: list[str], right: bool, never: bool, refused: bool) -> None:
    """Record 1 must speak in the first two and record 2 must not; what stands third counts for neither."""
    case = CaseQuestion("a", "What next?", {}, ("1",), ("2",), False, "")
    row = judged(case, quoted)
    assert (row["right"], row["never"], row["refused"]) == (right, never, refused)


@pytest.mark.parametrize(("quoted", "right"), [([], True), (["5"], False)])
def test_a_case_that_no_record_is_on_abstains(quoted: list[str], right: bool) -> None:
    """Any finding is wrong there."""
    assert judged(CaseQuestion("a", "What next?", {}, (), (), True, ""), quoted)["right"] is right
