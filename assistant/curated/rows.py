"""A curated fact as a row of a table, and back: columns are the fact's fields, so that every source has one shape.

Several values of a cell are divided by "|". A biomarker's parts are written `gene:kind:value`, "!" before one that must
be absent, " = phenotype" behind an activity score; " & " stands between parts that go together, "|" between groups of
which any does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.knowledge.tables import pieces
from assistant.records.curated import Alteration, CuratedFact, Kind

__all__ = ["COLUMNS", "SEVERAL", "cells_of", "fact_of"]

_ABOUT = ("pmids", "year", "date", "license", "source")
COLUMNS: dict[Kind, tuple[str, ...]] = {
    "biomarker evidence": (
        *("identifier", "genes", "biomarker", "requires", "disease", "disease_id", "therapies", "interaction"),
        *("evidence_type", "direction", "level", "rating", *_ABOUT),
    ),
    "guideline": (
        *("identifier", "genes", "biomarker", "requires", "therapies", "action", "amount", "level", "population"),
        *_ABOUT,
    ),
    "approval": (
        *("identifier", "genes", "biomarker", "requires", "disease", "disease_id", "therapies", "setting", "url"),
        *_ABOUT,
    ),
}
"""Of a table of each kind of fact."""
SEVERAL = ("genes", "therapies", "setting", "pmids")
"""Columns whose cells hold several values."""
_PAGES = {
    "CIViC": ("EID", "https://civicdb.org/links/evidence_items/"),
    "CPIC": ("", "https://www.clinpgx.org/guidelineAnnotation/"),
    "DPWG": ("", "https://www.clinpgx.org/guidelineAnnotation/"),
}
"""Source to what its identifiers begin with and the address they complete."""


def fact_of(kind: Kind, row: Mapping[str, str]) -> CuratedFact:
    """The fact of a row by the names of its columns. Raises ValueError for a row that is not one of `cells_of`."""
    made: dict[str, Any] = {name: tuple(pieces(cell)) if name in SEVERAL else cell for name, cell in row.items()}
    made["requires"] = tuple(_group(group) for group in pieces(row["requires"]))
    made["year"] = int(row["year"]) if row["year"] else None
    made["together"] = row.get("interaction") != "Substitutes"
    made.setdefault("url", _url(row["source"], row["identifier"]))
    return CuratedFact(kind=kind, **made)


def cells_of(fact: CuratedFact) -> list[str]:
    """The cells of its row, in the order of `COLUMNS` for its kind."""
    return [_cell(getattr(fact, name)) if name != "requires" else _written(fact) for name in COLUMNS[fact.kind]]


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return "|".join(" ".join(one.replace("|", "/").split()) for one in value)
    return "" if value is None else " ".join(str(value).split())


def _written(fact: CuratedFact) -> str:
    return "|".join(" & ".join(_part(part) for part in group) for group in fact.requires)


def _part(part: Alteration) -> str:
    behind = f" = {stands}" if (stands := _tidy(part.phenotype)) else ""
    gene = _tidy(part.gene.replace(":", " ").replace("!", " "))
    return f"{'!' * part.absent}{gene}:{part.kind}:{_tidy(part.value)}{behind}"


def _tidy(value: str) -> str:
    """A value without what divides values."""
    return " ".join(value.replace("|", "/").replace("&", "and").split()).replace(" =", " is")


def _group(written: str) -> tuple[Alteration, ...]:
    return tuple(_alteration(part) for part in written.split(" & "))


def _alteration(part: str) -> Alteration:
    gene, kind, value = part.removeprefix("!").split(":", 2)
    value, _, phenotype = value.partition(" = ")
    return Alteration(gene, kind, value, part.startswith("!"), phenotype)


def _url(source: str, identifier: str) -> str:
    prefix, page = _PAGES.get(source, ("", ""))
    number = identifier.removeprefix(prefix)
    return page + number if page and number.isalnum() else ""
