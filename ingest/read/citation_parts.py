"""The parts of a PubMed record's tree as records and plain text: people, headings, dates, identifiers, corrections."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from ingest.errors import shown
from ingest.read.markup import flatten
from ingest.read.text import orcid_of, read_date, tidy
from ingest.records.article import Author, Correction, MeshHeading, PartialDate, Qualifier, Substance

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = [
    "BadField",
    "child_text",
    "children",
    "corrections_of",
    "date_of",
    "entry_date_of",
    "grants_of",
    "heading_of",
    "identifiers_of",
    "journal_of",
    "keywords_of",
    "pages_of",
    "people_of",
    "registry_ids_of",
    "substance_of",
    "text_of",
    "texts_of",
    "version_of",
]


def journal_of(journal: _Element | None, info: _Element | None) -> dict[str, Any]:
    parts = {} if journal is None else {child.tag: child for child in journal}
    about = {} if info is None else {child.tag: child for child in info}
    issue = {child.tag: child for child in parts.get("JournalIssue", ())}
    return {
        "journal": text_of(parts.get("Title")),
        "journal_abbreviation": text_of(parts.get("ISOAbbreviation")) or text_of(about.get("MedlineTA")),
        "issn": text_of(parts.get("ISSN")) or text_of(about.get("ISSNLinking")),
        "volume": text_of(issue.get("Volume")),
        "issue": text_of(issue.get("Issue")),
        "published": date_of(issue.get("PubDate")),
        "country": text_of(about.get("Country")),
    }


def heading_of(heading: _Element) -> MeshHeading:
    descriptor, qualifiers = None, []
    for child in heading:
        if child.tag == "DescriptorName":
            descriptor = child
        elif child.tag == "QualifierName":
            qualifiers.append(Qualifier(text_of(child), child.get("UI", ""), child.get("MajorTopicYN") == "Y"))
    if descriptor is None:
        return MeshHeading("", qualifiers=tuple(qualifiers))
    major = descriptor.get("MajorTopicYN") == "Y"
    return MeshHeading(text_of(descriptor), descriptor.get("UI", ""), major, tuple(qualifiers))


def substance_of(chemical: _Element) -> Substance:
    parts = {child.tag: child for child in chemical}
    name = parts.get("NameOfSubstance")
    registry = text_of(parts.get("RegistryNumber"))
    return Substance(text_of(name), "" if name is None else name.get("UI", ""), "" if registry == "0" else registry)


def people_of(people: _Element | None, affiliation: _Element | None = None) -> tuple[Author, ...]:
    """The people of a list; records before 1988 to 2013 give one affiliation for the first author, beside the list."""
    if people is None:
        return ()
    made = [_person(person) for person in people if person.get("ValidYN") != "N"]
    if affiliation is not None and made and not made[0].affiliations:
        made[0] = msgspec.structs.replace(made[0], affiliations=(text_of(affiliation),))
    return tuple(made)


def _person(person: _Element) -> Author:
    said: dict[str, str] = {}
    orcid = ""
    affiliations: list[str] = []
    for child in person:
        tag = child.tag
        if tag == "AffiliationInfo":
            affiliations += [text_of(part) for part in child if part.tag == "Affiliation"]
        elif tag == "Affiliation":
            affiliations.append(text_of(child))
        elif tag == "Identifier":
            orcid = orcid or (orcid_of(text_of(child)) if child.get("Source") == "ORCID" else "")
        else:
            said[tag] = text_of(child)
    fore = said.get("ForeName") or " ".join(filter(None, (said.get("FirstName", ""), said.get("MiddleName", ""))))
    return Author(
        said.get("LastName", ""),
        fore,
        said.get("Initials", ""),
        said.get("Suffix", ""),
        said.get("CollectiveName", ""),
        orcid,
        tuple(affiliations),
    )


def identifiers_of(holder: _Element | None, data: _Element | None) -> dict[str, Any]:
    """DOI and PMCID: of the record's own location first, then of its list of ids (never of its references')."""
    doi = pmcid = ""
    for element in holder if holder is not None else ():
        if element.tag == "ELocationID" and element.get("EIdType") == "doi" and element.get("ValidYN") != "N":
            doi = doi or text_of(element)
    for owner in (holder, data):
        ids = owner.find("ArticleIdList") if owner is not None else None
        for element in ids if ids is not None else ():
            kind = element.get("IdType")
            if kind == "doi":
                doi = doi or text_of(element)
            elif kind == "pmc":
                pmcid = pmcid or text_of(element)
    return {"doi": doi, "pmcid": pmcid}


def registry_ids_of(banks: _Element | None) -> tuple[str, ...]:
    made = []
    for bank in banks if banks is not None else ():
        name = child_text(bank, "DataBankName")
        numbers = bank.find("AccessionNumberList")
        made += [f"{name}:{number}" for number in texts_of(numbers)] or [name]
    return tuple(made)


def grants_of(grants: _Element | None) -> tuple[str, ...]:
    """Each as MEDLINE prints it: "number/acronym/agency/country"."""
    return tuple("/".join(texts_of(grant)) for grant in grants) if grants is not None else ()


def corrections_of(corrections: _Element | None) -> tuple[Correction, ...]:
    made = []
    for entry in corrections if corrections is not None else ():
        kind = entry.get("RefType", "")
        if kind == "Cites":
            continue
        parts = {child.tag: text_of(child) for child in entry}
        note = " ".join(filter(None, (parts.get("RefSource"), parts.get("Note"))))
        made.append(Correction(kind, parts.get("PMID", ""), note))
    return tuple(made)


def entry_date_of(data: _Element | None, created: _Element | None) -> PartialDate:
    history = data.find("History") if data is not None else None
    for date in history if history is not None else ():
        if date.get("PubStatus") == "entrez":
            return date_of(date)
    return date_of(created)


def date_of(element: _Element | None) -> PartialDate:
    if element is None or not len(element):
        return read_date()
    said = {child.tag: child.text or "" for child in element}
    return read_date(
        said.get("Year", ""),
        said.get("Month", ""),
        said.get("Day", ""),
        season=said.get("Season", ""),
        raw=said.get("MedlineDate", ""),
    )


def pages_of(pagination: _Element | None) -> str:
    if pagination is None:
        return ""
    said = {child.tag: text_of(child) for child in pagination}
    return said.get("MedlinePgn") or "-".join(filter(None, (said.get("StartPage"), said.get("EndPage"))))


def keywords_of(holder: _Element) -> tuple[str, ...]:
    return tuple(word for part in children(holder, "KeywordList") for word in texts_of(part))


def version_of(pmid: _Element | None) -> int:
    said = pmid.get("Version", "") if pmid is not None else ""
    if len(said) > _LONGEST_VERSION:
        raise BadField(f"the version {shown(said)} of its PMID is no version: versions are small numbers")
    return int(said) if said.isdecimal() else 1


_LONGEST_VERSION = 9
"""Digits; PubMed's highest version is under a hundred."""


class BadField(Exception):
    """A field of a record holds what it cannot; the reader reports the record as a Problem and goes on."""


def children(holder: _Element, tag: str) -> list[_Element]:
    return [child for child in holder if child.tag == tag]


def texts_of(holder: _Element | None) -> tuple[str, ...]:
    return tuple(text for text in map(text_of, holder) if text) if holder is not None else ()


def child_text(holder: _Element | None, tag: str) -> str:
    return text_of(holder.find(tag)) if holder is not None else ""


def text_of(element: _Element | None) -> str:
    if element is None:
        return ""
    if len(element):
        return flatten(element)
    text = element.text
    if not text:
        return ""
    return tidy(text) if len(text) > _SHORT else _tidy_short(text)


_SHORT = 40
_tidy_short = lru_cache(maxsize=1 << 16)(tidy)
"""Names, headings and countries come again and again: one string serves all of them."""
