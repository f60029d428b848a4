"""Stretches of a question that say nothing of its patient."""

from __future__ import annotations

import pytest

from assistant.question.aside import of_others, own_words


@pytest.mark.parametrize(
    ("question", "aside"),
    [
        ("Her sister takes lithium. Is it safe?", ["Her sister takes lithium."]),
        ("Is she pregnant?", ["Is she pregnant"]),
        ("Is she fit for it with an eGFR of 41?", ["Is she fit "]),
        ("Is the patient breastfeeding?", ["Is the patient breastfeeding"]),
        ("Is my patient on warfarin safe with it?", []),
        ("She is pregnant.", []),
        ("", []),
    ],
)
def test_what_is_asked_or_anothers_is_aside(question: str, aside: list[str]) -> None:
    """A relative's sentence, and a question on the patient as far as the first circumstance; a statement is neither."""
    assert [question[start:end] for start, end in of_others(question)] == aside


def test_own_words_are_what_is_left() -> None:
    """A phenotype that is told stays, one that is asked or a relative's is gone."""
    left = own_words("She is a poor metabolizer. Is she pregnant? Her sister is a rapid metabolizer.")
    assert "poor metabolizer" in left
    assert "pregnant" not in left
    assert "rapid" not in left
    assert own_words("") == ""
