"""What a question is like: how much the learned guard catches, and how rarely it turns a clinician's question away.

The held halves of `evals/sets` are read from there; no question of theirs stands here.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import assistant.knowledge
from assistant.guard.guard import asks_literature_too, check_question, likely_refusal
from assistant.guard.likeness import KINDS, kind_of, words_asked
from assistant.knowledge.tables import rows
from assistant.question.understand import understand
from evals.material.data import SETS
from evals.material.questions import read_table
from ingest.embed.embedding import Embedder, load_embedder


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load_embedder()


def _turned_away(question: str, embedder: Embedder) -> bool:
    refusal = check_question(question) or likely_refusal(question, embedder)
    return refusal is not None and not asks_literature_too(refusal, understand(question))


def _held(table: str) -> list[dict[str, str]]:
    return [row for row in read_table(SETS / f"{table}.tsv") if row["fold"] == "held"]


@pytest.mark.parametrize("kind", KINDS)
def test_most_of_what_no_abstract_answers_is_turned_away(kind: str, embedder: Embedder) -> None:
    """Of each kind at least 85 % of the held-out questions are turned away; of emergencies, 95 %."""
    asked = [row["question"] for row in _held("abstention_questions") if row["kind"] == kind]
    caught = sum(_turned_away(question, embedder) for question in asked)
    assert len(asked) >= 28
    assert caught >= (0.95 if kind == "emergency" else 0.85) * len(asked)


def test_a_question_for_the_literature_is_hardly_ever_turned_away(embedder: Embedder) -> None:
    """At most one in a hundred held-out questions that come near in wording is turned away."""
    asked = [row["question"] for row in _held("guard_literature")]
    assert len(asked) >= 100
    assert sum(_turned_away(question, embedder) for question in asked) <= 0.01 * len(asked)


COLLOQUIAL = [
    line.split("\t")
    for line in (Path(__file__).parents[1] / "tables" / "colloquial.tsv").read_text(encoding="utf-8").splitlines()[1:]
]


@pytest.mark.parametrize(("turned_away", "question", "source"), COLLOQUIAL)
def test_a_case_in_the_words_of_a_ward_round_is_searched_for(
    turned_away: str, question: str, source: str, embedder: Embedder
) -> None:
    """ "First line: what do you give?" asks for evidence; the years to come and other matters stay outside."""
    assert _turned_away(question, embedder) == (turned_away == "yes"), source


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("How is ramucirumab dosed in RAINFALL?", "How is panitumumab dosed in PARADIGM?"),
        ("glecaprevir in hepatitis C", "ofatumumab in multiple sclerosis"),
        ("Trials since 2014 on CHEK2", "Trials since 2019 on RAD51C"),
    ],
)
def test_names_make_no_difference_to_the_words_of_a_question(one: str, other: str) -> None:
    """Of a drug, a gene, a trial and a year only that it is one counts."""
    assert words_asked(one) == words_asked(other)


@pytest.mark.parametrize("question", ["", "?", "汉字", "A_DRUG A_", "*" * 300, "KEYNOTE-999 " * 40])
def test_any_text_is_of_a_kind_or_of_none(question: str, embedder: Embedder) -> None:
    """A question of no words, or of odd ones, is looked at like any other."""
    assert kind_of(question, embedder) in ("", *KINDS)


def test_the_model_is_small_and_quick() -> None:
    """Its table is below 100 kB, and the words of a question are read in below 5 ms."""
    assert (Path(assistant.knowledge.__path__[0]) / "learned" / "guard_model.tsv").stat().st_size < 100_000
    question = "Which dose of edoxaban was studied in elderly patients with atrial fibrillation and a low body weight?"
    words_asked(question)
    begun = time.process_time()
    for _ in range(20):
        words_asked(question)
    assert time.process_time() - begun < 20 * 0.005


def test_a_rule_is_a_short_phrase() -> None:
    """No pattern of the guard is longer than 200 characters, none is there twice, and each kind has its message."""
    table = rows("guard")
    phrases = [(kind, phrase) for kind, phrase, _ in table]
    assert max(len(phrase) for _, phrase in phrases) <= 200
    assert len(set(phrases)) == len(phrases)
    assert {kind for kind, _ in phrases} - {"who", "treated", "injection"} <= {kind for kind, _, _ in rows("refusals")}
