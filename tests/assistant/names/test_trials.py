"""Trials are told by how they are written, and found in records in their other writings."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge.tables import rows
from assistant.names.trials import names_trial, trials_in

LABELED = rows("trials", Path(__file__).parents[1] / "tables")
HELD = [(text, names) for text, names, half in LABELED if half == "held"]
FOUND = 16
"""Of the 22 held rows, which were looked at once the shapes stood: a short group beside one digit is left alone."""


@pytest.mark.parametrize(("text", "names"), [(text, names) for text, names, half in LABELED if half == "tune"])
def test_the_trials_of_a_question_are_found(text: str, names: str) -> None:
    """Each row of the table names these trials and no other."""
    assert "|".join(trials_in(text)) == names


def test_what_was_not_looked_at_is_read_alike() -> None:
    """Of the held rows none without a trial is said to have one, and so many are read to the letter."""
    assert not [text for text, names in HELD if not names and trials_in(text)]
    assert sum("|".join(trials_in(text)) == names for text, names in HELD) >= FOUND


@pytest.mark.parametrize(
    ("trial", "text", "named"),
    [
        ("BIG 1-98", "who enrolled in the Breast International Group (BIG) 1-98 trial", True),
        ("NSABP B-31", "cardiac events in NSABP protocol B-31", True),
        ("KEYNOTE-024", "in KEYNOTE 024, survival was longer", True),
        ("CheckMate 227", "the Checkmate-227 trial", True),
        ("PACS 04", "the FNCLCC-PACS 04 trial", True),
        ("NSABP B-31", "a trial of NSABP on B-cells, n = 31", False),
        ("PACS 04", "PACS 01 had no trastuzumab", False),
        ("MA.17", "in MA.17R, the extension", False),
    ],
)
def test_a_record_names_a_trial_in_its_own_writing(trial: str, text: str, named: bool) -> None:
    """Blanks, hyphens, brackets and the word "protocol" make no other trial; another number does."""
    assert names_trial(text, trial) is named
