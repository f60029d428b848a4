"""What may be an allergen in a question."""

from __future__ import annotations

import pytest

from assistant.names.find import find
from assistant.question.allergen_names import UNLISTED, allergen_names


@pytest.mark.parametrize(
    ("text", "known", "unlisted"),
    [
        ("Allergies: penicillin, sulfa drugs.", ["penicillin", "sulfa drugs"], []),
        ("Allergies: codeine, iodinated contrast, latex.", ["codeine"], ["iodinated contrast", "latex"]),
        ("allergic to latex which antibiotic", [], ["latex"]),
        ("allergic to penicillin and pregnant", ["penicillin"], []),
    ],
)
def test_drugs_groups_and_words_that_nothing_knows_are_found(text: str, known: list[str], unlisted: list[str]) -> None:
    """A word of the language alone is none; between two marks it is part of a name."""
    found = allergen_names(text, find(text))
    assert [one.surface for one in found if one.reason != UNLISTED] == known
    assert [one.surface for one in found if one.reason == UNLISTED] == unlisted
