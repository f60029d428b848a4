"""Records of a library that tell of an interaction of two drugs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.records.patient import Patient
from assistant.safety.interactions import interactions_of
from assistant.safety.literature import MOST_PMIDS, pmids_on, with_literature
from ingest.library.library import Library
from tests.assistant.made_records import article

RECORDS = [
    article("91000001", "A case of bleeding", "Concomitant fluconazole raised the INR of a patient on warfarin."),
    article(
        "91000002", "Warfarin and fluconazole in two wards", "Warfarin was used in one ward. Fluconazole in another."
    ),
    article("91000003", "Osimertinib with lisinopril", "An interaction of osimertinib with lisinopril was not seen."),
    *(
        article(f"9100001{n}", "Clarithromycin and statins", "Clarithromycin inhibits the clearance of simvastatin.")
        for n in range(5)
    ),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("pairs"), create=True) as made:
        with made.writing() as writer:
            writer.store(RECORDS, source="test")
        yield made


def test_one_sentence_must_name_both_and_an_interaction(library: Library) -> None:
    """A record that only mentions both is no such record."""
    assert pmids_on("warfarin", "fluconazole", library) == ("91000001",)
    assert pmids_on("warfarin", "metformin", library) == ()


def test_a_pair_has_three_records_at_most(library: Library) -> None:
    """The best by their words."""
    told = with_literature(interactions_of(None, ("clarithromycin", "simvastatin")), library)
    assert len(told.found[0].pmids) == MOST_PMIDS


def test_a_pair_that_only_records_tell_of_says_so(library: Library) -> None:
    """It has the mildest severity, and its limits say that a reader must read."""
    told = with_literature(interactions_of(Patient(medications=("lisinopril",)), ("osimertinib",)), library)
    assert [(one.severity, one.pmids) for one in told.found] == [("caution", ("91000003",))]
    assert "read them" in told.found[0].limits
    assert told.no_data == ()


def test_a_pair_of_which_nothing_tells_stays_without_data(library: Library) -> None:
    """Unknown, never safe; a name that is no drug stays one too."""
    told = interactions_of(Patient(medications=("metformin", "zorbitrex")), ("osimertinib",))
    assert with_literature(told, library) == told


def test_an_empty_library_changes_nothing(tmp_path: Path) -> None:
    """No record, no PMID."""
    told = interactions_of(None, ("clarithromycin", "simvastatin"))
    with Library.open(tmp_path / "empty", create=True) as empty:
        assert with_literature(told, empty) == told
