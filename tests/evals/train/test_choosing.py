"""Weighing features: the parts are kept apart, and the weights order what they were taught to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.choose.choosing import READ_FEATURES
from assistant.choose.features import FEATURES
from evals.material.questions import read_table
from evals.train.answering_pairs import part_of
from evals.train.choosing import Rows, figures, fitted, scores, write


def made(rng: np.random.Generator, per_group: int = 8) -> Rows:
    """Rows whose first feature tells the label, and a reading model that tells it better."""
    groups = [f"G{n}" for n in range(120)]
    names = [group for group in groups for _ in range(per_group)]
    labels = np.tile([2, *[0] * (per_group - 1)], len(groups)).astype(np.int8)
    given = rng.normal(size=(len(names), len(FEATURES))).astype(np.float32)
    given[:, 0] += labels
    told = rng.normal(size=(len(names), 2)).astype(np.float32)
    told[:, 1] += 2 * labels
    return Rows(names, names, given, told, labels)


def test_rows_go_by_the_part_of_their_group() -> None:
    """The rows of a part are those of its groups, with all their columns."""
    rows = made(np.random.default_rng(1)).of("tune")
    assert {part_of(group) for group in rows.groups} == {"tune"}
    assert len(rows.questions) == len(rows.given) == len(rows.told) == len(rows.labels) > 0


def test_both_stages_order_held_rows() -> None:
    """The first stage finds the telling feature, and what the model said makes the final one better."""
    rows = made(np.random.default_rng(2))
    found, held = fitted(rows), rows.of("held")
    before, after = (figures(held, scores(held, weights))[0] for weights in (found.glance, found.answers))
    assert 0.8 < before < after


def test_a_feature_left_out_weighs_nothing() -> None:
    """The ablation takes the feature from every column."""
    found = fitted(made(np.random.default_rng(3)), FEATURES[0])
    assert (found.glance[0], found.answers[0], found.topic[0]) == pytest.approx((0, 0, 0))


def test_the_table_is_what_an_answer_reads(tmp_path: Path) -> None:
    """A column of the written table gives a row the score it had when it was fitted."""
    rows = made(np.random.default_rng(4))
    found = fitted(rows)
    write(tmp_path / "choosing.tsv", found)
    table = {row["feature"]: row for row in read_table(tmp_path / "choosing.tsv")}
    given = [*rows.given[0], *rows.told[0], 1.0]
    names = [*FEATURES, *READ_FEATURES, "bias"]
    told = sum(float(table[name]["topic"]) * value for name, value in zip(names, given, strict=True))
    assert told == pytest.approx(scores(rows, found.topic)[0], abs=0.01)


def test_figures_count_the_first_two_sentences_of_a_question() -> None:
    """An answering sentence third is a miss."""
    labels = np.array([0, 0, 2, 0, 2, 0], np.int8)
    empty = np.zeros((6, len(FEATURES)), np.float32)
    rows = Rows(["a"] * 3 + ["b"] * 3, ["a"] * 3 + ["b"] * 3, empty, empty[:, :2], labels)
    assert figures(rows, np.array([3.0, 2, 1, 3, 2, 1]))[1] == 0.5
