"""One hyphen for the many that are printed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.language.hyphens import one_hyphen


def test_every_printed_hyphen_becomes_that_of_the_keyboard() -> None:
    """Hyphen, non-breaking hyphen, figure dash, en dash and minus; a dash between clauses stays."""
    assert one_hyphen("non‐a non‑b non‒c non–d −1") == "non-a non-b non-c non-d -1"
    assert one_hyphen("one — two") == "one — two"


def test_every_printed_star_before_an_allele_becomes_that_of_the_keyboard() -> None:
    """Asterisk operator, low and full-width asterisk and black star; a product and a mark of a footnote stay."""
    assert one_hyphen("CYP2D6∗4 UGT1A1⁎28 HLA-A★3101 HLA-B＊57:01") == "CYP2D6*4 UGT1A1*28 HLA-A*3101 HLA-B*57:01"
    assert one_hyphen("P = 3.9∗10−8 in India☆ and a ∗ b") == "P = 3.9∗10-8 in India☆ and a ∗ b"


@given(st.text(max_size=60))
def test_offsets_stay(text: str) -> None:
    """As long as before, every other character in its place, and folding twice changes nothing."""
    made = one_hyphen(text)
    assert len(made) == len(text)
    assert all(new in (old, "-", "*") for old, new in zip(text, made, strict=True))
    assert one_hyphen(made) == made
