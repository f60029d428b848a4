"""The labels of whole records: complete, of known values, and apart from what is measured on."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from evals.material.data import SETS
from evals.material.questions import read_table
from evals.train.answering_pairs import part_of

QUESTIONS = read_table(SETS / "record_questions.tsv")
LABELS = read_table(SETS / "record_labels.tsv")
ROLES = {"option", "prior", "comparator", "with", "line", "setting", "disease", "circumstances"}


def test_every_question_has_the_sentences_of_its_record() -> None:
    """Each question is labeled in order, without overlaps, and the questions of one record label the same spans."""
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in LABELS:
        spans[row["question"]].append((int(row["start"]), int(row["end"])))
    of_record: dict[str, list[tuple[int, int]]] = {}
    for question in QUESTIONS:
        mine = spans[question["id"]]
        assert mine == sorted(mine)
        assert all(one[1] <= two[0] for one, two in pairwise(mine))
        assert of_record.setdefault(question["pmid"], mine) == mine


def test_a_record_has_questions_it_answers_and_one_it_does_not() -> None:
    """Of every record some question has an answering sentence; most have a near miss, too."""
    answered = {row["question"] for row in LABELS if row["label"] == "2"}
    kinds: dict[str, set[bool]] = defaultdict(set)
    for question in QUESTIONS:
        kinds[question["pmid"]].add(question["id"] in answered)
    assert all(True in found for found in kinds.values())
    assert sum(False in found for found in kinds.values()) > 0.95 * len(kinds)


def test_labels_and_roles_are_of_the_known_kinds() -> None:
    """Labels are 0, 1 or 2; role words stand in their question."""
    assert {row["label"] for row in LABELS} == {"0", "1", "2"}
    for question in QUESTIONS:
        for part in filter(None, question["roles"].split(";")):
            role, _, words = part.strip().partition("=")
            assert role in ROLES
            assert words.strip().lower() in question["question"].lower()


def test_no_record_of_a_question_kept_from_learning_is_among_them() -> None:
    """The records were drawn apart from those of the tuning and held questions of the other labels."""
    kept = {row["pmid"] for row in read_table(SETS / "answering_labels.tsv") if part_of(row["question"]) != "train"}
    assert kept.isdisjoint(question["pmid"] for question in QUESTIONS)
