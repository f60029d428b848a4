"""The tables that notes are read with and that are made: words of diseases' names, names of drugs."""

from __future__ import annotations

from evals.knowledge.condition_words import condition_words
from evals.knowledge.drug_names import drug_names
from evals.knowledge.sources import Term


def test_heads_are_told_by_their_ending_or_chosen() -> None:
    """The last word of a name counts by its ending; what is dropped by hand is not a head."""
    terms = [Term("1", "renal gastritis", ()), Term("2", "old aroma", ()), Term("3", "renal cyst", ("renal mass",))]
    choices = [["condition heads", "drop", "aroma", "", "a smell"], ["condition heads", "add", "abscess", "", "MeSH X"]]
    made = condition_words(terms, choices)
    assert [row for row in made if row[0] == "head"] == [["head", "gastritis", "DOID"], ["head", "abscess", "MeSH X"]]
    assert ["modifier", "renal", "DOID"] in made


def test_a_salt_gives_its_first_word() -> None:
    """Notes write "mycophenolate" for the mofetil; what the vocabulary has is left out."""
    made = dict(drug_names({"fantastate mofetil": "DB1", "aspirin": "DB2"}, ["Imaginol"]))
    assert made["fantastate"] == "DB1"
    assert "imaginol" in made
    assert "aspirin" not in made
