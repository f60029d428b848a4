"""A quote before it is checked, and after."""

from __future__ import annotations

import msgspec

__all__ = ["Citation", "Quote"]


class Quote(msgspec.Struct, frozen=True):
    """A quote a writer offers, before it is checked; offsets are looked up, never believed."""

    pmid: str
    text: str


class Citation(msgspec.Struct, frozen=True):
    """A verbatim quote: `library.get(pmid, revision).text[start:end] == quote`."""

    pmid: str
    quote: str
    start: int
    end: int
    section: str
    """The label printed above it ("CONCLUSIONS"), "title", or "abstract" when there is no label."""
    revision: int = 1
    title: str = ""
    journal: str = ""
    year: int | None = None
    design: str = ""
    flags: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
