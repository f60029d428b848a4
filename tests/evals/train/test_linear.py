"""The linear model behind the learned tables, and the table it is kept in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evals.train import linear
from ingest.knowledge.tables import read_table

SEEN = [["dose", "mg"], ["dose"], ["mg"], ["rash"], ["rash", "nausea"], ["nausea"], ["AUC"], ["AUC"]]
LABELS = ["dose", "dose", "dose", "harm", "harm", "harm", "level", "level"]
CLASSES = ("dose", "other", "harm", "level")


def test_a_sign_speaks_for_its_class() -> None:
    """What only one class has makes it the likeliest; a class without examples never is."""
    model = linear.fitted(SEEN, LABELS, CLASSES, fewest=1, strength=1.0)
    assert [CLASSES[int(model.scores([sign]).argmax())] for sign in ("mg", "nausea")] == ["dose", "harm"]
    assert CLASSES[int(model.scores([]).argmin())] == "other"


def test_a_rare_sign_is_not_learned() -> None:
    """Signs of fewer examples than asked for have no weight."""
    learned = linear.fitted([*SEEN, ["once"]], [*LABELS, "harm"], CLASSES, 2, 1.0)
    assert set(learned.signs) == {"dose", "mg", "rash", "nausea", "AUC"}


def test_a_weighed_class_is_likelier() -> None:
    """A sign that two classes share speaks for the one that weighs more."""
    labels = ["dose", "dose", "harm", "harm", "level"]
    model = linear.fitted([*[["both"]] * 4, ["AUC"]], labels, CLASSES, 1, 1.0, {"harm": 5.0})
    assert CLASSES[int(model.scores(["both"]).argmax())] == "harm"


def test_a_faint_sign_weighs_less() -> None:
    """Of two signs that say the same, the faint one is learned from less."""
    seen = [["a x", "b x"], ["a y", "b y"], ["a z", "b z"]]
    model = linear.fitted(seen, ["dose", "harm", "level"], CLASSES, 1, 1.0, faint=("b ",))
    assert abs(model.signs["b x"]).max() < abs(model.signs["a x"]).max()


def test_the_table_has_a_row_a_sign_and_a_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights are written with two digits, weak signs left out, other rows beside them."""
    monkeypatch.setattr(linear, "LEARNED", tmp_path)
    model = linear.Weights({"a": np.array([1.234, -0.001]), "b": np.array([0.01, 0.0])}, [0.5, 0.25])
    path = linear.write_table("made", model, ("x", "y"), "here", 0.1, {("sure", ""): [0.6, 0.6]})
    assert [list(row) for row in read_table(path).rows] == [
        ["bias", "words", "0.50", "0.25", "here"],
        ["sure", "", "0.60", "0.60", "here"],
        ["sign", "a", "1.23", "0", "here"],
    ]
