"""What the answering model learns from: questions beside a title and a sentence that a reader labeled 2, 1 or 0.

The labels are ours: of sentences found for a question (`evals/sets/answering_labels.tsv`) and of all sentences of the
record a question was written from (`record_labels.tsv`); of sentences that an earlier model put first
(`shown_labels.tsv`, `chosen_labels.tsv`); and, where the shared data are at hand, those beside them. All are split by
question, so that a held question is new in wording, records and sentences' order.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from random import Random
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import msgspec

from assistant.choose.features import Case
from assistant.choose.under_title import under_title
from assistant.question.understand import understand
from assistant.records.patient import Patient
from evals.material.data import SETS, SHARED, read_rows
from evals.material.questions import read_table
from evals.train.pair_training import Pair

if TYPE_CHECKING:
    from ingest.library.library import Library

__all__ = [
    "Asked",
    "Labeled",
    "Part",
    "Source",
    "Span",
    "asked_questions",
    "correcting_pairs",
    "labeled",
    "learning_pairs",
    "part_of",
    "question_as_read",
    "spans_labeled",
]

Part = Literal["train", "tune", "held"]
Source = Literal["ours", "shared", "records", "asked"]
_ANSWERS = 2
_ANSWER_WEIGHT: dict[Source, float] = {"ours": 3.0, "shared": 2.0, "records": 1.5, "asked": 2.0}
"""Of an answering sentence, beside one that does not: one in twenty of ours answers, one in nine of the shared."""
_EVERY, _ELSEWHERE = 4, 1.5
"""Of a question that no sentence answers every so-manieth one is learned from, at this weight: they say the least."""


_OTHERS = 3
"""Sentences that do not answer, taken of a question on one record."""
_SEED = 20_261_128


class Asked(msgspec.Struct, frozen=True):
    """A question that sentences were labeled for. `records`: written from one record, whose sentences all were."""

    id: str
    source: Source
    question: str
    library: str
    patient: dict[str, Any] | None
    group: str
    """What decides its part: its id, or the PMID of the record that it and its sisters were written from."""


class Span(NamedTuple):
    """A labeled sentence of a record, by offsets into its text."""

    start: int
    end: int
    label: int
    drawn: bool = True
    chosen: bool = False


class Labeled(msgspec.Struct, frozen=True):
    """One sentence found for a question, as the network reads it, and its label: 2 answers, 1 on topic, 0 neither."""

    source: Source
    question: str
    """The question's id."""
    group: str
    asked: str
    text: str
    label: int
    drawn: bool = True
    """False of an answering sentence added from a record that the search had not found, which is only learned from."""
    chosen: bool = False
    """An earlier model put it first: what it took for an answer, and may have been none."""

    @property
    def part(self) -> Part:
        return part_of(self.group)


def part_of(group: str) -> Part:
    """Seven tenths of all groups are learned from, the rest halved: by hash, so a new one never moves an old one."""
    place = int(hashlib.sha256(group.encode()).hexdigest(), 16) % 100
    return "train" if place < 70 else "tune" if place < 85 else "held"


def labeled(libraries: Mapping[str, Library]) -> list[Labeled]:
    """Every labeled sentence whose record is in its library ("corpus" or "starter"); the shared ones where at hand."""
    labels = spans_labeled()
    made = []
    for asked in asked_questions():
        articles = libraries[asked.library].get_many(list(labels[asked.id]))
        if not articles:
            continue  # reading the question is what takes long
        question = question_as_read(asked)
        for pmid, article in articles.items():
            for span in labels[asked.id][pmid]:
                text = under_title(article, span.start, span.end)
                made.append(Labeled(asked.source, asked.id, asked.group, question, text, *span[2:]))
    return made


def question_as_read(asked: Asked) -> str:
    """As it reaches the model in an answer: drugs by their usual names, with what it leaves to the patient's record."""
    patient = Patient.from_dict(asked.patient) if asked.patient else None
    return Case.of(understand(asked.question, patient), patient).asked_text


