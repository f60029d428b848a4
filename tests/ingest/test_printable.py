"""What reaches a terminal: no control, no mark of direction, nothing hidden, whoever wrote it."""

from __future__ import annotations

import json
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.printable import printable, printable_json


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("a\x9b2Jb", "a2Jb"),
        ("a\x9d0;title\x9cb", "a0;titleb"),
        ("a\x90b\x98c\x9ed\x9fe", "abcde"),
        ("real\rfake", "real fake"),
        ("a\x08\x08b\x07", "ab"),
        ("a\x85b\u2028c\u2029d", "a b c d"),
        ("dose \u202e50\u202c mg", "dose 50 mg"),
        ("\u2066a\u2069\u200eb\u200fc\u061c", "abc"),
        ("a\u200bb\u2060c\ufeffd\u00ade", "abcde"),
        ("safe\U000e0069\U000e0067", "safe"),
        ("half \ud800 pair", "half  pair"),
        ("two\nlines\r\nthree", "two\nlines\nthree"),
        ("tab\tbed", "tab bed"),
        ("TGF-β1 ≥ 5 µg, naïve 日本 e\u0301 🙂", "TGF-β1 ≥ 5 µg, naïve 日本 e\u0301 🙂"),
    ],
)
def test_what_a_terminal_obeys_is_not_printed(text: str, shown: str) -> None:
    """Controls, marks of direction and hidden characters go; letters, signs and line breaks stay."""
    assert printable(text) == shown


@given(st.text(st.characters(codec=None)))
def test_nothing_unprintable_is_left(text: str) -> None:
    """Of any text, only visible characters, blanks and line breaks are left, and a second time changes nothing."""
    shown = printable(text)
    assert all(c == "\n" or category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in shown)
    assert printable(shown) == shown


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_json_is_printed_escaped_and_reads_back(value: object) -> None:
    """The JSON of any value holds no such character on a terminal, and loses none for a program."""
    shown = printable_json(json.dumps(value, ensure_ascii=False, indent=2))
    assert printable(shown) == shown
    assert json.loads(shown) == value
