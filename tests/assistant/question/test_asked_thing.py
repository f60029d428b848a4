"""Which kind of thing a question asks for by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.question.asked_thing import asked_thing
from ingest.knowledge.tables import read_table

ROWS = read_table(Path(__file__).parents[1] / "tables" / "asked_things.tsv").rows


@pytest.mark.parametrize(("question", "thing"), ROWS, ids=[row[0][:60] for row in ROWS])
def test_a_question_asks_for_the_kind_of_its_own_noun(question: str, thing: str) -> None:
    """The noun behind "which" or "what" tells it, the last one of its run; a question without one asks for none."""
    assert (asked_thing(question) or "") == thing
