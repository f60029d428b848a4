"""What a record is filtered by, as the engines hold it: a year, a few bits, and numbers for its lists of labels."""

from __future__ import annotations

from enum import IntFlag

import msgspec

from ingest.records.article import Article, Signal

__all__ = ["Entry", "Facet", "Narrowing", "facets_of"]


class Facet(IntFlag):
    """Bits of a record. `WITHDRAWN`: known to be retracted, or a retraction notice."""

    ABSTRACT = 1
    RETRACTED = 2
    WITHDRAWN = 4
    CONCERN = 8
    ERRATUM = 16
    DIGEST = 32


class Narrowing(msgspec.Struct, frozen=True):
    """Filters as the engines apply them: bits that must and must not be set, and numbers of label lists; None: any."""

    year_from: int | None = None
    year_to: int | None = None
    required: int = 0
    forbidden: int = 0
    types: tuple[int, ...] | None = None
    languages: tuple[int, ...] | None = None
    ids: tuple[int, ...] | None = None

    @property
    def open(self) -> bool:
        """Whether it lets every record pass."""
        return self == _OPEN

    @property
    def shut(self) -> bool:
        """Whether no record can pass, since no label list holds what is asked for."""
        return () in (self.types, self.languages)


_OPEN = Narrowing()


class Entry(msgspec.Struct, frozen=True):
    """A record on its way into the words index: its number (the PMID), content mark, and facets."""

    id: int
    mark: int
    article: Article
    flags: int
    types: int
    languages: int


def facets_of(article: Article) -> int:
    """The bits of a record."""
    integrity = article.integrity
    held = {
        Facet.ABSTRACT: any(section.kind != "title" for section in article.sections),
        Facet.RETRACTED: integrity.retracted is Signal.YES,
        Facet.WITHDRAWN: Signal.YES in (integrity.retracted, integrity.retraction_notice),
        Facet.CONCERN: integrity.concern is Signal.YES,
        Facet.ERRATUM: integrity.erratum is Signal.YES,
        Facet.DIGEST: article.digest,
    }
    return sum(facet for facet, yes in held.items() if yes)
