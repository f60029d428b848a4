"""The training of the tagger, in small: labels of word pieces, other names, a run from end to end."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
import torch

from assistant.engines.shipped_model import model_folder
from assistant.engines.tagger import Tagger, as_read
from assistant.patient.notes.tags.labels import LABELS
from assistant.patient.notes.tags.tagged import MODEL
from evals.material.marked_notes import MarkedNote, read_marks
from evals.train import tagging
from evals.train.pair_training import new_tag_network, pair_tokenizer
from evals.train.shipped_state import shipped_state
from evals.train.tagging import _logits, _told, labels_of, main, with_other_names


def note(marked: str) -> MarkedNote:
    return MarkedNote("n", *read_marks(marked), "train")


def test_a_piece_has_the_label_of_its_word() -> None:
    """Pieces of a marked word all have its label, the first word of a mark that of a beginning, others none; a mark
    that begins within a word labels the word."""
    one = note("On {apixaban syrup|cur} at {58|age}F.")
    encoding = pair_tokenizer(64).encode(one.text)
    told = {
        token: LABELS[label]
        for token, label in zip(encoding.tokens, labels_of(encoding, one), strict=True)
        if label >= 0
    }
    assert told["on"] == told["."] == ""
    assert {told[piece] for piece in encoding.tokens[2:6] if piece != "syrup"} == {"B taken"}
    assert told["syrup"] == "I taken"
    assert told["58"] == told["##f"] == "B age"


def test_other_names_keep_the_marks_in_place() -> None:
    """Where names are changed, the same name is changed to the same one, and every mark still stands at its words."""
    one = note("{Aspirin|pri} off, {HTN|con}; {aspirin|pri} never again. {old|age}")
    for seed in range(40):
        other = with_other_names(one, {"drug": ["ibuprofen"], "disease": ["gout"]}, Random(seed))  # noqa: S311 - a repeatable draw
        said = [other.text[mark.start : mark.end] for mark in other.marks]
        assert said[0].lower() == said[2].lower() in ("aspirin", "ibuprofen")
        assert said[1] in ("HTN", "gout")
        assert said[3] == "old"
        assert [mark.tag for mark in other.marks] == [mark.tag for mark in one.marks]


def test_a_training_ships_what_the_reader_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run over a few notes writes a model that tells the words of a note, and a card with its figures."""
    notes = [
        MarkedNote(f"{part}{number}", *read_marks("On {aspirin|cur}, no {gout|noc}."), part)  # type: ignore[arg-type]
        for part in ("train", "tune", "kept")
        for number in range(2)
    ]
    monkeypatch.setattr(tagging, "marked_notes", lambda: iter(notes))
    made = tmp_path / "model"
    assert main(["--epochs", "1", "--frozen", "5", "--out", str(tmp_path), "--ship", str(made)]) == 0
    assert [word[:2] for word in Tagger(made).words("On gout")] == [(0, 2), (3, 7)]
    assert "notes of another writer" in (made / "README.md").read_text(encoding="utf-8")


def test_a_training_goes_on_from_the_model_that_ships(tmp_path: Path) -> None:
    """The weights read back from the graph give the outputs of the model that ships."""
    network = new_tag_network(len(LABELS), 0, 1)
    network.load(network.state() | shipped_state(model_folder(MODEL)))
    encoding = pair_tokenizer(64).encode(as_read("On metoprolol 50 mg, no gout."))
    with torch.no_grad():
        ours = _told(encoding, _logits(network, [encoding])[0])
    for one, other in zip(ours, Tagger(model_folder(MODEL)).words("On metoprolol 50 mg, no gout."), strict=True):
        assert one[:2] == other[:2]
        assert max(abs(a - b) for a, b in zip(one[2], other[2], strict=True)) < 0.1
