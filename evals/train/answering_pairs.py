"""What the answering model learns from: questions beside a title and a sentence that a reader labeled 2, 1 or 0.

The labels are ours (`evals/sets/answering_labels.tsv`) and, where the shared data are at hand, those beside them; both
are split by question, so that a held question is new in wording, records and sentences' order. Questions of BioASQ
beside their passages, which nobody labeled by the sentence, come in at a low weight and are never measured on.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from evals.material.data import SETS, SHARED, read_rows
from evals.train.pair_training import Pair
from ingest.records.article import Article

if TYPE_CHECKING:
    from ingest.library.library import Library

__all__ = ["Labeled", "Part", "beside", "labeled", "learning_pairs", "part_of", "weak_pairs"]

Part = Literal["train", "tune", "held"]
_ANSWERS = 2
_ANSWER_WEIGHT = {"ours": 3.0, "shared": 2.0}
"""Of an answering sentence, beside one that does not: one in twenty of ours answers, one in nine of the shared."""
_EVERY, _ELSEWHERE = 4, 1.5
"""Of a question that no sentence answers every so-manieth one is learned from, at this weight: they say the least."""
_WEAK, _PASSAGE = 0.3, 400
"""Weight, and most characters, of a passage of BioASQ."""
_SEED = 20_261_128


class Labeled(msgspec.Struct, frozen=True):
    """One sentence found for a question, as the network reads it, and its label: 2 answers, 1 on topic, 0 neither."""

    source: Literal["ours", "shared"]
    question: str
    """The question's id."""
    asked: str
    text: str
    label: int
    drawn: bool = True
    """False of an answering sentence added from a record that the search had not found, which is only learned from."""

    @property
    def part(self) -> Part:
        return part_of(self.question)


def part_of(question: str) -> Part:
    """Seven tenths of all questions are learned from, the rest halved: by hash, so a new one never moves an old one."""
    place = int(hashlib.sha256(question.encode()).hexdigest(), 16) % 100
    return "train" if place < 70 else "tune" if place < 85 else "held"


def labeled(libraries: Mapping[str, Library]) -> list[Labeled]:
    """Every labeled sentence whose record is in its library ("corpus" or "starter"); the shared ones where at hand."""
    return [*_read("ours", _own_rows(), libraries), *_read("shared", _shared_rows(), libraries)]


def learning_pairs(rows: Sequence[Labeled]) -> list[Pair]:
    """The part to learn from, weighed so that the many sentences that do not answer leave the few a say."""
    rows = [row for row in rows if row.part == "train"]
    answered = {row.question for row in rows if row.label == _ANSWERS}
    kept = [row for n, row in enumerate(rows) if row.question in answered or n % _EVERY == 0]
    return [Pair(row.asked, row.text, row.label, _weight(row, answered), row.source) for row in kept]


def weak_pairs(most: int) -> list[Pair]:
    """Questions of BioASQ beside the head of a passage that helps answer (2) or does not (0); none without the data."""
    path = SHARED / "nli" / "retrieval_bioasq.tsv.gz"
    if not path.is_file():
        return []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    Random(_SEED).shuffle(rows)  # noqa: S311 - a repeatable draw, not a secret
    grades = {"0": 0, "1": _ANSWERS, "2": _ANSWERS}
    return [
        Pair(row["query"], row["passage"][:_PASSAGE], grades[row["grade"].strip()], _WEAK, "bioasq")
        for row in rows[:most]
    ]


def _weight(row: Labeled, answered: set[str]) -> float:
    if row.label == _ANSWERS:
        return _ANSWER_WEIGHT[row.source]
    return 1.0 if row.question in answered else _ELSEWHERE


def _own_rows() -> Iterator[dict[str, Any]]:
    asked = {row["id"]: row for row in read_rows(SETS / "answering_questions.jsonl")}
    with (SETS / "answering_labels.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            yield {**row, "asked": asked[row["question"]]["question"], "library": asked[row["question"]]["library"]}


def _shared_rows() -> Iterator[dict[str, Any]]:
    folder = SHARED / "labels"
    if not (folder / "relevance.jsonl").is_file():
        return
    asked = {row["id"]: row["question"] for row in read_rows(folder / "questions.jsonl")}
    for row in read_rows(folder / "relevance.jsonl"):
        yield {**row, "question": row["id"], "asked": asked[row["id"]], "drawn": row["code"] != "extra"}


def _read(
    source: Literal["ours", "shared"], rows: Iterator[dict[str, Any]], libraries: Mapping[str, Library]
) -> Iterator[Labeled]:
    for row in rows:
        if article := libraries[row["library"]].get(str(row["pmid"])):
            text = beside(article, int(row["start"]), int(row["end"]))
            yield Labeled(source, row["question"], row["asked"], text, int(row["label"]), row.get("drawn", True))


def beside(article: Article, start: int, end: int) -> str:
    """A sentence as the model reads it: after its record's title, unless it is the title; offsets into the text."""
    sentence = " ".join(article.text[start:end].split())
    return sentence if start == 0 else f"{article.title} {sentence}"
