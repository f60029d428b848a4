"""Weighs what is told of a sentence: `python -m evals.train.choosing --corpus DIR --starter DIR`.

Linear models over the features of `assistant.choose`, as a table: of "answers", and of "answers or is on topic". Each
is learned from the questions to learn from, and joined with what the reading model said on the questions to tune on,
since the reading model has seen the others. How much one feature counts alone is told by leaving each out
(`--ablate`), on the held questions.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from assistant.choose.choosing import MODEL, READ_FEATURES
from assistant.choose.features import FEATURES, Case, features
from assistant.choose.under_title import under_title
from assistant.engines.cross_encoder import CrossEncoder
from assistant.engines.shipped_model import model_folder
from assistant.knowledge.tables import table_path
from assistant.question.understand import understand
from assistant.records.patient import Patient
from assistant.retrieve.retrieve import retrieve
from assistant.studies.grade import grade
from assistant.studies.sentences import every_sentence
from evals.train.answering_pairs import Asked, Span, asked_questions, part_of, spans_labeled
from ingest.embed.embedding import load_embedder
from ingest.library.library import Library

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from assistant.records.answer import Evidence
    from ingest.embed.embedding import Embedder

__all__ = ["Fitted", "Rows", "figures", "fitted", "gather", "main", "scores", "write"]

_DEPTH = 40
_ON_TOPIC, _ANSWERS = 1, 2
_SOFT = 0.3
"""The pull of the first model's weights toward nothing."""


class Rows(msgspec.Struct, frozen=True):
    """Labeled sentences as the road would meet them: (n, features), what the reading model said, and the labels."""

    questions: list[str]
    groups: list[str]
    """What decides each row's part, see `evals.train.answering_pairs`."""
    given: NDArray[np.float32]
    told: NDArray[np.float32]
    labels: NDArray[np.int8]

    def mask(self, *parts: str) -> NDArray[np.bool_]:
        """Which rows are of these parts."""
        return np.array([part_of(group) in parts for group in self.groups])

    def of(self, *parts: str) -> Rows:
        """The rows of these parts."""
        kept = self.mask(*parts)
        names = [name for name, keep in zip(self.questions, kept, strict=True) if keep]
        groups = [name for name, keep in zip(self.groups, kept, strict=True) if keep]
        return Rows(names, groups, self.given[kept], self.told[kept], self.labels[kept])


def gather(libraries: Mapping[str, Library], model: CrossEncoder) -> Rows:
    """Every labeled sentence of a record that the search finds for its question; of questions made of a record those
    alone whose search was looked at."""
    embedder = load_embedder(mode="int8")
    labels = spans_labeled()
    names: list[str] = []
    groups: list[str] = []
    given, told, graded = [], [], []
    for asked in asked_questions():
        if asked.source == "records" and not any(span.chosen for found in labels[asked.id].values() for span in found):
            continue
        library = libraries[asked.library]
        question, found = _of_question(asked, library, embedder, labels.get(asked.id, {}))
        for row, text, label in found:
            names.append(asked.id)
            groups.append(asked.group)
            given.append(row)
            told.append((question, text))
            graded.append(label)
    return Rows(names, groups, np.array(given, np.float32), model.logits(told), np.array(graded, np.int8))


def _of_question(
    asked: Asked, library: Library, embedder: Embedder, labels: Mapping[str, Sequence[Span]]
) -> tuple[str, list[tuple[list[float], str, int]]]:
    """The question and the labeled sentences as the model reads them, with their features."""
    patient = Patient.from_dict(asked.patient) if asked.patient else None
    query = understand(asked.question, patient, library=library)
    found = retrieve(query, library, k=_DEPTH, embedder=embedder)
    evidence: list[Evidence] = [grade(hit, query, patient) for hit in found.hits if hit.pmid in labels]
    ranks = {hit.pmid: rank for rank, hit in enumerate(found.hits)}
    candidates = [one for item in evidence for one in every_sentence(item, ranks[item.article.pmid])]
    made = []
    case = Case.of(query, patient)
    for one, row in zip(candidates, features(case, candidates), strict=True):
        article = one.evidence.article
        spans = (span for span in labels[article.pmid] if span.start <= one.start and one.end <= span.end)
        label = next((span.label for span in spans), None)
        if label is not None:
            made.append((row, under_title(article, one.start, one.end), label))
    return case.asked_text, made


class Fitted(msgspec.Struct, frozen=True):
    """Weights, the bias last in each: `glance` of the features, the others of the features and the model's logits."""

    glance: NDArray[np.float64]
    answers: NDArray[np.float64]
    topic: NDArray[np.float64]


def fitted(rows: Rows, without: str = "") -> Fitted:
    """The three columns of the table; a feature left out weighs 0."""
    keep = np.array([name != without for name in FEATURES])
    glance, answers = _joined(rows, keep, rows.labels >= _ANSWERS)
    _, topic = _joined(rows, keep, rows.labels >= _ON_TOPIC)
    return Fitted(glance, answers, topic)


