"""Quotes: found word for word, with offsets of the record's own text, or refused with a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.quotes import locate

TEXT = (
    "The “first” arm – 12 men –\nwas  not\u00a0ineffective... in all of it. The first arm was not ineffective at all."
)


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ('The "first" arm - 12 men', "The “first” arm – 12 men"),
        ("12 men — was not ineffective... in", "12 men –\nwas  not\u00a0ineffective... in"),
        ("  The first arm was not  ", "The first arm was not"),
        ("“The first arm was not ineffective at all.”", "The first arm was not ineffective at all."),
    ],
)
def test_forms_of_blanks_marks_and_dashes_do_not_matter(quote: str, found: str) -> None:
    """An ellipsis the record prints itself is no splice."""
    place = locate(quote, TEXT)
    assert isinstance(place, tuple)
    assert TEXT[place[0] : place[1]] == found


@pytest.mark.parametrize(
    ("quote", "reason"),
    [
        ("the first arm was not ineffective", "does not stand"),
        ("first arm was effective at all", "does not stand"),
        ("The first arm ... ineffective at all", "spliced"),
        ("The first arm […] ineffective at all", "spliced"),
        ("first arm was", "too short"),
        ("effective... in all of it", "inside a word"),
        ("", "too short"),
    ],
)
def test_refuses_what_is_no_quote(quote: str, reason: str) -> None:
    """Another case of letters, a left-out word, a splice, too few words, a cut word."""
    told = locate(quote, TEXT)
    assert isinstance(told, str)
    assert reason in told


@given(st.text(alphabet="ab “”–-\n\t\u00a0.…", max_size=60), st.data())
def test_any_stretch_of_whole_words_is_found_where_it_reads_alike(text: str, data: st.DataObject) -> None:
    """A quote cut from a text is found in it, and what is found reads the same."""
    words = text.split()
    begin = data.draw(st.integers(0, max(0, len(words))))
    quote = " ".join(words[begin : begin + 8])
    place = locate(quote, text)
    if isinstance(place, tuple):
        assert [word.strip("“”\"'") for word in text[place[0] : place[1]].split()] == [
            word.strip("“”\"'") for word in quote.strip("“”\"' ").split()
        ]
