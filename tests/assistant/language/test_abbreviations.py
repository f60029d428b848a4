"""Abbreviations that a text defines for itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.abbreviations import find_abbreviations, words_abbreviated


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("Patients with non-small-cell lung cancer (NSCLC) were seen.", "NSCLC", "non-small-cell lung cancer"),
        ("We studied gastric cancer (GC; n = 31).", "GC", "gastric cancer"),
        ("The hazard ratio [HR] was low.", "HR", "hazard ratio"),
        ("PFS (progression-free survival) was longer.", "PFS", "progression-free survival"),
        ("Serum tumor necrosis factor-alpha (TNF-α) rose.", "TNF-α", "tumor necrosis factor-alpha"),
        ("Tumor necrosis factor‐alpha (TNF‐α) rose.", "TNF‐α", "Tumor necrosis factor‐alpha"),  # U+2010
        ("Both alleles of polymerase gamma (POLG) were hit.", "POLG", "polymerase gamma"),
    ],
)
def test_a_definition_is_read_in_either_order(text: str, short: str, long: str) -> None:
    """The long form stands before or inside the parenthesis, and both carry their places."""
    (found,) = find_abbreviations(text)
    assert (found.short, found.long) == (short, long)
    assert text[found.short_start : found.short_end] == short
    assert text[found.long_start : found.long_end] == long


@pytest.mark.parametrize(
    "text",
    [
        "The dose was raised (see above).",
        "Survival was longer (P < 0.001).",
        "Nothing begins with these letters (XQZ).",
        "One group (n = 12) had fever.",
        "The sentence ends. (ABC)",
    ],
)
def test_what_is_no_definition_is_left_alone(text: str) -> None:
    """Remarks, statistics and letters that the words before do not hold define nothing."""
    assert find_abbreviations(text) == ()


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_gives_definitions_at_their_places(text: str) -> None:
    """Whatever the text, each definition is the text at its offsets."""
    for found in find_abbreviations(f"{text} (AB) {text}"):
        whole = f"{text} (AB) {text}"
        assert whole[found.short_start : found.short_end] == found.short
        assert whole[found.long_start : found.long_end] == found.long


@pytest.mark.parametrize(
    ("acronym", "text", "words"),
    [
        ("ARIA", "Amyloid-related imaging abnormalities rose.", "Amyloid-related imaging abnormalities"),
        ("ARIA", "Amyloid-related imaging (abnormalities) rose.", None),
        ("ARIA", "Amyloid-related images rose.", None),
        ("ARI", "Acute respiratory infection rose.", None),
        ("Aria", "Amyloid-related imaging abnormalities rose.", None),
    ],
)
def test_an_acronym_is_found_by_the_first_letters_of_words_in_a_row(acronym: str, text: str, words: str | None) -> None:
    """From four capitals on, and with no bracket between the words."""
    found = words_abbreviated(acronym, text)
    assert (found and text[slice(*found)]) == words
