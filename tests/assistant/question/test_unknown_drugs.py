"""Words that stand where a drug stands and that no vocabulary has are told as not recognized."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.question.named_drugs import unknown_names
from assistant.question.understand import understand
from assistant.question.unknown_drugs import unknown_drugs
from ingest.knowledge.tables import read_table

CASES = tuple(read_table(Path(__file__).parents[1] / "tables" / "unknown_drugs.tsv").records())


@pytest.mark.parametrize("case", CASES, ids=[case["question"] for case in CASES])
def test_an_unknown_word_in_the_place_of_a_drug_is_told(case: dict[str, str]) -> None:
    """Each row of the table: the names of which nothing was checked."""
    assert ";".join(unknown_names(understand(case["question"]))) == case["told"]


def test_words_of_the_language_stand_nowhere_as_a_drug() -> None:
    """In no place of a drug, however often."""
    assert unknown_drugs("Surgery or chemotherapy? Wheezing after aspirin, take care.") == ()
