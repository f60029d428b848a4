"""Labels of results are taken off, and the score behind one is read."""

from __future__ import annotations

import time

import pytest

from assistant.variants.result_words import score_pattern, worded


@pytest.mark.parametrize(
    ("text", "rest", "score"),
    [
        ("AS: 1", "", 1.0),
        ("activity score 1.5", "", 1.5),
        ("Activity Score = 0", "", 0.0),
        ("AS 1,5", "", 1.5),
        ("phenotype: IM", "IM", None),
        ("Predicted phenotype = poor metaboliser (PM)", "poor metaboliser (PM)", None),
        ("IM (AS 1)", "IM", 1.0),
        ("*1/*4, AS=1.0, IM", "*1/*4, IM", 1.0),
        ("*1/*4 (phenotype: IM; activity score: 1)", "*1/*4 (IM)", 1.0),
        ("genotype: *4/*4", "*4/*4", None),
        ("(poor metabolizer)", "(poor metabolizer)", None),
        ("AS: 1 or AS: 2", "AS: 1 or AS: 2", None),
        ("as 1 of 2", "as 1 of 2", None),
        ("metabolizer phenotype", "metabolizer phenotype", None),
        ("", "", None),
    ],
)
def test_a_result_is_what_stands_beside_its_labels(text: str, rest: str, score: float | None) -> None:
    """A label before a mark goes, with a score of one number; two scores leave the text as it stands."""
    assert worded(text) == (rest, score)


def test_capitals_of_a_label_are_read_as_capitals() -> None:
    """ "As" is a word, and AS the score."""
    assert score_pattern().search("AS 2")
    assert not score_pattern().search("as 2")


def test_a_long_text_is_read_in_time() -> None:
    """Marks in a row cost no more than they are long."""
    started = time.perf_counter()
    worded("phenotype: " + ", " * 20_000 + "AS 1")
    assert time.perf_counter() - started < 2
