"""Which of two records of one PMID is the newer: a total order, so that the order of files does not matter.

NLM ships numbered files (`pubmed24n0001.xml.gz`): a yearly baseline, then update files, each superseding what came
before; a record carries a version and the date it was last revised. So records of one PMID are ordered by

1. what they are: a digest written for Vouch stands below every real record;
2. version (the few journals that publish versions);
3. DateRevised, as far as the record says (none is older than any);
4. the number of the NLM file it came in; a reply fetched from NLM just now stands above every file; others count 0.

Two records equal in all four and different in content cannot be told apart by what they carry: the one stored last
wins, as the user who adds a file again after editing it expects.
"""

from __future__ import annotations

import re

import msgspec

from ingest.records.article import Article, Deletion, PartialDate

__all__ = ["FETCHED", "Rank", "Tombstone", "file_number", "rank_of", "tombstone_of"]

FETCHED = 2**40
"""The file number of a reply fetched from NLM: newer than any file there will be."""

_NLM_FILE = re.compile(r"(?:pubmed|medline)(\d\d)n(\d{4,6})(?!\d)")


class Rank(msgspec.Struct, frozen=True, order=True):
    """Compares as the module says; `revised` is yyyymmdd, unknown parts 0."""

    real: bool
    version: int
    revised: int
    file: int


class Tombstone(msgspec.Struct, frozen=True):
    """What is remembered of a deletion, to tell a stale copy that arrives later from a newer record.

    `file` is the NLM number of the file that deleted, 0 without one; `revised` the date of the newest copy removed,
    -1 when none was there to remove.
    """

    version: int
    file: int
    revised: int = -1

    def outlived_by(self, rank: Rank) -> bool:
        """Whether a record of this rank is newer than the deletion.

        A higher version is. With both file numbers known they decide; otherwise only a record revised after the copy
        that was removed is newer: when in doubt, what NLM deleted stays deleted.
        """
        if rank.version != self.version:
            return rank.version > self.version
        if rank.file and self.file:
            return rank.file > self.file
        return 0 <= self.revised < rank.revised

    def merged(self, other: Tombstone) -> Tombstone:
        """The stronger of two deletions of one PMID; commutative, so their order does not matter."""
        if self.version != other.version:
            return max(self, other, key=lambda stone: stone.version)
        return Tombstone(self.version, max(self.file, other.file), max(self.revised, other.revised))


def file_number(source: str) -> int:
    """The place of a source in NLM's sequence by its name: year and number of the file, `FETCHED`, or 0."""
    if source.startswith(("ids:", "search:")):
        return FETCHED
    found = _NLM_FILE.search(source.rsplit("/", 1)[-1])
    return int(found[1]) * 1_000_000 + int(found[2]) if found else 0


def rank_of(article: Article, file: int) -> Rank:
    """The place of a record among the records of its PMID."""
    return Rank(not article.digest, article.version, _day(article.revised), file)


def tombstone_of(deletion: Deletion, file: int) -> Tombstone:
    """The deletion as it is remembered before any copy was removed."""
    return Tombstone(deletion.version, file)


def _day(date: PartialDate) -> int:
    return (date.year or 0) * 10_000 + (date.month or 0) * 100 + (date.day or 0)
