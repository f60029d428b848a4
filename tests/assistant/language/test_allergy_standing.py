"""Words beside an allergen that say how sure it is."""

from __future__ import annotations

import pytest

from assistant.language.allergy_standing import with_standing


@pytest.mark.parametrize(
    ("before", "after", "entry"),
    [
        ("He has an unconfirmed ", " allergy", "penicillin (unconfirmed)"),
        ("", " allergy label removed in 2021", "penicillin (label removed)"),
        ("", " (delabeled) and codeine allergy", "penicillin (delabeled)"),
        ("codeine (delabeled) and ", " allergy", "penicillin"),
        ("", " allergy, SJS ruled out", "penicillin"),
        ("", " to be delabeled", "penicillin"),
        ("Was ", " allergy ruled out", "penicillin"),
    ],
)
def test_an_allergen_has_the_words_on_how_it_stands(before: str, after: str, entry: str) -> None:
    """Those of its own clause, where they say so and do not ask."""
    assert with_standing("penicillin", before, after) == entry
