"""What the reading model sees of a sentence."""

from __future__ import annotations

from assistant.choose.under_title import under_title
from tests.assistant.made_records import article

RECORD = article("5", "Tumors and a drug", "Osimertinib (OSI) was given. OSI slowed growth in nine of ten people.")
SECOND = RECORD.text.index("OSI slowed")


def test_a_sentence_is_read_under_its_title() -> None:
    """The title of the record stands before the sentence."""
    assert under_title(RECORD, SECOND, len(RECORD.text)).startswith("Tumors and a drug OSI")


def test_an_abbreviation_of_the_record_is_written_out_once() -> None:
    """What only another sentence spells out stands behind its first use."""
    assert "OSI (Osimertinib) slowed" in under_title(RECORD, SECOND, len(RECORD.text))


def test_what_is_spelled_out_there_is_not_written_again() -> None:
    """The sentence that defines the abbreviation is read as it stands."""
    first = RECORD.text.index("Osimertinib")
    assert under_title(RECORD, first, SECOND - 1) == "Tumors and a drug Osimertinib (OSI) was given."


def test_a_title_is_read_alone() -> None:
    """The title is not put before itself."""
    assert under_title(RECORD, 0, len(RECORD.title)) == "Tumors and a drug"
