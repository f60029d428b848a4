"""Whether a number stands in the record at all."""

from __future__ import annotations

import pytest

from assistant.judge.figures import missing_number
from assistant.records.judged import Statement

QUOTE = "Mortality was 1.741 times as high (HR 0.35), 27,487 euros, 24 of 125 people, over 2 years."


@pytest.mark.parametrize(
    "text",
    [
        "Mortality was 1.74 times as high.",
        "Mortality was 65% lower (HR 0.35).",
        "It cost about 27,500 euros.",
        "It struck 19.2% of the people.",
        "It struck 35% of the people.",
        "It was seen over 24 months.",
        "A 2024 trial saw it in one of five.",
    ],
)
def test_a_number_in_another_print_is_given(text: str) -> None:
    """Rounded as printed, as a percentage of a ratio or of two counts, in another unit; years and spelled ones pass."""
    assert missing_number(Statement(text, (QUOTE,))) == ""


@pytest.mark.parametrize(
    ("text", "number"), [("Mortality was 1.84 times as high.", "1.84"), ("It struck 48% of the people.", "48")]
)
def test_a_number_that_is_nowhere_is_named(text: str, number: str) -> None:
    """The sentence says which."""
    assert missing_number(Statement(text, (QUOTE,))) == f"The record does not give the number {number}."


def test_the_whole_record_gives_numbers() -> None:
    """How many were studied may stand elsewhere in the abstract."""
    assert missing_number(Statement("Of 412 adults most did well.", (QUOTE,))) != ""
    assert missing_number(Statement("Of 412 adults most did well.", (QUOTE,), record="We saw 412 adults.")) == ""
