"""What a patient's record adds to the case that curated rows are held against."""

from __future__ import annotations

import pytest

from assistant.curated.case import case_of
from assistant.curated.joining import join
from assistant.question.understand import understand
from assistant.records.patient import Diplotype, Patient


@pytest.mark.parametrize(
    ("alleles", "there", "absent"),
    [
        ("*57:01", ["57:01"], []),
        ("*57:01 positive", ["57:01"], []),
        ("*57:01 negative", [], ["57:01"]),
    ],
)
def test_an_hla_allele_of_the_record_counts_with_its_state(alleles: str, there: list[str], absent: list[str]) -> None:
    """One that the report calls negative is known not to be there, and its rows are no rows of the patient's."""
    patient = Patient(diplotypes=(Diplotype("HLA-B", alleles),))
    case = case_of(understand("Is abacavir safe?", patient=patient), patient)
    assert [one.value for one in case.besides if one.kind == "hla"] == there
    assert [one.value for one in case.absent if one.kind == "hla"] == absent
    assert {one.value for one in case.there if one.kind == "hla"} == set(there)


def test_a_negative_hla_result_is_answered_by_the_row_on_it() -> None:
    """Abacavir is not advised against where *57:01 was tested and not found."""
    patient = Patient(diplotypes=(Diplotype("HLA-B", "*57:01 negative"),))
    rows = join(understand("Is abacavir safe?", patient=patient), patient).rows
    assert {row.fact.action for row in rows} == {"standard"}
