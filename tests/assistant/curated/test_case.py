"""What a patient's record adds to the case that curated rows are held against."""

from __future__ import annotations

import pytest

from assistant.curated.case import case_of
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
    """One that the report calls negative is known not to be there."""
    patient = Patient(diplotypes=(Diplotype("HLA-B", alleles),))
    case = case_of(understand("Is abacavir safe?", patient=patient), patient)
    assert [one.value for one in case.besides if one.kind == "hla"] == there
    assert [one.value for one in case.absent if one.kind == "hla"] == absent
