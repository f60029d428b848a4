"""Clipped and misspelled names in notes."""

from __future__ import annotations

import pytest

from assistant.patient.notes.names.short_forms import is_word, righted, short_forms


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("on rosuva 10", ["rosuvastatin"]),
        ("given pembro", ["pembrolizumab"]),
        ("amlodpine daily", ["amlodipine"]),
        ("cholangioca of the hilum", ["cholangiocarcinoma"]),
        ("Rosuva came to the clinic", []),
        ("the patient walks daily", []),
        ("Mrs. Fabry came", []),
    ],
)
def test_a_clip_is_the_only_drug_that_begins_so(text: str, names: list[str]) -> None:
    """A word of the language, a person's name, and a beginning of several drugs are none."""
    assert [name for _, name, _, _ in short_forms(text)] == names


def test_a_word_of_diseases_is_righted_only_when_it_is_unknown() -> None:
    """One slip away from one word; what is a word stays."""
    assert righted("pancretic") == "pancreatic"
    assert righted("hypertension") == "hypertension"
    assert is_word("clinic") or righted("clinic") == "clinic"
