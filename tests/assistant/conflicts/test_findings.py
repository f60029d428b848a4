"""What a sentence finds, and which findings are on one matter."""

from __future__ import annotations

import pytest

from assistant.conflicts.conflicts import side_of
from assistant.conflicts.findings import findings, on_one_matter
from tests.assistant.made_records import article

RECORD = article("1", "Carriers on irinotecan", "")
OTHER = article("2", "Patients on irinotecan", "")
FOUND = "UGT1A1*28 was associated with severe neutropenia on irinotecan."


def test_each_clause_is_a_finding_of_its_own() -> None:
    """An effect on one outcome and none on another are two findings, each with its outcome."""
    told = findings("UGT1A1*28 increased the risk of diarrhea on irinotecan, but not of neutropenia.", RECORD)
    assert [(sorted(one.outcomes), one.null) for one in told] == [(["diarrhea"], False), (["neutropenia"], True)]


@pytest.mark.parametrize(
    "sentence",
    [
        "UGT1A1*28 was not associated with diarrhea on irinotecan.",
        "UGT1A1*6 was not associated with neutropenia on irinotecan.",
        "UGT1A1*28 was not associated with neutropenia on belinostat.",
        "Among those on high-dose irinotecan, no role of UGT1A1*28 in neutropenia was seen.",
        "DPYD*2A was not associated with neutropenia on irinotecan.",
    ],
)
def test_another_outcome_variant_drug_dose_or_gene_is_another_matter(sentence: str) -> None:
    """Findings are set against each other only where outcome, variant, drug, dose and gene are the same."""
    pairs = [(one, other) for one in findings(FOUND, RECORD) for other in findings(sentence, OTHER)]
    assert pairs
    assert not any(on_one_matter(one, other) for one, other in pairs)
    assert side_of(FOUND, RECORD, sentence, OTHER) is None


def test_an_effect_and_none_on_one_matter_are_opposed() -> None:
    """The same variant, drug and outcome, found by the one and not by the other."""
    none = "There was no difference in neutropenia between UGT1A1*28 genotypes in those on irinotecan."
    assert side_of(FOUND, RECORD, none, OTHER) == "opposes"


def test_two_null_results_are_never_opposed() -> None:
    """Both found nothing, in words that differ: they agree."""
    one = "UGT1A1*28 was not associated with neutropenia on irinotecan."
    other = "No difference in severe neutropenia was seen between UGT1A1*28 genotypes treated with irinotecan."
    assert side_of(one, RECORD, other, OTHER) == "supports"


def test_a_sentence_that_says_both_says_neither() -> None:
    """No difference, although the one group did worse: of such a sentence no finding is read."""
    sentence = "UGT1A1*28 did not affect response rates on irinotecan, although UGT1A1*28 reduced the response rate."
    assert findings(sentence, RECORD) == ()
