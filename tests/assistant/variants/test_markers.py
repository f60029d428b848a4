"""The state of a marker in a question, and whether it meets a source's word or limit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.variants.markers import MarkerState, meets, states_in


@pytest.mark.parametrize(
    ("text", "gene", "word"),
    [
        ("HER2-low breast cancer", "ERBB2", "low"),
        ("HER2‑low breast cancer", "ERBB2", "low"),
        ("HER2 negative", "ERBB2", "negative"),
        ("her2-positive disease", "ERBB2", "positive"),
        ("hormone receptor-positive", "ESR1", "positive"),
        ("ER+ tumor", "ESR1", "positive"),
        ("an MSI-H tumor", "MSI", "high"),
        ("mismatch repair deficient", "MMR", "deficient"),
        ("TMB-high melanoma", "TMB", "high"),
        ("PD-L1 positive", "CD274", "positive"),
    ],
)
def test_a_word_after_a_marker_is_its_state(text: str, gene: str, word: str) -> None:
    """However it is hyphenated or cased; a form that says its state itself needs no word."""
    assert [(one.gene, one.word) for one in states_in(text)] == [(gene, word)]


@pytest.mark.parametrize("text", ["the HER2 gene", "er positive", "PR interval of 200 ms", "ERCC1 positive", "PD-L1"])
def test_a_marker_without_a_state_has_none(text: str) -> None:
    """Nor has a word that is only written like one."""
    assert states_in(text) == ()


@pytest.mark.parametrize(
    ("text", "limit", "verdict"),
    [
        ("PD-L1 TPS 60%", ">= 50%", True),
        ("PD-L1 TPS 60%", ">= 1%", True),
        ("PD-L1 TPS 20%", ">= 50%", False),
        ("PD-L1 0%", ">= 1%", False),
        ("PD-L1 ≥50%", ">= 50%", True),
        ("PD-L1 ≥1%", ">= 50%", None),
        ("PD-L1 expression of 5%", "< 1%", False),
        ("PD-L1 CPS 12", "(CPS) >= 10", True),
        ("PD-L1 CPS 12", ">= 50%", None),
        ("PD-L1 TPS 60%", "(CPS) >= 10", None),
        ("PD-L1 positive", ">= 50%", None),
        ("HER2-low", "low", True),
        ("HER2-low", "positive", False),
        ("HER2-ultralow", "low", False),
    ],
)
def test_a_state_meets_a_limit_of_its_own_scale(text: str, limit: str, verdict: bool | None) -> None:
    """A range that only overlaps the limit, another scale, or a word for a number settles nothing."""
    assert meets(limit, states_in(text)) is verdict


@given(st.integers(0, 100), st.integers(0, 100))
def test_a_percentage_meets_exactly_the_limits_below_it(value: int, limit: int) -> None:
    """Whatever the two numbers are."""
    assert meets(f">= {limit}%", states_in(f"PD-L1 TPS {value}%")) is (value >= limit)


def test_no_state_meets_nothing() -> None:
    """What the question does not say is not known."""
    assert meets("low", ()) is None
    assert meets(">= 1%", (MarkerState("CD274", "high"),)) is None
