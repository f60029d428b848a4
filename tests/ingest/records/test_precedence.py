"""Which record of a PMID is the newer."""

from __future__ import annotations

import pytest

from ingest.records.article import DIGEST, Deletion
from ingest.records.precedence import FETCHED, Rank, Tombstone, file_number, rank_of, tombstone_of
from tests.ingest.fakes import article, revised


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("pubmed24n0002.xml.gz", "pubmed24n0010.xml.gz"),
        ("folder/pubmed23n1500.xml.gz", "/other/pubmed24n0001.xml.gz"),
        ("medline17n0001.xml", "pubmed24n0001.xml"),
        ("anything.xml", "pubmed24n0001.xml.gz"),
        ("pubmed24n9999.xml.gz", "ids:1,2"),
        ("pubmed24n9999.xml.gz", "search:warfarin"),
    ],
)
def test_files_of_nlm_are_in_their_own_order(older: str, newer: str) -> None:
    """By year and number, whatever the folder; other files come first, what was fetched just now last."""
    assert file_number(older) < file_number(newer)


def test_rank_compares_kind_then_version_then_revision_then_file() -> None:
    """A digest is below every real record; then version, DateRevised and file decide, in this order."""
    ranks = [
        rank_of(article(1, publication_types=(DIGEST,), version=9, revised=revised(9)), FETCHED),
        rank_of(article(1), 0),
        rank_of(article(1), 5),
        rank_of(article(1, revised=revised(2)), 0),
        rank_of(article(1, revised=revised(1, month=2)), 0),
        rank_of(article(1, version=2), 0),
    ]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    ("stone", "rank", "outlives"),
    [
        (Tombstone(1, 20), Rank(True, 1, 0, 19), False),
        (Tombstone(1, 20), Rank(True, 1, 0, 21), True),
        (Tombstone(1, 0), Rank(True, 1, 20240101, 0), False),
        (Tombstone(1, 0, 20240101), Rank(True, 1, 20240101, 0), False),
        (Tombstone(1, 0, 20240101), Rank(True, 1, 20240102, 0), True),
        (Tombstone(1, 20), Rank(True, 2, 0, 0), True),
        (Tombstone(2, 0), Rank(True, 1, 20991231, 99), False),
    ],
)
def test_only_a_newer_record_outlives_a_deletion(stone: Tombstone, rank: Rank, outlives: bool) -> None:
    """File numbers decide where both are known, then the date of the removed copy; in doubt, deleted stays deleted."""
    assert stone.outlived_by(rank) is outlives


def test_merging_deletions_does_not_depend_on_their_order() -> None:
    """Two deletions of one PMID leave the same mark either way."""
    one, other = tombstone_of(Deletion("1"), 7), Tombstone(1, 3, 20240101)
    assert one.merged(other) == other.merged(one) == Tombstone(1, 7, 20240101)
    assert one.merged(Tombstone(2, 0)) == Tombstone(2, 0).merged(one) == Tombstone(2, 0)
