"""The table of sentences that name what is asked about: only to say that it had no part, or to tell of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.choose.left_out import is_left_out
from ingest.knowledge.tables import read_table

CASES = read_table(Path(__file__).parents[1] / "tables" / "left_out.tsv").rows


@pytest.mark.parametrize(("name", "sentence", "left_out"), CASES, ids=[row[1][:60] for row in CASES])
def test_a_name_that_had_no_part_is_left_out(name: str, sentence: str, left_out: str) -> None:
    """What is denied of the name itself is not."""
    pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
    assert is_left_out(sentence, [pattern]) == (left_out == "yes")


def test_a_sentence_that_tells_of_another_name_that_is_asked_about_stays() -> None:
    """Of two drugs in question one is left out, and the other is told of."""
    names = [re.compile("prasugrel"), re.compile("clopidogrel")]
    sentence = "Outcomes under clopidogrel depended on CYP2C19; prasugrel was not studied."
    assert not is_left_out(sentence, names)
    assert is_left_out(sentence, names[:1])
