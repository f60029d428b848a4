"""One hyphen for the many that are printed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.language.plain_signs import plain_signs


def test_every_printed_hyphen_becomes_that_of_the_keyboard() -> None:
    """Hyphen, non-breaking hyphen, figure dash, en dash and minus; a dash between clauses stays."""
    assert plain_signs("non‐a non‑b non‒c non–d −1") == "non-a non-b non-c non-d -1"
    assert plain_signs("one — two") == "one — two"


def test_every_printed_star_before_an_allele_becomes_that_of_the_keyboard() -> None:
    """Asterisk operator, low and full-width asterisk and black star; a product and a mark of a footnote stay."""
    assert plain_signs("CYP2D6∗4 UGT1A1⁎28 HLA-A★3101 HLA-B＊57:01") == "CYP2D6*4 UGT1A1*28 HLA-A*3101 HLA-B*57:01"
    assert plain_signs("P = 3.9∗10−8 in India☆ and a ∗ b") == "P = 3.9∗10-8 in India☆ and a ∗ b"


@given(st.text(max_size=60))
def test_offsets_stay(text: str) -> None:
    """As long as before, every other character in its place, and folding twice changes nothing."""
    made = plain_signs(text)
    assert len(made) == len(text)
    assert all(new in (old, "-", "*") for old, new in zip(text, made, strict=True))
    assert plain_signs(made) == made
