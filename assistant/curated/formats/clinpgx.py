"""Reads ClinPGx's (PharmGKB's) annotations of guidelines with their recommendations by phenotype, as JSON.

A file is one guideline or a list of them (`guidelines`), an archive holds a file a guideline. Of a guideline either
`recommendations` are read (a `lookupKey` of genes and their states) or `annotationGroups` (a group of phenotypes of its
one gene). A guideline that comes without either says what is concerned and not what to do, and gives no row.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import msgspec

from assistant.curated.formats.guideline import guideline_rows
from assistant.errors import KnowledgeError
from assistant.records.curated import CuratedFact

__all__ = ["created", "read_clinpgx"]


class _Named(msgspec.Struct, frozen=True):
    name: str = ""
    symbol: str | None = None
    term: str | None = None


class _Html(msgspec.Struct, frozen=True):
    html: str = ""


class _Citation(msgspec.Struct, frozen=True):
    pmid: str | int | None = None
    year: int | None = None


class _Guideline(msgspec.Struct, frozen=True, rename="camel"):
    id: str
    source: str
    related_chemicals: list[_Named] = []
    related_genes: list[_Named] = []


class _Recommendation(msgspec.Struct, frozen=True, rename="camel"):
    text: _Html | None = None
    lookup_key: dict[str, Any] | None = None
    classification: _Named | None = None
    population: str | None = None
    related_chemicals: list[_Named] = []


class _Group(msgspec.Struct, frozen=True, rename="camel"):
    name: str = ""
    strength: _Named | None = None
    metabolizer_status: _Html | None = None
    activity_score: _Html | None = None
    recommendation: _Html | None = None


class _Package(msgspec.Struct, frozen=True, rename="camel"):
    guideline: _Guideline
    recommendations: list[_Recommendation] = []
    annotation_groups: list[_Group] = []
    citations: list[_Citation | None] = []


class _Collection(msgspec.Struct, frozen=True):
    guidelines: list[_Package]


def read_clinpgx(files: Iterable[tuple[str, bytes]], date: str) -> list[CuratedFact]:
    """The recommendations of the JSON files among these. Raises KnowledgeError where none is a guideline's."""
    found: list[CuratedFact] = []
    guidelines = 0
    for name, raw in files:
        if not name.endswith((".json", ".json.gz")) and not raw.lstrip().startswith(b"{"):
            continue
        for package in _packages(name, raw):
            guidelines += 1
            found += _facts(package, date)
    if not guidelines:
        raise KnowledgeError(
            "there is no guideline's JSON in it: give ClinPGx's archive of guideline annotations, or PharmCAT's "
            "prescribing_guidance.json, which holds the same with the recommendations"
        )
    if not found:
        raise KnowledgeError(
            f"its {guidelines} guidelines come without their recommendations by phenotype: give PharmCAT's "
            "prescribing_guidance.json, which holds them"
        )
    return found


def created(name: str, raw: bytes) -> str:
    """The ISO date that a file of a release says: "CREATED_2024-03-05.txt", or "version": "2024-03-25-16-13"."""
    if named := re.search(r"CREATED_(\d{4}-\d\d-\d\d)", name):
        return named[1]
    said = re.search(rb'"version"\s*:\s*"(\d{4}-\d\d-\d\d)', raw)
    return said[1].decode() if said else ""


def _packages(name: str, raw: bytes) -> list[_Package]:
    try:
        if b'"guidelines"' in raw:
            return msgspec.json.decode(raw, type=_Collection).guidelines
        return [msgspec.json.decode(raw, type=_Package)]
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{name} is not a guideline's JSON ({error}): give the archive as downloaded") from error


def _facts(package: _Package, date: str) -> Iterator[CuratedFact]:
    guideline = package.guideline
    cited = sorted(filter(None, package.citations), key=lambda one: -(one.year or 0))
    drugs = [chemical.name for chemical in guideline.related_chemicals if chemical.name]
    facts = partial(
        guideline_rows,
        source=guideline.source,
        identifier=guideline.id,
        phenotypes={},
        pmids=[str(one.pmid) for one in cited if one.pmid],
        year=cited[0].year if cited else None,
        date=date,
    )
    for row in package.recommendations:
        states = {gene: str(state) for gene, state in (row.lookup_key or {}).items()}
        for drug in [chemical.name for chemical in row.related_chemicals if chemical.name] or drugs:
            if states and row.text:
                yield from facts(
                    states=states,
                    drug=drug,
                    text=_plain(row.text.html),
                    strength=(row.classification.term if row.classification else "") or "",
                    population=row.population or "",
                )
    genes = [gene.symbol for gene in guideline.related_genes if gene.symbol]
    for group in package.annotation_groups if len(genes) == 1 else ():
        state = _plain(group.activity_score.html if group.activity_score else "")
        status = _plain(group.metabolizer_status.html if group.metabolizer_status else "") or group.name
        for drug in drugs if group.recommendation and (state or status) else ():
            yield from facts(
                states={genes[0]: f"{state} ({status})" if re.fullmatch(r"[\d.]+", state) else status},
                drug=drug,
                text=_plain(group.recommendation.html if group.recommendation else ""),
                strength=(group.strength.term if group.strength else "") or "",
                population="",
            )


def _plain(markup: str) -> str:
    """The words of a text with markup."""
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", " ", markup)).split())
