"""On which side of an HLA allele a sentence is, and whether the patient is on it."""

from __future__ import annotations

import pytest

from assistant.pharmacogenomics.phenotyping import phenotypes_of
from assistant.question.carried import carried, is_on_everybody, on_other_carriage
from assistant.records.patient import Diplotype, Patient


def test_what_was_typed_is_known_of_each_allele() -> None:
    """A state tells of its own allele, two alleles of every one that guidelines are on; other genes tell nothing."""
    one = Patient(diplotypes=(Diplotype("HLA-A", "", "*31:01 positive"), Diplotype("CYP2C9", "*1/*1")))
    assert carried(phenotypes_of(one)) == {("HLA-A", "31:01"): True}
    two = carried(phenotypes_of(Patient(diplotypes=(Diplotype("HLA-B", "*15:02/*40:01"),))))
    assert two["HLA-B", "15:02"] is True
    assert two["HLA-B", "57:01"] is False


@pytest.mark.parametrize(
    ("sentence", "positive", "negative"),
    [
        ("Noncarriers of HLA-B*58:01 had no reaction.", "HLA-B*58:01 negative", ""),
        ("In carriers of HLA-B*58:01 the skin peeled.", "", "HLA-B*58:01 positive"),
        ("The skin peeled in 4% of HLA-B*58:01 carriers and in no noncarriers.", "", ""),
        ("HLA-B*58:01 was tested in all of them.", "", ""),
        ("HLA-B*58:01 confers a high risk.", "", "HLA-B*58:01 positive"),
        ("A negative HLA-B*58:01 result does not exclude it.", "HLA-B*58:01 negative", ""),
        ("Carriers of HLA-B*13:01 reacted to dapsone.", "", ""),
    ],
)
def test_a_sentence_on_the_other_side_only_is_told(sentence: str, positive: str, negative: str) -> None:
    """With the side that it is on; one that holds both against each other, or is on everybody, is not."""
    assert on_other_carriage(sentence, {("HLA-B", "58:01"): True}) == positive
    assert on_other_carriage(sentence, {("HLA-B", "58:01"): False}) == negative
    assert on_other_carriage(sentence, {}) == ""


def test_an_allele_that_was_looked_for_is_nobodys() -> None:
    """What a test or a trial looked for, or what made no difference, is of everybody."""
    assert is_on_everybody("CYP2C9*3 was determined in 80 patients.")
    assert not is_on_everybody("CYP2C9*3 carriers bled more.")
