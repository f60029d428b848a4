"""Ages that a text gives in numbers."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from assistant.fit.age_numbers import ages_said
from assistant.fit.people import people_of_text
from ingest.knowledge.tables import read_table

CASES = [row[:2] for row in read_table(Path(__file__).parent.parent / "tables" / "ages_said.tsv").rows]


@pytest.mark.parametrize(("text", "ages"), CASES)
def test_ages_are_told_from_times(text: str, ages: str) -> None:
    """Ranges, limits, means and single ages are read with the ages they stand for; times and ratios are not."""
    found = [f"{one.low:g}-{one.high:g}" for one in ages_said(people_of_text(text))]
    assert "|".join(found) == ages


def test_a_long_text_of_ages_takes_linear_time() -> None:
    """Ten times as many words of ages take no more than about ten times as long."""
    short, long = "aged 18 to 65 years (age " * 400, "aged 18 to 65 years (age " * 4000
    begun = time.process_time()
    ages_said(people_of_text(short))
    middle = time.process_time()
    ages_said(people_of_text(long))
    assert time.process_time() - middle < 60 * max(middle - begun, 0.005)
