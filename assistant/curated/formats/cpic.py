"""Reads CPIC's guidelines as its API gives them, a JSON list of drugs with their recommendations, into facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from assistant.curated.formats.guideline import guideline_rows
from assistant.errors import KnowledgeError
from assistant.records.curated import CuratedFact

__all__ = ["read_cpic"]


class _Citation(msgspec.Struct, frozen=True):
    pmid: str | None = None
    year: int | None = None


class _Recommendation(msgspec.Struct, frozen=True):
    drugrecommendation: str
    lookupkey: dict[str, Any]
    classification: str | None = None
    phenotypes: dict[str, str] | None = None
    population: str | None = None


class _Guideline(msgspec.Struct, frozen=True):
    drugname: str
    guidelinename: str | None = None
    guidelinepharmgkbids: list[str] | None = None
    citations: list[_Citation | None] | None = None
    recommendations: list[_Recommendation] | None = None


def read_cpic(content: object, date: str) -> list[CuratedFact]:
    """The recommendations of a parsed file. Raises KnowledgeError for JSON of another shape."""
    try:
        guidelines = msgspec.convert(content, list[_Guideline])
    except msgspec.ValidationError as error:
        raise KnowledgeError(
            f"this is not CPIC's JSON of guidelines ({error}): give a list of drugs, each with drugname, citations and "
            "recommendations, as CPIC's API gives it"
        ) from error
    return [fact for guideline in guidelines for fact in _facts(guideline, date)]


def _facts(guideline: _Guideline, date: str) -> Iterator[CuratedFact]:
    cited = sorted(filter(None, guideline.citations or ()), key=lambda one: -(one.year or 0))
    for row in guideline.recommendations or ():
        yield from guideline_rows(
            source="CPIC",
            identifier=next(iter(guideline.guidelinepharmgkbids or ()), guideline.guidelinename or ""),
            states={gene: str(state) for gene, state in row.lookupkey.items()},
            phenotypes=row.phenotypes or {},
            drug=guideline.drugname,
            text=row.drugrecommendation,
            strength=row.classification or "",
            population=row.population or "",
            pmids=[one.pmid for one in cited if one.pmid],
            year=cited[0].year if cited else None,
            date=date,
        )
