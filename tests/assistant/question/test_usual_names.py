"""The one name by which a drug or a gene is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.question.understand import understand
from assistant.question.usual_names import by_usual_names, with_usual_names
from ingest.library.library import Library
from tests.assistant.made_records import article, drug, gene

RECORDS = (
    article("1", "Trastuzumab in HER2-positive cancer", "HER2 was amplified."),
    article("2", "HER2 testing", "HER2 was tested."),
    article("3", "SLCO1B1 and statins", "SLCO1B1 carries statins."),
)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    made = Library.open(tmp_path / "library", create=True)
    with made.writing() as writer:
        writer.store(RECORDS, "test")
    return made


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Is trastuzumab useful in ERBB2-amplified cancer?", "Is trastuzumab useful in HER2-amplified cancer?"),
        ("Does OATP1B1 matter for simvastatin?", "Does SLCO1B1 matter for simvastatin?"),
        ("Can 5-FU be given?", "Can fluorouracil be given?"),
    ],
)
def test_two_names_of_one_thing_are_one_question(one: str, other: str, library: Library) -> None:
    """Whichever name is asked, the text that is searched and read is the same."""
    assert understand(one, library=library).text == understand(other, library=library).text


@pytest.mark.parametrize(
    ("question", "shown"),
    [("Is trastuzumab useful in ERBB2-amplified cancer?", "ERBB2"), ("Does OATP1B1 matter for statins?", "OATP1B1")],
)
def test_the_reader_is_shown_the_name_that_was_typed(question: str, shown: str, library: Library) -> None:
    """What records write for a gene is searched for, and not put into the reader's mouth."""
    query = understand(question, library=library)
    assert [concept.surface for concept in query.named("gene")] == [shown]


def test_without_a_library_genes_keep_their_names() -> None:
    """What records write is not known then."""
    asked = [gene("ERBB2"), drug("trastuzumab")]
    assert with_usual_names(asked, None) == asked
    assert by_usual_names("ERBB2 and trastuzumab", asked, asked) == "ERBB2 and trastuzumab"
