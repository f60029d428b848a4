"""The words of a text as names are looked up by them."""

from __future__ import annotations

from assistant.names.text_words import words_in_text


def test_words_are_where_they_stand() -> None:
    """Each word is spelled for looking up, with its place and as it was written."""
    text = "Osimertinib in NSCLC"
    words = words_in_text(text)
    assert [text[one.start : one.end] for one in words] == [one.raw for one in words] == ["Osimertinib", "in", "NSCLC"]
    assert words[0].word == "osimertinib"


def test_the_s_of_a_possessive_is_no_word() -> None:
    """ "Crohn's" is the word of a name, and no "s"."""
    assert [one.raw for one in words_in_text("Crohn's disease")] == ["Crohn", "disease"]
