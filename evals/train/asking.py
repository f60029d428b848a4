"""Trains the model that tells what a question asks: `python -m evals.train.asking`. Ten minutes on two cores.

It learns from the train part of all questions whose facet a reader named; the tune part decides which epoch is kept,
and from which chance on 78 of a hundred facets that are told are the reader's (`_SURE` in `assistant.question.facet`).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.engines.cross_encoder import CrossEncoder
from assistant.engines.shipped_model import model_folder
from assistant.question.facet import FACETS, MODEL, without_names
from assistant.question.leveled import named_spans
from evals.material.understood import Understood, understood
from evals.report import Figure
from evals.stats import proportion
from evals.train.model_card import ASKING, write_card
from evals.train.options import training_parser
from evals.train.pair_graph import ship

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from evals.train.pair_network import PairNetwork
    from evals.train.pair_training import Pair

__all__ = ["figures", "main"]

_WINDOW = 96
"""Word pieces of a question and of what it is without its names."""
_SEED = 20_261_129
_RIGHT = 0.78


def main(arguments: Sequence[str] | None = None) -> int:
    """Trains, ships and measures it on the held questions for its card."""
    options = _parser().parse_args(arguments)
    if options.card_only:
        return _carded(options.ship)
    from evals.train.pair_training import Pairs, Recipe, new_network, pair_tokenizer, predict, train

    rows, tokenizer = understood(), pair_tokenizer(_WINDOW)
    learned, tuned = (_pairs([row for row in rows if row.part == part]) for part in ("train", "tune"))
    checked = Pairs(tuned, tokenizer)

    def score(network: PairNetwork) -> float:
        """Share of the tune part's questions whose likeliest facet is the reader's."""
        return float(np.mean(predict(network, checked).argmax(1) == [pair.label for pair in tuned]))

    network = new_network(len(FACETS), 0, _SEED)
    recipe = Recipe(epochs=options.epochs, rate=1e-4, head_rate=1e-3, smoothing=0.1, pieces=1600, seed=_SEED)
    train(network, Pairs(learned, tokenizer), recipe, options.out, MODEL, score=score)
    logits = predict(network, checked).astype(np.float64)
    print(f"sure from {_sure(logits, [pair.label for pair in tuned]):.2f} on")
    ship(network.state(), options.ship, name="vouch-asking", labels=FACETS, window=_WINDOW, made=options.day)
    print(f"written: {options.ship}")
    return 0 if options.no_card else _carded(options.ship)


def _pairs(rows: Sequence[Understood]) -> list[Pair]:
    from evals.train.pair_training import Pair

    return [Pair(row.text, _bare(row), FACETS.index(row.facet)) for row in rows if row.facet in FACETS]


def _bare(row: Understood) -> str:
    return without_names(row.text, named_spans(row.text))


def _sure(logits: np.ndarray, labels: Sequence[int]) -> float:
    """The least chance from which enough of the likeliest facets are right."""
    chances = np.exp(logits - logits.max(1, keepdims=True))
    chances /= chances.sum(1, keepdims=True)
    likely, right = chances.max(1), chances.argmax(1) == np.array(labels)
    return next((step / 100 for step in range(20, 95) if right[likely >= step / 100].mean() >= _RIGHT), 0.95)


def _carded(folder: Path) -> int:
    facts = CrossEncoder(folder).facts
    write_card(folder, ASKING, facts, figures(CrossEncoder(folder)))
    return 0


def figures(model: CrossEncoder) -> list[Figure]:
    """How often the likeliest facet of a held question is the reader's, by where the question is from."""
    held = [row for row in understood() if row.part == "held"]
    told = model.logits([(row.text, _bare(row)) for row in held]).argmax(1)
    right = [FACETS[place] == row.facet for place, row in zip(told, held, strict=True)]
    made = []
    for source in dict.fromkeys(row.source for row in held):
        mine = [hit for hit, row in zip(right, held, strict=True) if row.source == source]
        made.append(Figure(source, "model", "facet", proportion(sum(mine), len(mine))))
    return made


def _parser() -> ArgumentParser:
    parser = training_parser(MODEL, __doc__, ship=model_folder(MODEL))
    parser.add_argument("--epochs", type=int, default=5, metavar="N", help="times the questions are seen")
    return parser


if __name__ == "__main__":
    sys.exit(main())
