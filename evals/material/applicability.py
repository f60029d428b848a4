"""The labeled pairs of a patient and a record, and the records they stand on.

A label carries ids and offsets only. The records are the starter digests, which are committed, and those of the shared
data: the corpus, and true PubMed XML with MeSH check tags.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

import ingest
from assistant.records.patient import Patient
from evals.material.data import PUBMED, SETS, Fold, fold, read_rows
from evals.material.records import records
from ingest.read.pubmed_xml import read_pubmed_xml
from ingest.records.article import Article, Problem
from ingest.sources.sources import STARTER

__all__ = ["Case", "Key", "Label", "articles_of", "cases", "labels", "set_rows"]

FIXTURES = PUBMED / "fixtures"
Key = tuple[str, str]
"""Where a record is ("corpus", "starter", "fixtures"), and its PMID."""


class Case(msgspec.Struct, frozen=True):
    """A patient with the question asked for them."""

    id: str
    question: str
    patient: Patient


class Label(msgspec.Struct, frozen=True):
    """What a reader said of one aspect of a pair; `start` and `end` span the words that tell it, None where MeSH does
    or nothing."""

    case: str
    key: Key
    aspect: str
    status: str
    start: int | None
    end: int | None

    @property
    def part(self) -> Fold:
        return fold(self.key[1])


def cases() -> dict[str, Case]:
    """By id."""
    made = (
        Case(row["id"], row["question"], Patient.from_dict(row["patient"]))
        for row in read_rows(SETS / "applicability_patients.jsonl")
    )
    return {case.id: case for case in made}


def labels() -> list[Label]:
    return [
        Label(row["patient"], (row["library"], row["pmid"]), row["aspect"], row["status"], *_span(row))
        for row in set_rows("applicability.tsv")
    ]


def set_rows(name: str) -> list[dict[str, str]]:
    """The rows of a set of our own, by column."""
    with (SETS / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def articles_of(keys: Iterable[Key], library: str = "", *, quick: bool = False) -> Mapping[Key, Article]:
    """Those that are there. `library`: a folder that holds the corpus; `quick`: the committed digests alone."""
    wanted = set(keys)
    found = {(STARTER, one.pmid): one for one in _xml(Path(ingest.__file__).parent / STARTER)}
    if not quick:
        found |= {("fixtures", one.pmid): one for one in _xml(FIXTURES)}
        found |= {("corpus", pmid): one for pmid, one in _corpus(wanted, library).items()}
    return {key: found[key] for key in wanted if key in found}


def _corpus(wanted: Iterable[Key], library: str) -> dict[str, Article]:
    pmids = {pmid for where, pmid in wanted if where == "corpus"}
    return records(pmids, library) if library or PUBMED.is_dir() else {}


def _xml(folder: Path) -> Iterator[Article]:
    """The records of all PubMed XML below a folder; none where there is no such folder."""
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*.xml")) + sorted(folder.rglob("*.xml.gz")):
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            yield from (one for one in read_pubmed_xml(stream, path.name, problems) if isinstance(one, Article))


def _span(row: Mapping[str, Any]) -> tuple[int | None, int | None]:
    return (int(row["start"]), int(row["end"])) if row["start"] else (None, None)
