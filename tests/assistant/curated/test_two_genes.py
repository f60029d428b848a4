"""Two genes of a patient that each change the dose of a drug: which row opens, and what is said of both together."""

from __future__ import annotations

import pytest

from assistant.curated.joining import apart, join
from assistant.question.understand import understand
from assistant.records.curated import CuratedRow
from assistant.records.patient import Diplotype, Patient


def rows_of(drug: str, *results: tuple[str, str]) -> tuple[CuratedRow, ...]:
    patient = Patient(age=60, diplotypes=tuple(Diplotype(gene, alleles) for gene, alleles in results))
    return join(understand(f"Which dose of {drug}?", patient), patient).rows


@pytest.mark.parametrize(
    ("cyp2c9", "vkorc1", "gene", "amount"),
    [
        ("*3/*3", "AA", "CYP2C9", "80 %"),
        ("*3/*3", "GG", "CYP2C9", "80 %"),
        ("*2/*3", "AA", "CYP2C9", "55 %"),
        ("*1/*3", "AA", "VKORC1", "40 %"),
        ("*2/*2", "AA", "VKORC1", "40 %"),
        ("*2/*2", "AG", "CYP2C9", "35 %"),
        ("*1/*2", "AA", "VKORC1", "40 %"),
        ("*1/*1", "AA", "VKORC1", "40 %"),
    ],
)
def test_the_row_that_lowers_the_dose_most_opens(cyp2c9: str, vkorc1: str, gene: str, amount: str) -> None:
    """Whatever the other gene has: a second sensitizing result never makes the advice milder."""
    for results in ((("CYP2C9", cyp2c9), ("VKORC1", vkorc1)), (("VKORC1", vkorc1), ("CYP2C9", cyp2c9))):
        first = rows_of("warfarin", *results)[0].fact
        assert (first.genes, first.action, first.amount) == ((gene,), "reduce", amount)


def test_rows_on_one_gene_each_are_said_to_tell_nothing_of_both() -> None:
    """And one gene that changes nothing is no matter."""
    both = apart(rows_of("warfarin", ("CYP2C9", "*3/*3"), ("VKORC1", "AA")))
    assert both == (
        "Each row on warfarin is on some of CYP2C9, VKORC1: none here tells the dose for all of them together.",
    )
    assert not apart(rows_of("warfarin", ("CYP2C9", "*3/*3"), ("VKORC1", "GG")))
