"""Drugs under which a disease grew, as a note tells of them."""

from __future__ import annotations

import pytest

from assistant.patient.notes.text import read_text

CASE = "62-year-old Māori woman with metastatic lung adenocarcinoma (stage IVB), EGFR L858R and T790M, "


@pytest.mark.parametrize(
    ("note", "prior", "taken"),
    [
        (f"{CASE}progressed on gefitinib, ECOG 1.", ("gefitinib",), ()),
        (f"{CASE}progressing on gefitinib, ECOG 1.", ("gefitinib",), ()),
        (f"{CASE}progression under gefitinib, ECOG 1.", ("gefitinib",), ()),
        (f"{CASE}progressive disease on gefitinib.", ("gefitinib",), ()),
        (f"{CASE}failed gefitinib, ECOG 1.", ("gefitinib",), ()),
        (f"{CASE}refractory to gefitinib, ECOG 1.", ("gefitinib",), ()),
        (f"{CASE}on gefitinib, ECOG 1.", (), ("gefitinib",)),
        (f"{CASE}takes gefitinib, ECOG 1.", (), ("gefitinib",)),
        (f"{CASE}progressed on gefitinib. Takes omeprazole.", ("gefitinib",), ("omeprazole",)),
        (f"{CASE}progressed on gefitinib. Medications: apixaban.", ("gefitinib",), ("apixaban",)),
        (f"{CASE}progressed on first-line gefitinib.", ("gefitinib",), ()),
        (f"{CASE}not progressed; takes gefitinib.", (), ("gefitinib",)),
    ],
)
def test_a_drug_that_failed_is_no_medication(note: str, prior: tuple[str, ...], taken: tuple[str, ...]) -> None:
    """Words right before a drug that say it failed stand against the model that reads notes."""
    patient = read_text(note).patient
    assert (patient.prior_therapies, patient.medications) == (prior, taken)
