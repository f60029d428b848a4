"""Which words of a sentence its evidence does not have."""

from __future__ import annotations

import pytest

from assistant.verify.checks.coverage import said_in, senses, stands_for, uncovered
from assistant.verify.checks.reading import read
from tests.assistant.verify.checks.laid import sides


@pytest.mark.parametrize(
    ("claim", "evidence", "context", "left"),
    [
        ("Salt lowered pain.", "Salt lowered pain.", "", []),
        ("Salt lowered fever.", "Salt lowered pain.", "", ["fever"]),
        ("Inhibition of growth was found.", "Growth was inhibited, as was seen.", "", []),
        ("OS was longer.", "Overall survival was longer.", "", []),
        ("Erlotinib lowered pain.", "Tarceva lowered pain.", "", []),
        ("In this cohort study salt lowered pain.", "Salt lowered pain.", "A cohort study.", []),
        ("In this randomized study salt lowered pain.", "Salt lowered pain.", "A cohort study.", ["randomized"]),
        ("First-line salt lowered pain.", "Second-line salt lowered pain.", "First-line salt.", ["First-line"]),
        ("Pain was seen in men with TPMT deficiency.", "Pain was seen in TPMT-deficient men.", "", []),
        ("A mutation was seen in men.", "An EGFR mutation was seen in men.", "", []),
        ("More ARIA was seen.", "More amyloid-related imaging abnormalities were seen.", "", []),
        ("More ARIC was seen.", "More amyloid-related imaging abnormalities were seen.", "", ["ARIC"]),
        ("More PTEN was seen.", "More platelets to each neutrophil were seen.", "", ["PTEN"]),
        ("The endpoint was met.", "The end point was met.", "", []),
        ("The end point was met.", "The endpoint was met.", "", []),
    ],
)
def test_a_word_is_covered_by_any_of_its_forms(claim: str, evidence: str, context: str, left: list[str]) -> None:
    """Stem, synonym, abbreviation, brand, two words in one; design and line also by the rest of the record."""
    laid = sides(claim, evidence, context)
    assert [laid.claim.words([token]) for token in uncovered(laid)] == left


def test_a_word_may_have_several_senses() -> None:
    """ "found" is what was observed, and what was present; two words with a sense in common stand for each other."""
    found, seen, rash = (read(f"It was {word}.").tokens[-1] for word in ("found", "seen", "fever"))
    assert senses(found) & senses(seen)
    assert not senses(found) & senses(rash)
    laid = sides("Rash was seen.", "Rash was found.")
    assert stands_for(laid, [seen], [found])
    assert not stands_for(laid, [rash], [found])
    assert said_in(laid).has(found)
