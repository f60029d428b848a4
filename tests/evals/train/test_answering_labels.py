"""The labels of which sentence answers: whole, and pointing at sentences of the records they name."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from assistant import Patient
from evals.material.data import SETS
from evals.material.questions import read_table
from ingest.read.sentences import sentence_spans
from ingest.records.article import Article
from ingest.settings import IngestSettings
from ingest.sources.sources import resolve

LABELS = read_table(SETS / "answering_labels.tsv")
QUESTIONS = [json.loads(line) for line in (SETS / "answering_questions.jsonl").read_text(encoding="utf-8").splitlines()]
STARTER = Path(__file__).parents[3] / "ingest" / "starter"


def articles(files: list[str], wanted: set[str]) -> dict[str, Article]:
    """The wanted records of these files, by PMID."""
    found = {}
    for source in resolve(files, IngestSettings()):
        for record in source.records([]):
            if isinstance(record, Article) and record.pmid in wanted:
                found[record.pmid] = record
    return found


def labeled(library: str) -> dict[str, list[tuple[int, int]]]:
    """Spans by PMID of the questions asked of that library."""
    asked = {row["id"] for row in QUESTIONS if row["library"] == library}
    spans: dict[str, list[tuple[int, int]]] = {}
    for row in LABELS:
        if row["question"] in asked:
            spans.setdefault(row["pmid"], []).append((int(row["start"]), int(row["end"])))
    return spans


def test_each_label_belongs_to_a_question_and_says_why_it_is_not_a_two() -> None:
    """Every question has labels, each 2, 1 or 0, and what does not answer carries the reason."""
    assert {row["question"] for row in LABELS} == {row["id"] for row in QUESTIONS}
    assert {row["label"] for row in LABELS} == {"0", "1", "2"}
    assert all((row["label"] == "2") == (row["code"] == "") for row in LABELS)
    assert max(Counter((row["question"], row["pmid"], row["start"]) for row in LABELS).values()) == 1


def test_two_readers_agree_beyond_chance() -> None:
    """Cohen's kappa of the sentences that two readers labeled is at least .7 (ten rows went with old digests)."""
    pairs = [(row["label"], row["second_label"]) for row in LABELS if row["second_label"]]
    first, second = (Counter(pair[place] for pair in pairs) for place in (0, 1))
    seen = sum(one == other for one, other in pairs) / len(pairs)
    chance = sum(first[label] * second[label] for label in "012") / len(pairs) ** 2
    assert len(pairs) >= 790
    assert (seen - chance) / (1 - chance) >= 0.7


def test_each_patient_can_be_read() -> None:
    """A question's patient is a record as the doors take it."""
    assert all(Patient.from_dict(row["patient"]).facts() for row in QUESTIONS if row["patient"])


@pytest.mark.data
def test_labels_point_at_sentences_of_the_corpus(shared_data: Path) -> None:
    """Each labeled span of a record of the corpus is one of its sentences."""
    wanted = labeled("corpus")
    found = articles([str(shared_data / "pubmed" / "corpus*.xml.gz")], set(wanted))
    assert found.keys() == wanted.keys()
    for pmid, spans in wanted.items():
        assert set(spans) <= set(sentence_spans(found[pmid].text)), pmid


def test_labels_point_into_the_digests() -> None:
    """Each labeled span of a digest lies within its text, where a sentence begins."""
    wanted = labeled("starter")
    found = articles([str(STARTER)], set(wanted))
    assert found.keys() == wanted.keys()
    for pmid, spans in wanted.items():
        begins = {start for start, _ in sentence_spans(found[pmid].text)}
        assert {start for start, _ in spans} <= begins, pmid
