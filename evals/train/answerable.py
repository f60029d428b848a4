"""Weighs what tells whether the library answers a question: `python -m evals.train.answerable LIBRARY`.

Asked are the tune questions of `sets/gap_questions.tsv` and `answering_questions.jsonl`, and the keyed ones of the
shared data, on the PubMed corpus. Questions that the road ends before a sentence is read are not learned from. The
weights are those of a logistic regression and go to `answerable.tsv`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from assistant.choose.answerable import FEATURES, features
from assistant.choose.choosing import choose
from assistant.choose.likely import decides, of_this_course, that_answer_best
from assistant.curated.joining import join
from assistant.enough.uncovered import uncovered
from assistant.guard.guard import check_evidence
from assistant.question.understand import understand
from assistant.records.patient import Patient
from assistant.retrieve.retrieve import retrieve
from assistant.studies.grade import sketch, with_fit
from evals.material.answer_keys import keyed_questions
from evals.measure.answer.answers_ours import our_questions
from evals.measure.answer.gaps import gap_questions
from ingest.library.library import Library

__all__ = ["Known", "fitted", "known_questions", "told"]

_READ, _HELD_AGAINST = 40, 6
_STEPS, _RATE, _RIDGE = 5000, 0.02, 0.5
_TABLE = Path(__file__).parents[2] / "assistant" / "knowledge" / "learned" / "answerable.tsv"
_SOURCE = "ours: evals/train/answerable.py"
_ABOVE = "# What tells whether the records found answer a question at all: log odds, by evals/train/answerable.py."


class Known(NamedTuple):
    """A question of which it is known whether the corpus answers it."""

    question: str
    patient: dict[str, Any] | None
    answered: bool


def known_questions() -> Iterator[Known]:
    """Those that may be learned from: none that is held."""
    yield from (Known(one.question, None, one.expect == "answer") for one in gap_questions() if one.fold == "tune")
    for keyed in keyed_questions():
        if keyed.library == "corpus" and keyed.key.expect:
            yield Known(keyed.question, keyed.patient, keyed.key.expect == "answer")
    for ours in our_questions():
        if ours.library == "corpus" and ours.part == "tune" and ours.answerable in ("yes", "no"):
            yield Known(ours.question, ours.patient, ours.answerable == "yes")


def told(asked: Known, library: Library) -> tuple[float, ...] | None:
    """The features of a question, as the road has them; None where it ends before a sentence is read."""
    patient = Patient.from_dict(asked.patient) if asked.patient else None
    query = understand(asked.question, patient, library=library)
    query = join(query, patient).widening(query)
    found = retrieve(query, library, k=_READ, embedder=library.query_embedder())
    fitted_hits = tuple(with_fit(sketch(hit), query, patient) for hit in found.hits)
    gap = check_evidence(found, fitted_hits, library, patient)
    if gap is not None and decides(gap):
        return None
    chosen = of_this_course(choose(query, fitted_hits, patient), query)
    lacking = uncovered(query, that_answer_best(chosen, fitted_hits, _HELD_AGAINST))
    best = max((one.chance for one in chosen if one.may_answer), default=0.0)
    return features(best, lacking, gap is not None)


def fitted(rows: Sequence[tuple[float, ...]], answered: Sequence[bool]) -> list[float]:
    """The bias, then a weight for each feature; all but the bias are held small."""
    x, y = np.array([(1.0, *row) for row in rows]), np.array(answered, dtype=float)
    weights = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-x @ weights))
        weights += _RATE * (x.T @ (y - chance) - _RIDGE * np.array([0.0, *weights[1:]]))
    return [round(float(weight), 3) for weight in weights]


def main() -> None:
    with Library.open(sys.argv[1]) as library:
        pairs = [(told(asked, library), asked.answered) for asked in known_questions()]
    kept = [(row, answered) for row, answered in pairs if row is not None]
    weights = fitted([row for row, _ in kept], [answered for _, answered in kept])
    lines = [_ABOVE, "feature\tweight\tsource"]
    lines += [f"{name}\t{weight}\t{_SOURCE}" for name, weight in zip(("bias", *FEATURES), weights, strict=True)]
    _TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
