"""Figures of a text and the words that each belongs to."""

from __future__ import annotations

import pytest

from assistant.verify.checks.owned import figures, subjects
from assistant.verify.checks.reading import read


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Relapse was 30% with surgery and 12% with radiation.", [("surgery",), ("radiat",)]),
        ("Relapse was 30% and 12% with surgery and radiation, respectively.", [("surgery",), ("radiat",)]),
    ],
)
def test_a_figure_belongs_to_the_words_of_its_own_arm(text: str, labels: list[tuple[str, ...]]) -> None:
    """The words behind it up to the next break, or in a row those at its place in the list."""
    assert [figure.labels for figure in figures(read(text))] == labels


def test_figures_of_a_row_say_how_many_they_are() -> None:
    """One by itself is a row of one."""
    row = "Relapse was 30% and 12% with surgery and radiation, respectively."
    assert [figure.row for figure in figures(read(row))] == [2, 2]
    assert [figure.row for figure in figures(read("Relapse was 30% with surgery."))] == [1]


def test_each_figure_has_the_words_before_it() -> None:
    """Of the second figure they begin behind the break that ends the first."""
    reading = read("Fever was seen in 21% of the women and chills in 35%.")
    said = [{token.key for token in tokens} for tokens in subjects(reading, figures(reading))]
    assert "fever" in said[0]
    assert "fever" not in said[1]
    assert said[1]
