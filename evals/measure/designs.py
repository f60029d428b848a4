"""How often a record's design is read right, on records drawn by lot.

They were labeled from title and abstract before the reader ran on them. A label (`evals/sets/designs.tsv`) is a group
of the reader's designs (`evals/sets/design_groups.tsv`), or several where a person would accept each. Besides the share
that is right, the share called a stronger kind of study than it is: a design that is not read costs a reader little,
one that flatters the study misleads. Figures are given by half.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import ingest
from assistant.studies.design import read_design
from evals.material.data import SETS
from evals.material.records import records
from evals.report import Figure, Options, Report
from evals.stats import proportion
from ingest.read.pubmed_xml import read_pubmed_xml
from ingest.records.article import Article, Problem
from ingest.sources.sources import STARTER

__all__ = ["labeled_designs", "run"]

_STRONGER = 48
"""Strength of a cohort study: what is read as this or more, and is not of that group, flatters the record."""

Row = dict[str, str]


def run(options: Options) -> Report:
    """With `quick`, or without the corpus, only the starter digests."""
    labeled = labeled_designs()
    wanted = {row["pmid"] for row in labeled if row["library"] != STARTER}
    found = _digests() | ({} if options.quick else records(wanted, options.library))
    groups = {row["design"]: row["group"] for row in _rows("design_groups.tsv")}
    read = [_read(row, found[row["pmid"]], groups) for row in labeled if row["pmid"] in found]
    figures = [figure for part in ("tune", "held") for figure in _figures(part, read)]
    missing = len(labeled) - len(read)
    notes = (f"{missing} labeled records are in the shared corpus, which was not read",) if missing else ()
    return Report("designs", tuple(figures), tuple(read), notes)


def labeled_designs() -> list[Row]:
    """The rows of the set."""
    return _rows("designs.tsv")


def _read(row: Row, article: Article, groups: dict[str, str]) -> dict[str, Any]:
    grade = read_design(article)
    right = groups[grade.design] in row["design"].split(" | ")
    flattered = not right and grade.strength >= _STRONGER
    return {"pmid": row["pmid"], "part": row["part"], "read": grade.design, "right": right, "flattered": flattered}


def _figures(part: str, rows: list[dict[str, Any]]) -> list[Figure]:
    mine = [row for row in rows if row["part"] == part]
    right, flattered = (proportion(sum(row[key] for row in mine), len(mine)) for key in ("right", "flattered"))
    return [
        Figure(part, "design", "read right", right),
        Figure(part, "design", "called stronger than it is", flattered, "lower"),
    ]


def _rows(name: str) -> list[Row]:
    with (SETS / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def _digests() -> dict[str, Article]:
    """The starter digests by PMID."""
    problems: list[Problem] = []
    made: dict[str, Article] = {}
    for path in sorted((Path(ingest.__file__).parent / STARTER).glob("*.xml")):
        with path.open("rb") as stream:
            made |= {one.pmid: one for one in read_pubmed_xml(stream, path.name, problems) if isinstance(one, Article)}
    return made
