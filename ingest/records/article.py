"""The record everything else stands on: one PubMed citation, frozen.

Every quote in Vouch is (pmid, revision, start, end) into `Article.text`, the canonical string: the title, then a line
break, then the abstract's sections joined by line breaks. Section labels are kept in the spans, not in the string, so
a quote is always words of the authors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Literal

import msgspec

__all__ = [
    "DIGEST",
    "DIGEST_MARK",
    "Article",
    "Author",
    "Correction",
    "Deletion",
    "Integrity",
    "MeshHeading",
    "OtherAbstract",
    "PartialDate",
    "Problem",
    "Qualifier",
    "Section",
    "Signal",
    "Substance",
    "compose",
]

DIGEST = "Digest"
"""The publication type that marks a record written for Vouch from facts, standing in for the real abstract."""
DIGEST_MARK = "Digest: "
"""What the title of a digest begins with in its file and at every door; it is no word of `title` or `text`."""

SectionKind = Literal["title", "abstract", "other"]


class Signal(StrEnum):
    """What is known of one integrity signal. `UNKNOWN`: the record came without the metadata that would tell."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class PartialDate(msgspec.Struct, frozen=True, omit_defaults=True):
    """A date as far as it is known; `raw` keeps what PubMed wrote when it is no plain date ("1998 Dec-1999 Jan")."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    raw: str = ""

    @property
    def precision(self) -> Literal["day", "month", "year", "none"]:
        if self.year is None:
            return "none"
        if self.month is None:
            return "year"
        return "day" if self.day is not None else "month"

    def __str__(self) -> str:
        parts = [part for part in (self.year, self.month, self.day) if part is not None]
        return "-".join(f"{part:02d}" for part in parts) or self.raw


class Section(msgspec.Struct, frozen=True, omit_defaults=True):
    """A span of the canonical string. `label` as printed ("METHODS"), `category` as NLM maps it, both may be empty."""

    kind: SectionKind
    label: str
    category: str
    start: int
    end: int


class Author(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person, or a group when `collective` is set."""

    last: str = ""
    fore: str = ""
    initials: str = ""
    suffix: str = ""
    collective: str = ""
    orcid: str = ""
    affiliations: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.collective or " ".join(part for part in (self.last, self.initials, self.suffix) if part)


class Qualifier(msgspec.Struct, frozen=True, omit_defaults=True):
    """A MeSH qualifier ("drug therapy") with its star."""

    name: str
    ui: str = ""
    major: bool = False


class MeshHeading(msgspec.Struct, frozen=True, omit_defaults=True):
    """A MeSH descriptor with its qualifiers; check tags (Humans, Female, Aged) are headings like any other."""

    descriptor: str
    ui: str = ""
    major: bool = False
    qualifiers: tuple[Qualifier, ...] = ()


class Substance(msgspec.Struct, frozen=True, omit_defaults=True):
    """A chemical of the record: MeSH name, its UI, and the registry number when there is one ("0" is left out)."""

    name: str
    ui: str = ""
    registry: str = ""


class Correction(msgspec.Struct, frozen=True, omit_defaults=True):
    """One CommentsCorrections entry: `kind` is NLM's RefType verbatim ("RetractionIn"), `pmid` the other record's."""

    kind: str
    pmid: str = ""
    note: str = ""


class OtherAbstract(msgspec.Struct, frozen=True, omit_defaults=True):
    """An abstract besides the main one: a translation, or a plain-language summary ("plain-language-summary")."""

    kind: str
    language: str
    text: str
    sections: tuple[tuple[str, str], ...] = ()
    """(label, text) of each part, in order."""


class Integrity(msgspec.Struct, frozen=True, omit_defaults=True):
    """Three-state signals. A retraction *notice* is not a study; an erratum is not a retraction."""

    retracted: Signal = Signal.UNKNOWN
    retraction_notice: Signal = Signal.UNKNOWN
    concern: Signal = Signal.UNKNOWN
    erratum: Signal = Signal.UNKNOWN
    reasons: tuple[str, ...] = ()


