"""Numbers in words, and what parts and multiples in words come to."""

from __future__ import annotations

import pytest

from assistant.language.number_words import shares, spelled


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("seven of them", [7]),
        ("one hundred and twenty-one patients", [121]),
        ("two thousand three hundred", [2300]),
        ("a seven-year follow-up", [7]),
        ("attention to often", []),
    ],
)
def test_spelled_numbers_have_their_values(text: str, values: list[float]) -> None:
    """Words that belong to one number are one number, and no part of another word is any."""
    assert [value for value, _, _ in spelled(text)] == values


def test_a_spelled_number_is_given_with_its_place() -> None:
    """The place is that of the words."""
    text = "In all, twenty-four women"
    ((_, start, end),) = spelled(text)
    assert text[start:end] == "twenty-four"


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("half of the patients", 50, "%"),
        ("a threefold rise", 3, "-fold"),
        ("twice as often", 2, "-fold"),
        ("by a factor of ten", 10, "-fold"),
        ("one in five", 20, "%"),
        ("three out of every four", 75, "%"),
    ],
)
def test_shares_and_multiples_in_words(text: str, value: float, unit: str) -> None:
    """A share is told in percent, a multiple as a fold."""
    assert [(one.value, one.unit) for one in shares(text)] == [(value, unit)]


@pytest.mark.parametrize("text", ["five in two", "one in five mg", "half-life", "twice daily"])
def test_what_only_looks_like_a_share_is_none(text: str) -> None:
    """A part is less than its whole and no dose; half a word and a schedule are no shares."""
    assert list(shares(text)) == []
