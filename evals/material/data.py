"""The gold sets, read. The large ones lie outside the repository (`../shared/data/gold`); small ones of our own under
`evals/sets/`, so that every evaluation also runs on a fresh clone.

Nothing here ranks or judges: a loader gives records with the set's own ids, and `fold` splits them once and for all
into a half to tune on and a half held out.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

from assistant.names.find import find, synonyms
from ingest.records.article import Article, compose

__all__ = [
    "GOLD",
    "PUBMED",
    "SETS",
    "Collection",
    "Question",
    "bioasq",
    "collections",
    "fold",
    "gold_rows",
    "pgx",
    "pgx_brands",
    "pubmedqa",
    "read_rows",
    "scifact",
    "small",
]

_ROOT = Path(__file__).resolve().parents[2]
SHARED = _ROOT.parent / "shared" / "data"
GOLD = SHARED / "gold"
PUBMED = SHARED / "pubmed"
SETS = Path(__file__).resolve().parents[1] / "sets"

Fold = Literal["tune", "held"]
Corpus = Literal["own", "pubmed", "pubmed without the papers' titles"]

_SNIPPET_BASE = 900_000_000
"""Passages of BioASQ are numbered from here on: no PubMed record has such a PMID yet."""


class Question(msgspec.Struct, frozen=True):
    """A question with the records that answer it: `relevant` maps PMID to a gain (1, or more for a better fit)."""

    id: str
    text: str
    relevant: dict[str, int]
    group: str = ""
    """Questions of one group share a gold paper, so they never stand on both sides of a split."""

    @property
    def fold(self) -> Fold:
        return fold(self.group or self.id)


class Collection(msgspec.Struct, frozen=True):
    """Questions, and the records they are asked of."""

    name: str
    questions: tuple[Question, ...]
    corpus: Corpus = "own"
    documents: Callable[[], Iterator[Article]] = lambda: iter(())
    """The records of a collection with a corpus of its own; the others are asked of the PubMed corpus."""


def fold(key: str) -> Fold:
    """Half of all keys are "tune", half "held": by hash, so that a new question never moves an old one."""
    return "tune" if hashlib.sha256(key.encode()).digest()[0] < 128 else "held"


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a .jsonl or .jsonl.gz file."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def gold_rows(name: str) -> list[dict[str, Any]]:
    """The rows of a file of the gold folder, or none where the shared data are absent."""
    path = GOLD / name
    return read_rows(path) if path.is_file() else []


def collections(*, quick: bool = False) -> list[Collection]:
    """What retrieval is measured on: our own small set, and unless `quick`, every gold set that is there."""
    large = [] if quick else [scifact(), pubmedqa(), pgx(), pgx_brands(), bioasq()]
    return [small(), *(made for made in large if made.questions)]


def small() -> Collection:
    """Our own set: short records written for it, and questions that near misses would answer wrongly."""
    questions = tuple(
        Question(row["id"], row["question"], {str(pmid): 1 for pmid in row["relevant"]})
        for row in read_rows(SETS / "retrieval_questions.jsonl")
    )

    def documents() -> Iterator[Article]:
        for row in read_rows(SETS / "retrieval_records.jsonl"):
            yield _article(row["pmid"], row["title"], row["abstract"])

    return Collection("small", questions, documents=documents)


def scifact() -> Collection:
    """SciFact claims against its 5,183 abstracts; every cited abstract counts, with or without a rationale."""
    questions = tuple(
        Question(str(row["id"]), row["claim"], {str(doc): 1 for doc in row["cited_doc_ids"]}, _group(row))
        for row in gold_rows("scifact_claims_train.jsonl")
    )

    def documents() -> Iterator[Article]:
        for row in gold_rows("scifact_corpus.jsonl.gz"):
            yield _article(row["doc_id"], row["title"], " ".join(line.strip() for line in row["abstract"]))

    return Collection("scifact", questions, documents=documents)


def pubmedqa() -> Collection:
    """PubMedQA questions, which are their papers' titles: so these papers stand in the corpus without a title."""
    questions = tuple(
        Question(row["pmid"], row["question"], {row["pmid"]: 1}) for row in gold_rows("pubmedqa_dev.jsonl")
    )
    return Collection("pubmedqa", questions, corpus="pubmed without the papers' titles")


def pgx() -> Collection:
    """Pharmacogenomic questions over the PubMed corpus; their gold is not complete."""
    questions = tuple(
        Question(row["id"], row["question"], dict.fromkeys(row["pmids"], 1), min(row["pmids"]))
        for row in gold_rows("pgx_retrieval_dev.jsonl")
    )
    return Collection("pgx", questions, corpus="pubmed")


def pgx_brands() -> Collection:
    """Those of the pharmacogenomic questions whose drug has a brand name, asked by it, as people on wards do."""
    asked = pgx()
    renamed = ((question, _by_brand(question.text)) for question in asked.questions)
    questions = tuple(msgspec.structs.replace(old, text=text) for old, text in renamed if text != old.text)
    return msgspec.structs.replace(asked, name="pgx-brands", questions=questions)


def _by_brand(text: str) -> str:
    for mention in find(text):
        brands = (name.text for name in synonyms("drug", mention.name) if name.reason.startswith("brand name"))
        if mention.kind == "drug" and (brand := next(brands, "")):
            text = text.replace(mention.surface, brand)
    return text


def bioasq() -> Collection:
    """BioASQ questions over all snippets, each distinct snippet a record of its own without a title."""
    rows = gold_rows("bioasq_7b-10b.jsonl.gz")
    numbers: dict[tuple[str, str], str] = {}
    for row in rows:
        for snippet in row["snippets"]:
            key = (snippet["pmid"], snippet["text"].strip())
            numbers.setdefault(key, str(_SNIPPET_BASE + len(numbers)))
    questions = tuple(
        Question(
            row["id"],
            row["question"],
            {numbers[(snippet["pmid"], snippet["text"].strip())]: 1 for snippet in row["snippets"]},
        )
        for row in rows
        if row["snippets"]
    )

    def documents() -> Iterator[Article]:
        for (_, text), number in numbers.items():
            yield _article(number, "", text)

    return Collection("bioasq", questions, documents=documents)


def _group(row: dict[str, Any]) -> str:
    return str(min(row["cited_doc_ids"]))


def _article(pmid: str | int, title: str, abstract: str) -> Article:
    text, sections = compose(title, [("abstract", "", "", " ".join(abstract.split()))])
    return Article(pmid=str(pmid), title=title, text=text, sections=sections)