class Article(msgspec.Struct, frozen=True, omit_defaults=True):
    """One PubMed citation. Empty strings and tuples mean the record does not say."""

    pmid: str
    title: str
    text: str
    sections: tuple[Section, ...]
    version: int = 1
    revision: int = 1
    """Counts the changed contents this library has seen of the PMID; set by the library, 1 for a fresh parse."""
    vernacular_title: str = ""
    journal: str = ""
    journal_abbreviation: str = ""
    issn: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    published: PartialDate = PartialDate()
    electronic: PartialDate = PartialDate()
    completed: PartialDate = PartialDate()
    revised: PartialDate = PartialDate()
    entered: PartialDate = PartialDate()
    authors: tuple[Author, ...] = ()
    investigators: tuple[Author, ...] = ()
    publication_types: tuple[str, ...] = ()
    mesh: tuple[MeshHeading, ...] = ()
    supplementary_mesh: tuple[str, ...] = ()
    substances: tuple[Substance, ...] = ()
    gene_symbols: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    country: str = ""
    doi: str = ""
    pmcid: str = ""
    registry_ids: tuple[str, ...] = ()
    """Trial registrations and data accessions, each "BANK:ID" ("ClinicalTrials.gov:NCT01234567")."""
    grants: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    other_abstracts: tuple[OtherAbstract, ...] = ()
    copyright: str = ""
    conflict_of_interest: str = ""
    status: str = ""
    """MedlineCitation Status ("MEDLINE", "PubMed-not-MEDLINE", "In-Process", …)."""

    @property
    def year(self) -> int | None:
        return self.published.year or self.electronic.year or self.entered.year

    @property
    def abstract(self) -> str:
        """The part of the canonical string after the title; empty when the record has no abstract."""
        spans = [section for section in self.sections if section.kind != "title"]
        return self.text[spans[0].start : spans[-1].end] if spans else ""

    @property
    def digest(self) -> bool:
        return DIGEST in self.publication_types

    @property
    def heading(self) -> str:
        """The title as a reader meets it: that of a digest says that it is one."""
        return f"{DIGEST_MARK}{self.title}" if self.digest else self.title

    @property
    def cited_title(self) -> str:
        """What a reference calls the paper: its own title, which a digest carries as `vernacular_title` if known."""
        if not self.digest:
            return self.title
        return self.vernacular_title or f"Digest of PMID {self.pmid}: {self.title}"

    @property
    def integrity(self) -> Integrity:
        return _integrity(self)

    @property
    def updated_by(self) -> tuple[str, ...]:
        """PMIDs of the records that PubMed names as an update of this one (CommentsCorrections "UpdateIn")."""
        return tuple(c.pmid for c in self.corrections if c.kind.lower() == "updatein" and c.pmid)

    def section_at(self, offset: int) -> Section | None:
        """The section of the canonical string that holds this offset."""
        return next((s for s in self.sections if s.start <= offset < s.end), None)

    def with_revision(self, revision: int) -> Article:
        return msgspec.structs.replace(self, revision=revision)

    def to_dict(self) -> dict[str, Any]:
        """Plain values only, default ones left out; `from_dict` gives back an equal record."""
        made: dict[str, Any] = msgspec.to_builtins(self)
        return made

    def to_json(self) -> bytes:
        return msgspec.json.encode(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Article:
        return msgspec.convert(data, cls)

    @classmethod
    def from_json(cls, data: bytes | str) -> Article:
        return msgspec.json.decode(data, type=cls)


class Deletion(msgspec.Struct, frozen=True):
    """A DeleteCitation entry of an update file: the record is to leave the library."""

    pmid: str
    version: int = 1


class Problem(msgspec.Struct, frozen=True):
    """Something in a source that could not be read; what could be was kept."""

    source: str
    where: str
    """"record 17 (PMID 123)", "byte 40960", "line 12" …"""
    what: str

    def __str__(self) -> str:
        return f"{self.source}: {self.where}: {self.what}"


def compose(title: str, parts: Iterable[tuple[SectionKind, str, str, str]]) -> tuple[str, tuple[Section, ...]]:
    """Canonical string and spans from the title and (kind, label, category, text) parts; empty parts are skipped."""
    text, spans = title, [Section("title", "", "", 0, len(title))] if title else []
    for kind, label, category, body in parts:
        if not body:
            continue
        start = len(text) + 1 if text else 0
        text = f"{text}\n{body}" if text else body
        spans.append(Section(kind, label, category, start, len(text)))
    return text, tuple(spans)


_KINDS_OF: dict[str, tuple[set[str], set[str]]] = {
    "retracted": ({"retracted publication"}, {"retractionin", "partialretractionin", "retractedandrepublishedin"}),
    "retraction_notice": (
        {"retraction of publication", "retraction notice"},
        {"retractionof", "partialretractionof"},
    ),
    "concern": (set(), {"expressionofconcernin"}),
    "erratum": (set(), {"erratumin", "correctedandrepublishedin"}),
}
"""The publication types and RefTypes that mean a signal, in lower case: their capitals changed over the years."""

_TITLE_MARKS = {
    "retracted": re.compile(r"\W*(RETRACTED|WITHDRAWN)( (ARTICLE|PAPER|CHAPTER))?\s*[:\]]"),
    "retraction_notice": re.compile(
        r"\W*(retraction( note| notice)?\s*:|(notice of retraction|retraction notice) )", re.I
    ),
}
"""What publishers write before a title; it counts where the metadata that would tell are missing, too."""


def _integrity(article: Article) -> Integrity:
    known = bool(article.publication_types or article.corrections) and not article.digest
    signals: dict[str, Signal] = {}
    reasons: list[str] = []
    for name, (types, kinds) in _KINDS_OF.items():
        found = [f"publication type {kind!r}" for kind in article.publication_types if kind.lower() in types]
        found += [f"{c.kind} {c.pmid}".strip() for c in article.corrections if c.kind.lower() in kinds]
        if name in _TITLE_MARKS and (mark := _TITLE_MARKS[name].match(article.title)):
            found.append(f"title begins {mark[0].strip()!r}")
        reasons += found
        signals[name] = Signal.YES if found else Signal.NO if known else Signal.UNKNOWN
    return Integrity(**signals, reasons=tuple(reasons))
