"""Approvals of the shared facts that their own label contradicts."""

from __future__ import annotations

from assistant.curated.store import facts_for


def test_an_approval_is_of_the_drug_and_disease_of_its_label() -> None:
    """A row that names another drug than its label's, or another leukemia, is corrected or left out."""
    approved = {(one.identifier, drug) for one in facts_for(["FGFR2"]) for drug in one.therapies}
    assert ("ema.pemazyre", "pemigatinib") in approved
    assert not any(drug == "Elacestrant" for _, drug in approved)
    diseases = {one.disease for one in facts_for(["FLT3"]) if one.identifier == "fda.xospata"}
    assert diseases == {"Acute Myeloid Leukemia"}
