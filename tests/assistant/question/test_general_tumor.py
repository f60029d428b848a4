"""General words for tumors beside the names of tumors."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.question.understand import understand
from assistant.records.patient import Patient
from ingest.knowledge.tables import read_table

CASES = read_table(Path(__file__).parents[1] / "tables" / "general_tumors.tsv").rows


@pytest.mark.parametrize(("question", "condition", "diseases"), CASES)
def test_the_disease_is_the_narrowest_that_is_known(question: str, condition: str, diseases: str) -> None:
    """A general word falls to the tumor that the question or the record names, and names none within a thing."""
    query = understand(question, Patient(conditions=(condition,)) if condition else None)
    said = sorted(concept.name for concept in query.named("disease"))
    assert said == ([] if diseases == "-" else sorted(diseases.split("|")))


def test_a_follow_up_on_this_tumor_goes_on_with_the_earlier_one() -> None:
    """The tumor of the question before is taken over."""
    query = understand("Does nivolumab help in this tumor?", history=["Does dabrafenib work in melanoma?"])
    assert [concept.name for concept in query.named("disease")] == ["melanoma"]