def _joined(
    rows: Rows, keep: NDArray[np.bool_], wanted: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights by the features alone, and joined with what the reading model said.

    Of the features the second takes only what the first made of them: few questions are left to tune on, and weights of
    all features, learned anew, did worse on those kept aside.
    """
    learned, tuned = rows.mask("train"), rows.mask("tune")
    given = rows.given.astype(np.float64) * keep
    alone = _logistic(given[learned], wanted[learned], np.full(len(FEATURES), _SOFT))
    before = given[tuned] @ alone[:-1] + alone[-1]
    joint = _logistic(np.column_stack([before, rows.told[tuned]]), wanted[tuned], np.full(3, 0.01))
    return alone, np.concatenate([joint[0] * alone[:-1], joint[1:3], [joint[0] * alone[-1] + joint[-1]]])


def _logistic(given: NDArray[np.float64], answers: NDArray[np.bool_], pull: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights and bias of a logistic model, each weight pulled toward 0 by its own share, by Newton's steps."""
    inputs = np.column_stack([np.asarray(given, np.float64), np.ones(len(given))])
    ridge = np.diag([*pull, 1e-6])
    weights = np.zeros(inputs.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        slope = inputs.T @ (chance - answers) + ridge @ weights
        bend = (inputs * (chance * (1 - chance))[:, None]).T @ inputs + ridge
        step = np.linalg.solve(bend, slope)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def scores(rows: Rows, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log odds of each row, by the weights of either stage."""
    given = rows.given if len(weights) == len(FEATURES) + 1 else np.column_stack([rows.given, rows.told])
    made: NDArray[np.float64] = given @ weights[:-1] + weights[-1]
    return made


def figures(rows: Rows, told: NDArray[np.float64], least: int = _ANSWERS) -> tuple[float, float]:
    """AUC of "labeled at least so" over all sentences, and the share of questions with one in the first two."""
    wanted = rows.labels >= least
    places = np.argsort(np.argsort(told)).astype(float)
    right = int(wanted.sum())
    auc = (places[wanted].sum() - right * (right - 1) / 2) / max(1, right * (len(wanted) - right))
    hits = []
    names = np.array(rows.questions)
    for name in dict.fromkeys(rows.questions):
        mine = names == name
        if wanted[mine].any():
            hits.append(bool(wanted[mine][np.argsort(-told[mine])[:2]].any()))
    return float(auc), float(np.mean(hits)) if hits else 0.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the table; with `--ablate`, prints what each feature is worth instead."""
    options = _parser().parse_args(arguments)
    with Library.open(options.corpus) as corpus, Library.open(options.starter) as starter:
        rows = gather({"corpus": corpus, "starter": starter}, CrossEncoder(options.model))
    found, held = fitted(rows), rows.of("held")
    for name, weights, least in (
        ("glance", found.glance, _ANSWERS),
        ("answers", found.answers, _ANSWERS),
        ("topic", found.topic, _ON_TOPIC),
    ):
        auc, direct = figures(held, scores(held, weights), least)
        print(f"{name}: AUC {auc:.3f}, in the first two {direct:.3f} on {len(set(held.questions))} questions")
    for name in FEATURES if options.ablate else ():
        less = fitted(rows, name)
        auc, direct = figures(held, scores(held, less.answers))
        topic, _ = figures(held, scores(held, less.topic), _ON_TOPIC)
        print(f"without {name:20} AUC {auc:.3f}, first two {direct:.3f}, topic {topic:.3f}")
    if not options.ablate:
        write(options.out, found)
        print(f"written: {options.out}")
    return 0


def write(path: Path, found: Fitted) -> None:
    """The table that `assistant.choose.weights` reads."""
    glance = [*found.glance[:-1], *[None] * len(READ_FEATURES), found.glance[-1]]
    lines = ["feature\tglance\tanswers\ttopic\tsource"]
    for name, one, *others in zip([*FEATURES, *READ_FEATURES, "bias"], glance, found.answers, found.topic, strict=True):
        cells = ["" if one is None else f"{one:.4f}", *(f"{value:.4f}" for value in others)]
        lines.append("\t".join([name, *cells, "ours: evals/train/choosing.py"]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.train.choosing", description=__doc__)
    parser.add_argument("--corpus", required=True, metavar="DIR", help="the library of questions that name `corpus`")
    parser.add_argument("--starter", required=True, metavar="DIR", help="the library of questions that name `starter`")
    parser.add_argument("--model", type=Path, default=model_folder(MODEL), metavar="DIR", help="the reading model")
    parser.add_argument("--out", type=Path, default=table_path("choosing"), metavar="FILE", help="the table")
    parser.add_argument("--ablate", action="store_true", help="print what each feature is worth")
    return parser


if __name__ == "__main__":
    sys.exit(main())
