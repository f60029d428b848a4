"""Questions with the records that answer them, and questions that nothing at hand answers, each of a named kind.

The answerable ones come from the gold sets, and from templates of our own filled with gold pairs. The others are built
by code: the names are taken from the public vocabularies and counted against the library, so that a question is
unanswerable because no record can answer it, not because somebody thought so. Sampling is by hash: the same library
and data give the same questions.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from evals.material.data import SETS, SHARED, Collection, Fold, Question, fold, gold_rows
from ingest.library.library import Library
from ingest.settings import IngestSettings
from ingest.sources.sources import resolve

__all__ = ["Asked", "answerable", "fill", "pick", "starter", "starter_questions", "templates"]

Row = TypeVar("Row")
_STARTER = Path(__file__).resolve().parents[2] / "ingest" / "starter"


class Asked(msgspec.Struct, frozen=True):
    """One question of the measure. `relevant`: PMIDs of its gold papers, none for an unanswerable one."""

    id: str
    kind: str
    text: str
    answerable: bool
    relevant: tuple[str, ...] = ()
    half: Fold | None = None
    """Set where the wording itself was tuned on, or not: for questions of our own."""

    @property
    def fold(self) -> Fold:
        return self.half or fold(self.id)


def answerable(library: Library, each: int) -> list[Asked]:
    """At most `each` questions of a kind whose gold paper is in the library: as the gold sets ask, and in our words."""
    pgx = [row for row in gold_rows("pgx_retrieval_dev.jsonl") if any(pmid in library for pmid in row["pmids"])]
    made = [Asked(f"pgx-{row['id']}", "pgx", row["question"], True, tuple(row["pmids"])) for row in pick(pgx, each)]
    pairs = {(row["gene"], row["drugs"][0]): row for row in pgx if row["gene"] and ";" not in row["gene"]}
    named = [(pair, row) for pair, row in pairs.items() if _any_names(row["pmids"], pair, library)]
    for (gene, drug), row in pick(named, each // 2):
        text = fill("known", f"{gene}{drug}", gene=gene, drug=drug)
        made.append(Asked(f"gene-{gene}-{drug}", "gene and drug", text, True, tuple(row["pmids"])))
    papers = [row for row in gold_rows("pubmedqa_dev.jsonl") if row["pmid"] in library]
    made += [Asked(f"qa-{r['pmid']}", "pubmedqa", r["question"], True, (r["pmid"],)) for r in pick(papers, each)]
    return made + _civic(library, each // 2)


def starter_questions() -> list[Asked]:
    """Our own questions over the starter library: the same on every machine, no shared data needed."""
    return [
        Asked(row["id"], row["kind"], row["question"], row["answerable"] == "yes", tuple(row["relevant"].split()))
        for row in _table("starter_questions.tsv")
    ]


def starter() -> Collection:
    """The digests that ship as a collection, so that its library is built and kept as the others are."""
    questions = tuple(Question(asked.id, asked.text, dict.fromkeys(asked.relevant, 1)) for asked in starter_questions())
    return Collection("starter", questions, documents=lambda: _digests())


def pick(rows: Iterable[Row], most: int) -> list[Row]:
    """At most `most` of the rows, spread evenly by hash and in no order of the source."""
    return sorted(rows, key=lambda row: hashlib.sha256(repr(row).encode()).digest())[:most]


def templates(names: str) -> list[str]:
    """Our own wordings of questions that take these names, as "gene+drug"."""
    return [row["template"] for row in _table("abstention_templates.tsv") if row["names"] == names]


def fill(names: str, key: str, **values: str) -> str:
    """A wording of that kind, chosen by `key`, with its blanks filled; blanks that have no value are a KeyError."""
    ways = templates(names)
    return ways[hashlib.sha256(key.encode()).digest()[0] % len(ways)].format(**values)


def _any_names(pmids: Sequence[str], names: Sequence[str], library: Library) -> bool:
    """Whether one of the gold papers itself names both: a pair of our own making is only asked if one can answer."""
    texts = [article.text.casefold() for article in library.get_many(pmids).values()]
    return any(all(name.casefold() in text for name in names) for text in texts)


def _civic(library: Library, most: int) -> list[Asked]:
    """One question per CIViC paper that the library holds."""
    by_paper: dict[str, dict[str, Any]] = {}
    for row in read_table(SHARED / "facts" / "civic_evidence.tsv"):
        if row["source_type"] == "PubMed" and row["drugs"] and row["disease"] and row["citation_id"] in library:
            by_paper.setdefault(row["citation_id"], row)
    made = []
    for pmid, row in pick(by_paper.items(), most):
        variant = row["variant"] if any(map(str.isdigit, row["variant"])) else row["variant"].lower()
        names = {"gene": row["gene"], "variant": variant, "disease": row["disease"]}
        text = fill("civic", pmid, drug=row["drugs"].replace(",", " and "), **names)
        made.append(Asked(f"civic-{pmid}", "civic", text, True, (pmid,)))
    return made


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a TSV, or none where the file is absent."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _table(name: str) -> Sequence[dict[str, str]]:
    return read_table(SETS / name)


def _digests() -> Any:
    for source in resolve([str(_STARTER)], IngestSettings()):
        yield from source.records([])
