"""How far a drug has come, as a record says it of itself."""

from __future__ import annotations

import pytest

from assistant.studies.stages import phase_of, signs_of
from tests.assistant.made_records import article, evidence, gene, query


@pytest.mark.parametrize(
    ("title", "abstract", "phase"),
    [
        ("Phase II trial of drug A", "This phase III study was planned.", "phase 2"),
        ("Drug A", "A phase II trial of drug B was small. This phase 3 trial compared both.", "phase 3"),
        ("Drug A", "A phase I study of drug A is reported. A phase III trial is planned.", "phase 1"),
        ("Drug A", "Drug A awaits a phase III trial.", ""),
        ("Drug A", "Products of phase II enzymes were measured in this study.", ""),
    ],
)
def test_a_phase_is_the_records_own(title: str, abstract: str, phase: str) -> None:
    """That of its title, then of "this trial", then of one that it does not call another."""
    assert phase_of(article("1", title, abstract)) == phase


def test_a_sentence_tells_before_its_record() -> None:
    """What a sentence is on, where it says so, then the design of the record."""
    asked = query("q", gene("KRAS"))
    (item,) = evidence(asked, article("1", "Drug A in asthma: a randomized trial", "Adults took drug A."))
    assert signs_of("Mice gained weight.", item)[0] == "animal"
    assert signs_of("Adults gained weight.", item)[-1] == "randomized controlled trial"
