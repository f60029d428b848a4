"""Models for inference and attribution as judges: real transformers of a few thousand weights, made here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.engines.pair_reader import PairReader, is_writer, load_pair_reader
from assistant.errors import ModelTimeout, ModelUnavailable
from assistant.judge.attribution import AttributionJudge, load_attribution, places_of, windows
from assistant.judge.load import load_judge
from assistant.judge.thresholds import UNFITTED, Thresholds, fitted, keep, thresholds_for, thresholds_path
from assistant.records.judged import Statement
from tests.assistant.judge.made_statements import MEDIANS, TRUE, statement

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "drug", "helps", "not"]
ALWAYS = Thresholds(support=0.0, contradiction=0.0)


def made_model(folder: Path, labels: dict[int, str], *, leans_to: int) -> Path:
    """A BERT whose last bias makes one label likelier than the others."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    (folder / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        id2label=labels,
        label2id={label: place for place, label in labels.items()},
    )
    model = BertForSequenceClassification(config)
    with torch.no_grad():
        model.classifier.bias[leans_to] = 5.0
    model.save_pretrained(folder)
    return folder


@pytest.fixture
def supporting(tmp_path: Path) -> Iterator[Path]:
    """Three labels in an order and a case of their own, leaning to support."""
    load_pair_reader.cache_clear()
    yield made_model(tmp_path, {0: "CONTRADICTION", 1: "Neutral", 2: "ENTAILMENT"}, leans_to=2)
    load_pair_reader.cache_clear()


def test_labels_are_read_from_the_configuration(supporting: Path) -> None:
    """A folder is a judge by its name; what it supports, its best window decides, which stands in the evidence."""
    judge = load_judge(str(supporting))
    assert isinstance(judge, AttributionJudge)
    judge.thresholds = Thresholds(support=0.5, contradiction=0.5)
    (told,) = judge.judge([statement(TRUE)])
    assert told.verdict == "supported"
    assert told.words[0] in windows(statement(TRUE))


def test_a_model_of_two_labels_contradicts_nothing(tmp_path: Path) -> None:
    """Support or its absence: leaning to the second, the verdict is not enough."""
    load_pair_reader.cache_clear()
    judge = load_attribution(str(made_model(tmp_path, {0: "attributable", 1: "not attributable"}, leans_to=1)))
    judge.thresholds = Thresholds(support=0.5, contradiction=0.0)
    assert judge.judge([statement(TRUE)])[0].verdict == "not_enough"


@pytest.mark.parametrize(
    ("labels", "places"),
    [
        (("contradiction", "entailment", "neutral"), (1, 0)),
        (("SUPPORTS", "REFUTES", "NOT ENOUGH INFO"), (0, 1)),
        (("not_entailment", "entailment"), (1, None)),
        (("LABEL_0", "LABEL_1"), (1, None)),
        (("Attributable", "Contradictory", "Extrapolatory"), (0, 1)),
    ],
)
def test_labels_in_any_order_and_case(labels: tuple[str, ...], places: tuple[int, int | None]) -> None:
    """Support and contradiction are found by their names; two labels without names are MiniCheck's."""
    assert places_of(labels, "m") == places


@pytest.mark.parametrize("labels", [("positive", "negative"), ("LABEL_0", "LABEL_1", "LABEL_2"), ("entailment",)])
def test_labels_that_say_nothing_are_refused(labels: tuple[str, ...]) -> None:
    """The error names the labels and what they should say."""
    with pytest.raises(ModelUnavailable, match="cannot judge: its labels are"):
        places_of(labels, "m")


def test_a_writer_is_not_read_as_a_classifier(tmp_path: Path) -> None:
    """A causal model's folder is known by its configuration, and is never given a head of noise."""
    from transformers import LlamaConfig, LlamaForCausalLM

    small = {"vocab_size": 9, "hidden_size": 16, "num_attention_heads": 2, "num_hidden_layers": 1}
    LlamaForCausalLM(LlamaConfig(intermediate_size=16, **small)).save_pretrained(tmp_path)
    assert is_writer(str(tmp_path))
    with pytest.raises(ModelUnavailable, match="labels no pairs"):
        load_pair_reader(str(tmp_path))


def test_a_folder_without_a_model_is_one_clear_error(tmp_path: Path) -> None:
    """The message names the folder and the cure."""
    with pytest.raises(ModelUnavailable, match=r"cannot be loaded .* folder that holds it"):
        load_judge(str(tmp_path))


def test_windows_are_quotes_and_two_or_three_sentences() -> None:
    """The quote first, then sentences in a row, not more than a dozen in all."""
    many = " ".join(f"Sentence number {place} is on the drug and its dose." for place in range(40))
    shown = windows(Statement("The drug and its dose.", (MEDIANS,), (many,)))
    assert shown[0] == MEDIANS
    assert len(shown) == 12
    assert {one.count("Sentence number") for one in shown[1:]} <= {2, 3}


def test_thresholds_are_the_least_that_keep_the_precision() -> None:
    """From the score on at which nine of ten are right; never where that holds nowhere, or for too few."""
    right = [(0.9, 0.0)] * 30 + [(0.6, 0.0)] * 30
    labels = ["supported"] * 30 + ["not_enough"] * 30
    made = fitted(right, labels, version="v", day="2026-11-29")
    assert (made.support, made.precision, made.coverage, made.claims) == (0.9, 1.0, 1.0, 60)
    assert made.contradiction > 1
    assert fitted(right[25:35], labels[25:35], version="v", day="").support > 1


def test_thresholds_are_kept_by_name_and_weights(supporting: Path) -> None:
    """Fitted ones are read back for the same weights; other weights and other names go unfitted."""
    reader = load_pair_reader(str(supporting))
    keep(reader.name, Thresholds(support=0.7, contradiction=0.8, version=reader.version))
    assert load_attribution(str(supporting)).thresholds.support == 0.7
    assert thresholds_for(reader.name, "other weights") == UNFITTED
    assert thresholds_for("another", reader.version) == UNFITTED


def test_a_broken_file_of_thresholds_is_named() -> None:
    """One line with the path and the cure."""
    thresholds_path().parent.mkdir(parents=True)
    thresholds_path().write_text("{", encoding="utf-8")
    with pytest.raises(ModelUnavailable, match=r"judges\.json cannot be read .* --fit makes it"):
        thresholds_for("m", "v")


def test_a_model_that_never_ends_is_stopped(supporting: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time limit holds for all statements together."""
    import time

    reader = load_pair_reader(str(supporting))

    def slow(self: PairReader, pairs: list[tuple[str, str]]) -> object:
        time.sleep(3)
        return np.zeros((len(pairs), 3))

    monkeypatch.setattr(PairReader, "read", slow)
    with pytest.raises(ModelTimeout):
        AttributionJudge(reader, ALWAYS, timeout=0.3).judge([statement(TRUE)] * 3)
