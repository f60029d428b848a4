"""Streams articles out of MEDLINE text, the format of PubMed's "Save" and of .nbib files.

The lines are read here and not by Biopython's Medline, which gathers them by tag and so loses what their order says
(which affiliation and which ORCID belong to which author), runs repeated tags into one string (two ISSNs, two
locations), and cannot tell a repeated "other abstract" or correction from a continued line.

The canonical text comes out as from the XML of the same record: PubMed prints the labels of a structured abstract into
the text, and they are taken out again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import msgspec

from ingest.read.streams import Readable, blocks
from ingest.read.text import (
    Part,
    canonical_titles,
    labeled_parts,
    orcid_of,
    read_date,
    summary_parts,
    tidy,
)
from ingest.records.article import (
    Article,
    Author,
    Correction,
    Deletion,
    MeshHeading,
    OtherAbstract,
    PartialDate,
    Problem,
    Qualifier,
    Substance,
    compose,
)

__all__ = ["read_medline"]

Line = tuple[str, str]
"""(tag, value), continuation lines joined."""

_TAGGED = re.compile(r"([A-Z][A-Z0-9]{1,3}) *- ?(.*)")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_TAG_WIDTH = 6
_SUBSTANCE = re.compile(r"(.+?) \((.+)\)")
_LOCATION = re.compile(r"(.+?) \[(\w+)\]")
_OTHER_PMID = re.compile(r"\s*PMID:\s*(\d+)\s*$")
_OTHER_ABSTRACT_KIND = re.compile(r"(Publisher|AAMC|AIDS|KIE|PIP|NASA|plain-language-summary): ?")
_DATE = re.compile(r"(\d{4})[/-]?(\d\d)?[/-]?(\d\d)?")
_PUBLISHED = re.compile(r"(\d{4})(?: ([A-Z][a-z]{2})(?: (\d{1,2}))?)?")
_SEASON = re.compile(r"(\d{4}) (Spring|Summer|Autumn|Fall|Winter)")

_REF_TYPES = {
    "CIN": "CommentIn",
    "CON": "CommentOn",
    "CRF": "CorrectedandRepublishedFrom",
    "CRI": "CorrectedandRepublishedIn",
    "DDIN": "AssociatedPublication",
    "DRIN": "AssociatedPublication",
    "ECF": "ExpressionOfConcernFor",
    "ECI": "ExpressionOfConcernIn",
    "EFR": "ErratumFor",
    "EIN": "ErratumIn",
    "ORI": "OriginalReportIn",
    "PRIN": "PartialRetractionIn",
    "PROF": "PartialRetractionOf",
    "RIN": "RetractionIn",
    "ROF": "RetractionOf",
    "RPF": "RepublishedFrom",
    "RPI": "RepublishedIn",
    "RRF": "RetractedandRepublishedFrom",
    "RRI": "RetractedandRepublishedIn",
    "SPIN": "SummaryForPatientsIn",
    "UIN": "UpdateIn",
    "UOF": "UpdateOf",
}
"""MEDLINE's tag of a correction to the XML's RefType."""


def read_medline(stream: Readable, source: str, problems: list[Problem]) -> Iterator[Article | Deletion]:
    """Articles in the order of the file; each fault is appended to `problems`, what is whole is yielded.

    `stream` gives the decompressed bytes, UTF-8; `source` names it in the problems. Raises nothing for bad content.
    """

    def report(where: str, what: str) -> None:
        problems.append(Problem(source, where, what))

    number = 0
    for start, lines in _records(_lines(blocks(stream, report))):
        number += 1
        where = f"record {number}, line {start}"
        try:
            decoded = [line.decode() for line in lines]
        except UnicodeDecodeError as error:
            report(where, f"its bytes are not UTF-8: {error.reason} 0x{error.object[error.start]:02x}")
            continue
        tagged, stray = _tagged(decoded)
        if stray:
            report(f"line {start + stray - 1}", "not a line of MEDLINE text: skipped")
        if not tagged:
            continue
        if not any(tag == "PMID" and value for tag, value in tagged):
            report(where, "the record has no PMID")
            continue
        yield _article(tagged)
    if number == 0:
        report("start", "no MEDLINE record in it")


def _lines(source: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for block in source:
        *whole, rest = (rest + block).split(b"\n")
        yield from whole
    if rest:
        yield rest


def _records(lines: Iterator[bytes]) -> Iterator[tuple[int, list[bytes]]]:
    """(number of its first line, its lines) of each record: up to a blank line or the next PMID line."""
    record: list[bytes] = []
    start = 1
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip(b"\r").removeprefix(_BYTE_ORDER_MARK)
        if record and (line.startswith(b"PMID-") or not line.strip()):
            yield start, record
            record = []
        if line.strip():
            start = start if record else number
            record.append(line)
    if record:
        yield start, record


def _tagged(lines: list[str]) -> tuple[list[Line], int]:
    """The (tag, value) pairs of a record, and the number (from 1) of the first line that is none, or 0."""
    pairs: list[tuple[str, list[str]]] = []
    stray = 0
    for number, line in enumerate(lines, 1):
        if line.startswith(" " * _TAG_WIDTH) and pairs:
            pairs[-1][1].append(line)
        elif found := _TAGGED.fullmatch(line):
            pairs.append((found[1], [found[2]]))
        else:
            stray = stray or number
    return [(tag, tidy(" ".join(values))) for tag, values in pairs], stray


def _article(lines: list[Line]) -> Article:
    said: defaultdict[str, list[str]] = defaultdict(list)
    for tag, value in lines:
        if value:
            said[tag].append(value)

    def first(*tags: str) -> str:
        return next((said[tag][0] for tag in tags if tag in said), "")

    return Article(
        pmid=first("PMID"),
        journal=first("JT", "BTI"),
        journal_abbreviation=first("TA"),
        issn=_issn(said["IS"]),
        volume=first("VI"),
        issue=first("IP"),
        pages=first("PG"),
        published=_published(first("DP")),
        electronic=_day(first("DEP")),
        completed=_day(first("DCOM")),
        revised=_day(first("LR")),
        entered=_day(first("CRDT", "DA", "EDAT")),
        authors=_people(lines, full="FAU", short="AU", place="AD", group="CN"),
        investigators=_people(lines, full="FIR", short="IR", place="IRAD", group=""),
        publication_types=tuple(said["PT"]),
        languages=tuple(said["LA"]),
        country=first("PL"),
        registry_ids=tuple(value.replace("/", ":", 1) for value in said["SI"]),
        grants=tuple(said["GR"]),
        corrections=tuple(_correction(_REF_TYPES[tag], value) for tag, value in lines if tag in _REF_TYPES and value),
        copyright=first("CI"),
        conflict_of_interest=first("COIS"),
        status=first("STAT"),
        **_words(lines, (first("TI", "BTI"), first("TT")), said["PT"], first("AB")),
        **_index(said),
        **_identifiers(said),
    )


def _words(lines: list[Line], titles: tuple[str, str], types: list[str], abstract: str) -> dict[str, Any]:
    title, vernacular = canonical_titles(*titles, types)
    parts: list[Part] = []
    if abstract:
        split = labeled_parts(abstract, keep_labels=False)
        parts = [("abstract", label, category, body) for label, category, body in split]
    others = _other_abstracts(lines)
    text, sections = compose(title, [*parts, *summary_parts(others, parts)])
    return {
        "title": title,
        "vernacular_title": vernacular,
        "text": text,
        "sections": sections,
        "other_abstracts": others,
    }


def _other_abstracts(lines: list[Line]) -> tuple[OtherAbstract, ...]:
    """Each OAB line; an OABL line after it gives its language."""
    made: list[OtherAbstract] = []
    for tag, value in lines:
        if tag == "OAB" and value:
            kind = _OTHER_ABSTRACT_KIND.match(value)
            text = value[kind.end() :] if kind else value
            sections = tuple((label, body) for label, _, body in labeled_parts(text, keep_labels=False))
            whole = "\n".join(body for _, body in sections)
            made.append(OtherAbstract(kind[1] if kind else "", "eng", whole, sections))
        elif tag == "OABL" and made:
            made[-1] = msgspec.structs.replace(made[-1], language=value)
    return tuple(made)


def _people(lines: list[Line], *, full: str, short: str, place: str, group: str) -> tuple[Author, ...]:
    """People in order: a full name, then the short one, then what belongs to that person."""
    made: list[dict[str, Any]] = []
    awaiting_short = False
    for tag, value in lines:
        if tag == full:
            last, _, fore = value.partition(", ")
            made.append({"last": last, "fore": fore})
            awaiting_short = True
        elif tag == short:
            if not awaiting_short:
                made.append({"last": value.rpartition(" ")[0] or value})
            _add_initials(made[-1], value)
            awaiting_short = False
        elif tag == group:
            made.append({"collective": value})
        elif tag == place and value and made:
            made[-1]["affiliations"] = (*made[-1].get("affiliations", ()), value)
        elif tag == "AUID" and full == "FAU" and made and value.startswith("ORCID"):
            made[-1]["orcid"] = orcid_of(value)
    return tuple(Author(**person) for person in made)


def _add_initials(person: dict[str, Any], short: str) -> None:
    """Initials and suffix ("Garcia-Lopez MJ Jr") from the short name, the last name known or not."""
    rest = short.removeprefix(person["last"]).split()
    person["initials"] = rest[0] if rest else ""
    suffix = " ".join(rest[1:])
    if suffix:
        person["suffix"] = suffix
        person["fore"] = person.get("fore", "").removesuffix(suffix).rstrip(" ,")


def _index(said: dict[str, list[str]]) -> dict[str, Any]:
    substances = tuple(_substance(value) for value in said["RN"])
    return {
        "mesh": tuple(_heading(value) for value in said["MH"]),
        "supplementary_mesh": tuple(name for name in said["NM"] if name not in {made.name for made in substances}),
        "substances": substances,
        "gene_symbols": tuple(said["GS"]),
        "keywords": tuple(value.removeprefix("*") for value in said["OT"]),
    }


def _heading(value: str) -> MeshHeading:
    """ "Lung Neoplasms/*drug therapy/genetics": a star marks the major topic."""
    descriptor, *qualifiers = value.split("/")
    return MeshHeading(
        descriptor.removeprefix("*"),
        major=descriptor.startswith("*"),
        qualifiers=tuple(Qualifier(name.removeprefix("*"), major=name.startswith("*")) for name in qualifiers),
    )


def _substance(value: str) -> Substance:
    """ "EC 2.7.10.1 (ErbB Receptors)"; "0" stands for no registry number."""
    found = _SUBSTANCE.fullmatch(value)
    if not found:
        return Substance(value)
    return Substance(found[2], registry="" if found[1] == "0" else found[1])


def _identifiers(said: dict[str, list[str]]) -> dict[str, Any]:
    locations = [found for value in (*said["LID"], *said["AID"]) for found in _LOCATION.finditer(value)]
    doi = next((found[1] for found in locations if found[2] == "doi"), "")
    return {"doi": doi.strip(), "pmcid": next(iter(said["PMC"]), "")}


def _correction(kind: str, value: str) -> Correction:
    other = _OTHER_PMID.search(value)
    return Correction(kind, other[1] if other else "", value[: other.start()] if other else value)


def _issn(values: list[str]) -> str:
    """The ISSN of the medium the record was made from: the XML carries that one, not the linking one."""
    own = [value for value in values if not value.endswith("(Linking)")]
    return next(iter(own or values), "").partition(" ")[0]


def _published(value: str) -> PartialDate:
    if plain := _PUBLISHED.fullmatch(value):
        return read_date(plain[1], plain[2] or "", plain[3] or "")
    if season := _SEASON.fullmatch(value):
        return read_date(season[1], season=season[2])
    return read_date(raw=value)


def _day(value: str) -> PartialDate:
    found = _DATE.match(value)
    return read_date(*(part or "" for part in found.groups())) if found else PartialDate()
