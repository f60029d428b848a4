"""Trains the model that says of each word of a note what it is to the patient: `python -m evals.train.tagging`.

It learns from `marked_notes.tsv`, some names of drugs and diseases changed for others each time a note is seen, so that
what stands around a name decides, and not the name. The best epoch is chosen on a tenth of the notes by the hash of
their id; the notes of one writer are measured on, once, for the card.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from assistant.engines.shipped_model import model_folder
from assistant.engines.tagger import TaggedWord, Tagger, as_read
from assistant.patient.notes.tags.labels import DISEASES, DRUGS, LABELS
from assistant.patient.notes.tags.tagged import MODEL, spans_of
from evals.material.marked_notes import Mark, MarkedNote, marked_notes
from evals.report import Figure
from evals.stats import proportion
from evals.train.model_card import TAGGING, write_card
from evals.train.options import add_rates, add_start, training_parser
from evals.train.pair_graph import ship
from evals.train.shipped_state import shipped_state

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from tokenizers import Encoding, Tokenizer
    from torch import Tensor

    from evals.train.pair_network import PairNetwork
    from evals.train.pair_training import Recipe

__all__ = ["Notes", "labels_of", "main", "with_other_names"]

_WINDOW = 256
"""Word pieces of a note that are read together."""
_SEED = 20_261_130
_CHANGED = {"drug": 0.3, "disease": 0.15}
"""How many of the names are changed for others."""
_NOT_LEARNED = -100


def main(arguments: Sequence[str] | None = None) -> int:
    """Trains, ships, and measures on the notes kept aside for the card."""
    options = _parser().parse_args(arguments)
    if options.card_only:
        return _carded(options.ship)
    import torch

    from evals.train.pair_training import Recipe, new_tag_network, pair_tokenizer, train

    torch.set_num_threads(options.threads or torch.get_num_threads())
    most = options.most or None
    notes = list(marked_notes())
    learned = [note for note in notes if note.part == "train"][:most]
    tuned = [note for note in notes if note.part == "tune"][:most]
    print(f"{len(learned)} notes to learn from, {len(tuned)} to choose by", flush=True)
    tokenizer = pair_tokenizer(_WINDOW)
    checked = Notes(tuned, tokenizer, changed=False)

    def score(network: PairNetwork) -> float:
        found, right, told = checked.compared(network)
        print(f"  {right} right of {told} told and {found} marked", flush=True)
        return 2 * right / max(1, told + found)

    network = new_tag_network(len(LABELS), options.frozen, _SEED)
    if options.start:
        network.load(network.state() | shipped_state(options.start))
    recipe = Recipe(epochs=options.epochs, rate=options.rate, half=options.half, pieces=1200, seed=_SEED)
    train(network, Notes(learned, tokenizer, changed=True), recipe, options.out, "tags", score=score)
    ship(network.state(), options.ship, name="vouch-tagging", labels=LABELS, window=_WINDOW, made=options.day)
    print(f"written: {options.ship}")
    return 0 if options.no_card else _carded(options.ship)


class Notes:
    """Notes as word pieces with their labels; `changed`: with other names each time they are read."""

    def __init__(self, notes: Sequence[MarkedNote], tokenizer: Tokenizer, *, changed: bool) -> None:
        self._notes, self._tokenizer, self._changed = list(notes), tokenizer, changed
        self._random = Random(_SEED)  # noqa: S311 - a repeatable draw, not a secret

    def batches(self, pieces: int, random: Random | None) -> list[list[int]]:
        from evals.train.pair_training import batched

        return batched([len(self._read(note).ids) for note in self._notes], pieces, random)

    def loss(self, network: PairNetwork, places: Sequence[int], recipe: Recipe) -> Tensor:
        import torch

        notes = [self._drawn(self._notes[place]) for place in places]
        encodings = [self._read(note) for note in notes]
        with torch.autocast(network.device.type, torch.bfloat16, enabled=recipe.half):
            logits = _logits(network, encodings)
        labels = torch.nn.utils.rnn.pad_sequence(
            [torch.tensor(labels_of(one, note)) for one, note in zip(encodings, notes, strict=True)],
            batch_first=True,
            padding_value=_NOT_LEARNED,
        ).to(network.device)
        return torch.nn.functional.cross_entropy(
            logits.float().flatten(0, 1),
            labels.flatten(),
            ignore_index=_NOT_LEARNED,
            label_smoothing=recipe.smoothing,
        )

    def compared(self, network: PairNetwork) -> tuple[int, int, int]:
        """(marks, those told with place and tag, spans told)."""
        import torch

        network.training = False
        found = right = told = 0
        with torch.no_grad():
            for note in self._notes:
                encoding = self._read(note)
                words = _told(encoding, _logits(network, [encoding])[0])
                spans, marks = {one[:3] for one in spans_of(words)}, {_on_words(mark, words) for mark in note.marks}
                found, right, told = found + len(marks), right + len(marks & spans), told + len(spans)
        return found, right, told

    def _read(self, note: MarkedNote) -> Encoding:
        encoding: Encoding = self._tokenizer.encode(as_read(note.text))
        return encoding

    def _drawn(self, note: MarkedNote) -> MarkedNote:
        return with_other_names(note, self._names, self._random) if self._changed else note

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        """The names of each kind that the notes have, each as often as it stands there."""
        made: dict[str, list[str]] = {"drug": [], "disease": []}
        for note in self._notes:
            for mark in note.marks:
                if _kind(mark):
                    made[_kind(mark)].append(note.text[mark.start : mark.end])
        return made


def with_other_names(note: MarkedNote, names: dict[str, list[str]], random: Random) -> MarkedNote:
    """The note with some names changed for others of their kind, the same for the same at every mention."""
    chosen: dict[str, str] = {}
    text, marks, last = "", [], 0
    for mark in note.marks:
        said, kind = note.text[mark.start : mark.end], _kind(mark)
        if kind and said.lower() not in chosen:
            chosen[said.lower()] = random.choice(names[kind]) if random.random() < _CHANGED[kind] else said
        other = chosen.get(said.lower(), said)
        text += note.text[last : mark.start]
        marks.append(Mark(len(text), len(text) + len(other), mark.tag))
        text, last = text + other, mark.end
    return MarkedNote(note.id, text + note.text[last:], tuple(marks), note.part)


def _kind(mark: Mark) -> str:
    return "drug" if mark.tag in DRUGS else "disease" if mark.tag in DISEASES else ""


def _logits(network: PairNetwork, encodings: Sequence[Encoding]) -> Tensor:
    """(texts, pieces, labels)."""
    import torch

    from evals.train.pair_network import Batch

    pad = torch.nn.utils.rnn.pad_sequence
    ids = pad([torch.tensor(one.ids) for one in encodings], batch_first=True)
    mask = pad([torch.ones(len(one.ids), dtype=torch.long) for one in encodings], batch_first=True)
    batch = Batch(*(part.to(network.device) for part in (ids, torch.zeros_like(ids), mask)))
    return network.upper(network.lower(batch), batch)


def labels_of(encoding: Encoding, note: MarkedNote) -> list[int]:
    """Of each piece the label of its word; the marks that begin and end a text teach nothing."""
    made = [_NOT_LEARNED] * len(encoding.ids)
    for first, last in _words(encoding):
        start = encoding.offsets[first][0]
        mark = next((one for one in note.marks if one.start <= start < one.end), None)
        mark = mark or next((one for one in note.marks if start <= one.start < encoding.offsets[last - 1][1]), None)
        begins = mark is not None and start <= mark.start
        label = LABELS.index(f"{'B' if begins else 'I'} {mark.tag}") if mark else 0
        made[first:last] = [label] * (last - first)
    return made


def _words(encoding: Encoding) -> list[tuple[int, int]]:
    """From which piece to which a word goes."""
    firsts = [
        place for place in range(1, len(encoding.ids) - 1) if not encoding.tokens[place].startswith("##") or place == 1
    ]
    return list(zip(firsts, [*firsts[1:], len(encoding.ids) - 1], strict=True)) if firsts else []


def _told(encoding: Encoding, logits: Tensor) -> list[TaggedWord]:
    chances = logits.softmax(-1).cpu().numpy()
    return [
        TaggedWord(
            encoding.offsets[first][0],
            encoding.offsets[last - 1][1],
            tuple(np.mean(chances[first:last], axis=0).tolist()),
        )
        for first, last in _words(encoding)
    ]


def _carded(folder: Path) -> int:
    """Measures the model of that folder on the notes kept aside, for its card."""
    model = Tagger(folder)
    found = right = told = names = known = 0
    for note in marked_notes():
        if note.part != "kept":
            continue
        words = model.words(note.text)
        spans = {one[:3] for one in spans_of(words)}
        marks = {_on_words(mark, words) for mark in note.marks}
        found, right, told = found + len(marks), right + len(marks & spans), told + len(spans)
        drugs = {one for one in marks if one[2] in DRUGS}
        names, known = names + len(drugs), known + len(drugs & spans)
    figures = [
        Figure("notes of another writer", "model", "precision", proportion(right, told)),
        Figure("notes of another writer", "model", "recall", proportion(right, found)),
        Figure("notes of another writer", "model", "recall of drugs", proportion(known, names)),
    ]
    write_card(folder, TAGGING, model.facts, figures)
    return 0


def _on_words(mark: Mark, words: Sequence[TaggedWord]) -> tuple[int, int, str]:
    """The mark as far as whole words go ("58" of "58M")."""
    touched = [word for word in words if word.start < mark.end and mark.start < word.end]
    return (touched[0].start, touched[-1].end, mark.tag) if touched else (mark.start, mark.end, mark.tag)


def _parser() -> ArgumentParser:
    parser = training_parser(MODEL, __doc__, ship=model_folder(MODEL))
    add_rates(parser)
    parser.set_defaults(frozen=0, rate=2e-4)
    add_start(parser)
    parser.add_argument("--epochs", type=int, default=7, metavar="N", help="times the notes are seen")
    return parser


if __name__ == "__main__":
    sys.exit(main())
