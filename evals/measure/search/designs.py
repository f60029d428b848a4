"""How often a record's design is read right, on records drawn by lot.

They were labeled from title and abstract before the reader ran on them. A label (`evals/sets/designs.tsv`) is a group
of the reader's designs (`assistant/knowledge/words/design_groups.tsv`), or several where a person would accept each.
The part "learned" is what phrases and model were made from; only the part "held" says how well they read. Besides the
share that is right, two shares of errors that flatter: a weaker study called a randomized trial, a review of studies or
a guideline, which misleads most; and any study called a stronger one than it is.
"""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import ingest
from assistant.knowledge.tables import rows
from assistant.studies.design import read_design
from evals.material.data import SETS
from evals.material.records import records
from evals.report import Figure, Options, Report
from evals.stats import proportion
from ingest.read.pubmed_xml import read_pubmed_xml
from ingest.records.article import Article, Problem
from ingest.sources.sources import STARTER

__all__ = ["group_of", "labeled_designs", "run"]

_TRUSTED = ("guideline", "meta-analysis", "systematic review", "randomized trial")
_MOST_NOTED = 12

Row = dict[str, str]


def run(options: Options) -> Report:
    """With `quick`, or without the corpus, only the starter digests."""
    labeled = labeled_designs()
    wanted = {row["pmid"] for row in labeled if row["library"] != STARTER}
    digests, corpus = _digests(), {} if options.quick else records(wanted, options.library)
    found = [(row, (digests if row["library"] == STARTER else corpus).get(row["pmid"])) for row in labeled]
    read = [_read(row, article) for row, article in found if article is not None]
    parts = [part for part in ("learned", "held") if any(row["part"] == part for row in read)]
    figures = [figure for part in parts for figure in _figures(part, read)]
    missing = len(labeled) - len(read)
    notes = (f"{missing} labeled records are in the shared corpus, which was not read",) if missing else ()
    return Report("designs", tuple(figures), tuple(read), (*notes, *_confused(read)))


def labeled_designs() -> list[Row]:
    """The rows of the set."""
    with (SETS / "designs.tsv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def group_of(design: str) -> str:
    """The group of one of the reader's designs."""
    return _groups()[design]


def _read(row: Row, article: Article) -> dict[str, Any]:
    grade = read_design(article)
    group, accepted = group_of(grade.design), row["design"].split(" | ")
    right = group in accepted
    stronger = not right and grade.strength > max(_strongest()[one] for one in accepted)
    return {
        "pmid": row["pmid"],
        "part": row["part"],
        "label": row["design"],
        "read": grade.design,
        "right": right,
        "trusted": not right and group in _TRUSTED,
        "stronger": stronger,
    }


def _figures(part: str, read: list[dict[str, Any]]) -> list[Figure]:
    mine = [row for row in read if row["part"] == part]
    shares = {key: proportion(sum(row[key] for row in mine), len(mine)) for key in ("right", "trusted", "stronger")}
    return [
        Figure(part, "design", "read right", shares["right"]),
        Figure(part, "design", "wrongly called randomized trial, review or guideline", shares["trusted"], "lower"),
        Figure(part, "design", "called stronger than it is", shares["stronger"], "lower"),
    ]


def _confused(read: list[dict[str, Any]]) -> tuple[str, ...]:
    """The commonest errors on held records, as one note."""
    wrong = (f"{row['label']} as {group_of(row['read'])}" for row in read if row["part"] == "held" and not row["right"])
    told = [f"{error} {count}" for error, count in Counter(wrong).most_common(_MOST_NOTED)]
    return ("held, read wrong: " + "; ".join(told),) if told else ()


@cache
def _groups() -> dict[str, str]:
    return {design: group for group, design, _ in rows("design_groups")}


@cache
def _strongest() -> dict[str, int]:
    """Group to the strength of its strongest design."""
    made = dict.fromkeys(_groups().values(), 0)
    for _, _, design, _, strength, _ in rows("designs"):
        made[group_of(design)] = max(made[group_of(design)], int(strength))
    return made


def _digests() -> dict[str, Article]:
    """The starter digests by PMID."""
    problems: list[Problem] = []
    made: dict[str, Article] = {}
    for path in sorted((Path(ingest.__file__).parent / STARTER).glob("*.xml")):
        with path.open("rb") as stream:
            made |= {one.pmid: one for one in read_pubmed_xml(stream, path.name, problems) if isinstance(one, Article)}
    return made
