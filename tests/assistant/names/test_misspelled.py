"""Misspelled names of drugs: one slip of the keys, never another drug."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.names.misspelled import meant
from assistant.names.vocabulary import vocabulary
from assistant.question.understand import understand
from assistant.retrieve.retrieve import retrieve
from ingest.library.library import Library
from tests.assistant.made_records import article


@pytest.mark.parametrize(
    ("word", "drug"),
    [("warfrin", "warfarin"), ("osimertinb", "osimertinib"), ("clopidrogel", ""), ("Azathioprin", "azathioprine")],
)
def test_a_letter_left_out_is_put_back(word: str, drug: str) -> None:
    """One letter left out is seen through, two slips are not."""
    entry = meant(word, vocabulary())
    assert (entry.name if entry else "") == drug


@pytest.mark.parametrize("word", ["clopidogrell", "clopidogerl", "imatiinb"])
def test_a_letter_doubled_or_swapped_is_put_right(word: str) -> None:
    """A letter too many, or two that changed places."""
    entry = meant(word, vocabulary())
    assert entry is not None
    assert entry.name in ("clopidogrel", "imatinib")


@pytest.mark.parametrize("word", ["apatinib", "afatinib", "warfarim", "patients", "tumors", "blargotinib", "statin"])
def test_a_name_of_its_own_is_left_alone(word: str) -> None:
    """A true name, one letter for another, and ordinary words are not changed into a drug."""
    assert meant(word, vocabulary()) is None


def test_a_question_finds_the_drug_and_says_so(tmp_path: Path) -> None:
    """The misspelled name is searched by the right one, with a note; a word the records write is left as it is."""
    with Library.open(tmp_path / "library", create=True) as library:
        with library.writing() as writer:
            writer.store([article("1", "Warfarin", "Warfarin was given."), article("2", "A", "Osimertinb was meant.")])
        asked = understand("warfrin dose", library=library)
        found = retrieve(asked, library)
        kept = understand("osimertinb dose", library=library)
    assert [hit.pmid for hit in found.hits] == ["1"]
    assert any("“warfrin” is read as the drug warfarin" in note for note in asked.notes)
    assert not kept.named("drug")