def learning_pairs(rows: Sequence[Labeled]) -> list[Pair]:
    """The part to learn from, weighed so that the many sentences that do not answer leave the few a say.

    Without what an earlier model chose, which is learned from last (`correcting_pairs`).
    """
    rows = [row for row in rows if row.part == "train"]
    answered = {row.question for row in rows if row.label == _ANSWERS}
    found = [row for row in rows if row.source != "records" and not row.chosen]
    kept = [row for n, row in enumerate(found) if row.question in answered or n % _EVERY == 0]
    kept += _few_of_each([row for row in rows if row.source == "records" and not row.chosen])
    return [Pair(row.asked, row.text, row.label, _weight(row, answered), row.source) for row in kept]


def correcting_pairs(rows: Sequence[Labeled]) -> list[Pair]:
    """What an earlier model took for answers, with every answer there is and some of the rest, by lot."""
    rows = [row for row in rows if row.part == "train"]
    answered = {row.question for row in rows if row.label == _ANSWERS}
    random = Random(_SEED)  # noqa: S311 - a repeatable draw, not a secret
    kept = [row for row in rows if row.chosen or row.label == _ANSWERS]
    rest = [row for row in rows if not row.chosen and row.label != _ANSWERS]
    kept += random.sample(rest, min(len(kept) // 3, len(rest)))
    return [Pair(row.asked, row.text, row.label, _weight(row, answered), row.source) for row in kept]


def _few_of_each(rows: Sequence[Labeled]) -> list[Labeled]:
    """Of a question on one record: every sentence that answers, and a few of the others, by lot."""
    random = Random(_SEED)  # noqa: S311 - a repeatable draw, not a secret
    others: dict[str, list[Labeled]] = defaultdict(list)
    for row in rows:
        if row.label != _ANSWERS:
            others[row.question].append(row)
    drawn = [one for found in others.values() for one in random.sample(found, min(_OTHERS, len(found)))]
    return [row for row in rows if row.label == _ANSWERS] + drawn


def _weight(row: Labeled, answered: set[str]) -> float:
    if row.label == _ANSWERS:
        return _ANSWER_WEIGHT[row.source]
    return 1.0 if row.question in answered else _ELSEWHERE


def asked_questions() -> list[Asked]:
    """Every question that sentences were labeled for: of ours, of the shared data, of records and users."""
    found = [_asked(row, "ours") for row in read_rows(SETS / "answering_questions.jsonl")]
    if (SHARED / "labels" / "relevance.jsonl").is_file():
        found += [_asked(row, "shared") for row in read_rows(SHARED / "labels" / "questions.jsonl")]
    rows = read_table(SETS / "record_questions.tsv")
    found += [Asked(row["id"], "records", row["question"], "corpus", None, row["pmid"]) for row in rows]
    chosen = {row["question"] for row in read_table(SETS / "chosen_labels.tsv")}
    rows = [row for row in read_table(SETS / "asked_questions.tsv") if row["id"] in chosen]
    return found + [Asked(row["id"], "asked", row["question"], "corpus", None, row["id"]) for row in rows]


def spans_labeled() -> dict[str, dict[str, list[Span]]]:
    """Question -> PMID -> its labeled sentences."""
    made: dict[str, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for row in (*read_table(SETS / "answering_labels.tsv"), *read_table(SETS / "shown_labels.tsv")):
        made[row["question"]][row["pmid"]].append(Span(int(row["start"]), int(row["end"]), int(row["label"])))
    for row in read_table(SETS / "chosen_labels.tsv"):
        chosen = Span(int(row["start"]), int(row["end"]), int(row["label"]), chosen=True)
        made[row["question"]][row["pmid"]].append(chosen)
    pmids = {row["id"]: row["pmid"] for row in read_table(SETS / "record_questions.tsv")}
    for row in read_table(SETS / "record_labels.tsv"):
        span = Span(int(row["start"]), int(row["end"]), int(row["label"]))
        made[row["question"]][pmids[row["question"]]].append(span)
    path = SHARED / "labels" / "relevance.jsonl"
    for row in read_rows(path) if path.is_file() else ():
        judged = Span(int(row["start"]), int(row["end"]), int(row["label"]), row["code"] != "extra")
        made[row["id"]][str(row["pmid"])].append(judged)
    return made


def _asked(row: dict[str, Any], source: Source) -> Asked:
    return Asked(row["id"], source, row["question"], row["library"], row["patient"], row["id"])
