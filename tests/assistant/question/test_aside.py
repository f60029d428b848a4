"""Stretches of a question that say nothing of its patient."""

from __future__ import annotations

import pytest

from assistant.question.aside import of_others


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
