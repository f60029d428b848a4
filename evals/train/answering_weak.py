"""Weaker teaching for the answering model: BioASQ's questions beside what experts marked as answering them, or not.

A marked passage of a sentence or two answers its question, the passage of another question that shares most words with
it does not. Whole passages that were judged by the question come in at a lower weight still. Nobody labeled these by
the sentence, so they come before the labels, weigh less, and are never measured on.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from random import Random

from assistant.question.asked import content_words
from evals.material.data import SHARED, gold_rows
from evals.train.pair_training import Pair

__all__ = ["weak_pairs"]

_ANSWERS = 2
_MARKED_WEIGHT, _WHOLE_WEIGHT = 0.5, 0.3
_SHORT = 350
"""Characters a marked passage has at most: a longer one holds much that does not answer."""
_HEAD = 400
"""Characters read of a whole passage."""
_OF_EACH = 3
"""Marked passages taken of a question; of other questions, one less."""
_SEED = 20_261_128


def weak_pairs(most: int) -> list[Pair]:
    """At most so many pairs, drawn by lot and the same every time; none where the shared data are not at hand."""
    random = Random(_SEED)  # noqa: S311 - a repeatable draw, not a secret
    pairs = [*_marked_pairs(random), *_whole_pairs()]
    random.shuffle(pairs)
    return pairs[:most]


def _marked_pairs(random: Random) -> Iterator[Pair]:
    questions = {row["question"]: _marked(row) for row in gold_rows("bioasq_7b-10b.jsonl.gz")}
    questions = {question: marked for question, marked in questions.items() if marked}
    for question, elsewhere in _neighbors(questions).items():
        marked = questions[question]
        for text in random.sample(marked, min(_OF_EACH, len(marked))):
            yield Pair(question, text, _ANSWERS, _MARKED_WEIGHT, "bioasq")
        for other in elsewhere:
            yield Pair(question, random.choice(questions[other]), 0, _MARKED_WEIGHT, "bioasq")


def _whole_pairs() -> Iterator[Pair]:
    path = SHARED / "nli" / "retrieval_bioasq.tsv.gz"
    if not path.is_file():
        return
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            label = 0 if row["grade"].strip() == "0" else _ANSWERS
            yield Pair(row["query"], row["passage"][:_HEAD], label, _WHOLE_WEIGHT, "bioasq passage")


def _marked(row: dict[str, list[dict[str, str]]]) -> list[str]:
    texts = (" ".join(snippet["text"].split()) for snippet in row["snippets"])
    return list(dict.fromkeys(text for text in texts if len(text) <= _SHORT))


def _neighbors(questions: dict[str, list[str]]) -> dict[str, list[str]]:
    """For each question the two others that share most of its words, rare ones counting more."""
    words = {question: content_words(question) for question in questions}
    holding: dict[str, list[str]] = defaultdict(list)
    for question, own in words.items():
        for word in own:
            holding[word].append(question)
    return {question: list(_nearest(question, own, holding)) for question, own in words.items()}


def _nearest(question: str, words: frozenset[str], holding: dict[str, list[str]]) -> Iterator[str]:
    shared: dict[str, float] = defaultdict(float)
    for word in words:
        for other in holding[word]:
            if other != question:
                shared[other] += 1 / len(holding[word])
    yield from sorted(shared, key=lambda other: (-shared[other], other))[: _OF_EACH - 1]
