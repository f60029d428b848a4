"""How sure a sentence is, against its evidence."""

from __future__ import annotations

import pytest

from assistant.verify.checks.certainty import advises_more, check_certainty
from tests.assistant.verify.checks.laid import ask, sides


@pytest.mark.parametrize(
    ("claim", "evidence", "outcome"),
    [
        ("Aspirin prevents polyps in carriers.", "Aspirin prevents polyps in carriers.", "passed"),
        ("Aspirin prevents polyps in carriers.", "Aspirin may prevent polyps in carriers.", "weakens"),
        ("Aspirin may prevent polyps in carriers.", "Aspirin may prevent polyps in carriers.", "passed"),
        ("Aspirin may prevent polyps in carriers.", "Aspirin prevents polyps in carriers.", "passed"),
        ("The allele causes rash in carriers.", "The allele is associated with rash in carriers.", "weakens"),
        ("The allele is associated with rash in carriers.", "The allele causes rash in carriers.", "passed"),
        ("Testing is recommended.", "Testing is done.", "weakens"),
        ("Testing should be done.", "Testing should be done.", "passed"),
        ("Rash was significantly less common.", "Rash was less common.", "weakens"),
        ("Rash was significantly less common (P = 0.01).", "Rash was less common (P = 0.01).", "passed"),
        ("Rash was less common with oil.", "Rash was not significantly less common with oil.", "weakens"),
        (
            "Rash was less common with oil.",
            "Rash was less common with oil (hazard ratio, 0.9; 95% CI, 0.6 to 1.4).",
            "weakens",
        ),
        ("Oil helps against rash.", "It is unclear whether oil helps against rash.", "weakens"),
    ],
)
def test_a_sentence_is_no_surer_than_its_evidence(claim: str, evidence: str, outcome: str) -> None:
    """Leaving out "may", or making a cause of an association, weakens the support; the other way round is allowed."""
    assert ask(check_certainty, claim, evidence) == outcome


def test_advice_needs_advice() -> None:
    """A recommendation that the evidence makes less strongly, or not at all, is told with its word."""
    assert "must" in advises_more(sides("Testing must be done.", "Testing should be done."))
    assert not advises_more(sides("Testing should be done.", "Testing is recommended."))


@pytest.mark.parametrize(
    ("claim", "evidence", "wrong"),
    [
        (
            "Current labels discourage exercise in people who could walk.",
            "Current labels may discourage exercise in people who could walk.",
            True,
        ),
        (
            "Current labels do discourage exercise in people who could walk.",
            "Current labels may discourage exercise in people who could walk.",
            True,
        ),
        (
            "Current labels may discourage exercise in people who walk.",
            "Current labels may discourage exercise in people who could walk.",
            True,
        ),
        (
            "Current labels might discourage exercise in people who could walk.",
            "Current labels may discourage exercise in people who could walk.",
            False,
        ),
        (
            "Growth was faster with zinc; height will be greater.",
            "Growth was faster with zinc; whether height will be greater remains unknown.",
            True,
        ),
        (
            "Growth was faster with zinc; it remains unknown whether height will be greater.",
            "Growth was faster with zinc; whether height will be greater remains unknown.",
            False,
        ),
        (
            "Growth was faster with zinc.",
            "Growth was faster with zinc; whether height will be greater remains unknown.",
            False,
        ),
        ("The gel helps and is possibly safe in men.", "The gel may help and is possibly safe in men.", True),
        ("The gel might help and is possibly safe in men.", "The gel may help and is possibly safe in men.", False),
    ],
)
def test_each_doubt_stays_at_its_word(claim: str, evidence: str, wrong: bool) -> None:
    """One doubt elsewhere makes up for none that went, and what was asked is not told as so."""
    assert (ask(check_certainty, claim, evidence) in ("passed", "nothing")) is not wrong
