"""Phrases of a table, found in one pass over the words of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.phrase_words import PhraseWords, Words

TABLE = PhraseWords(
    [
        ("line", "1", "untreated"),
        ("line", "1", "first line"),
        ("line", "2", "progress*/progression on/after ~3 therapy"),
        ("line", "2", "*nib resistant"),
        ("age", "child", "pediatric*"),
        ("age", "adolescent", "pediatric*"),
        ("color", "black", "black"),
        ("color", "", "black box"),
    ]
)


def told(text: str) -> list[tuple[str, str, str]]:
    return [(one.kind, one.value, text[one.start : one.end]) for one in TABLE.find(Words(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Untreated people", [("line", "1", "Untreated")]),
        ("in FIRST-LINE use", [("line", "1", "FIRST-LINE")]),
        ("It came first. Line two followed.", []),
        (
            "progressed after gefitinib-based drug therapy",
            [("line", "2", "progressed after gefitinib-based drug therapy")],
        ),
        ("progressed after one two three four therapy", []),
        ("afatinib-resistant cells", [("line", "2", "afatinib-resistant")]),
        ("Pediatrics", [("age", "child", "Pediatrics"), ("age", "adolescent", "Pediatrics")]),
        ("black people", [("color", "black", "black")]),
        ("a black box warning", []),
        ("", []),
    ],
)
def test_a_phrase_is_found_as_the_text_writes_it(text: str, found: list[tuple[str, str, str]]) -> None:
    """Case, hyphens and endings make no difference, a sentence's end does, and the longest phrase takes its words."""
    assert told(text) == found


@given(st.text(max_size=200))
def test_places_are_those_of_the_text(text: str) -> None:
    """Whatever the letters, each word's place holds a word of the same length."""
    read = Words(text)
    assert all(read.end(place) <= len(text) for place in range(len(read.words)))
    assert all(text[start].isalnum() for start in read.starts)
