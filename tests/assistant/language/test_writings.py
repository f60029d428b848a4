"""One name in its many writings: spacing, hyphens, Greek letters."""

from __future__ import annotations

import re

import pytest

from assistant.language.writings import as_pattern, in_latin, writings


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("CYP2D6", "CYP 2D6"),
        ("CYP 2D6", "CYP2D6"),
        ("CYP2D6", "CYP‐2D6"),
        ("HER-2", "HER2"),
        ("TGF-β1", "TGFbeta1"),
        ("TGF-beta1", "TGF‐β 1"),
        ("PPARgamma", "PPAR-γ"),
        ("β blocker", "beta-blocker"),
        ("UGT1A1*28", "UGT1A1 *28"),
        ("meta-analysis", "meta‐analysis"),
        ("breast cancer", "breast-cancer"),
        ("63396C>T", "63396C→T"),
        ("c.681G>A", "c.681G --> A"),
        ("1236C→T", "1236C>T"),
    ],
)
def test_a_name_is_found_in_its_other_writings(name: str, written: str) -> None:
    """Blanks, the six printed hyphens, arrows and Greek letters or their names make no difference."""
    assert re.fullmatch(as_pattern(name), written)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("V600E", "V600K"),
        ("CYP2D6", "CYP2D60"),
        ("breast cancer", "breastcancer"),
        ("IL6", "IL16"),
        ("681G>A", "681G→C"),
    ],
)
def test_other_names_are_not_found(name: str, written: str) -> None:
    """What differs in a letter or digit is another name, and words of the language stay apart."""
    assert not re.fullmatch(as_pattern(name), written)


def test_a_symbol_is_searched_in_one_word_and_with_its_number_apart() -> None:
    """The ways in which an index may hold a symbol; words of the language have one way."""
    assert writings("CYP-2D6") == ("CYP-2D6", "CYP2D6", "CYP 2D6")
    assert writings("breast cancer") == ("breast cancer",)


def test_a_greek_letter_is_the_first_letter_of_its_name_in_a_symbol() -> None:
    """As HGNC writes symbols; a name without Greek letters has no such form."""
    assert (in_latin("RAR-β"), in_latin("RAR-beta"), in_latin("IFNλ3"), in_latin("EGFR")) == (
        "RARB",
        "RARB",
        "IFNL3",
        "",
    )
