"""Trains the model that tells which sentence answers: `python -m evals.train.answering --corpus DIR --starter DIR`.

Two outputs: at least on topic, and answers. Learned from BioASQ's passages, then from the sentences that readers
labeled, last from those that an earlier model had taken for answers; the questions to tune on decide which epoch is
kept, the held ones are measured once.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.engines.cross_encoder import CrossEncoder
from assistant.engines.shipped_model import model_folder
from evals.report import Figure
from evals.stats import auc, bare, proportion
from evals.train.answering_pairs import Labeled, correcting_pairs, labeled, learning_pairs
from evals.train.answering_swaps import swapped_pairs
from evals.train.answering_weak import weak_pairs
from evals.train.model_card import ANSWERING, write_card
from evals.train.options import add_rates, add_start, training_parser
from evals.train.pair_graph import ship
from evals.train.shipped_state import shipped_state

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable

    from numpy.typing import NDArray

    from evals.train.pair_network import PairNetwork

__all__ = ["LABELS", "MODEL", "direct", "main", "searched"]

MODEL = "answering"
"""The folder it is meant for."""
LABELS = ("on_topic", "answers")
_WINDOW = 160
"""Word pieces of question, title and sentence together."""
_SEED = 20_261_128
_ANSWERS = 2
_FIRST = 2
"""How many sentences a reader of an answer surely sees."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Trains and writes the model's folder; unless `--no-card`, measures it on the held questions for its card."""
    options = _parser().parse_args(arguments)
    import torch

    from evals.train.pair_training import Pairs, Recipe, new_network, pair_tokenizer, train
    from ingest.library.library import Library

    torch.set_num_threads(options.threads or torch.get_num_threads())
    if options.card_only:
        return _carded(options.ship, options.corpus, options.starter)
    with Library.open(options.corpus) as corpus, Library.open(options.starter) as starter:
        rows = labeled({"corpus": corpus, "starter": starter})
    learned = (learning_pairs(rows) + swapped_pairs(rows))[: options.most or None]
    weak = weak_pairs(options.weak)
    print(f"{len(learned)} pairs, {len(weak)} weak ones", flush=True)
    tokenizer, network = pair_tokenizer(_WINDOW), new_network(len(LABELS), options.frozen, _SEED)
    if options.start:
        network.load(network.state() | shipped_state(options.start))
    common = {"rate": options.rate, "graded": True, "half": options.half}
    if weak:
        first = Recipe(epochs=1, seed=_SEED, **common)
        train(network, Pairs(weak, tokenizer), first, options.out, "weak")
    second = Recipe(epochs=options.epochs, seed=_SEED + 1, **common)
    tuned = [row for row in searched(rows) if row.part == "tune"]
    score = _stopping(tuned[: options.most or None], tokenizer)
    train(network, Pairs(learned, tokenizer), second, options.out, "labeled", score=score)
    if options.last:
        third = Recipe(epochs=options.last, seed=_SEED + 2, **common | {"rate": options.rate / 2})
        train(network, Pairs(correcting_pairs(rows), tokenizer), third, options.out, "chosen", score=score)
    ship(network.state(), options.ship, name="vouch-answering", labels=LABELS, window=_WINDOW, made=options.day)
    print(f"written: {options.ship}")
    return 0 if options.no_card else _carded(options.ship, options.corpus, options.starter)


def _carded(folder: Path, corpus: str, starter: str) -> int:
    """Measures the model of that folder on the held questions and writes its card."""
    from ingest.library.library import Library

    with Library.open(corpus) as one, Library.open(starter) as other:
        held = [row for row in searched(labeled({"corpus": one, "starter": other})) if row.part == "held"]
    model = CrossEncoder(folder)
    write_card(folder, ANSWERING, model.facts, measured(held, model))
    return 0


def searched(rows: Sequence[Labeled]) -> list[Labeled]:
    """The sentences that a search had found for their question, as in an answer: what a model is chosen by."""
    chosen = {row.question for row in rows if row.chosen}
    return [row for row in rows if row.drawn and (row.source != "records" or row.question in chosen)]


def measured(held: Sequence[Labeled], model: CrossEncoder) -> list[Figure]:
    """Figures of the labeled sentences, by the model and by the embedding model's cosine."""
    figures = []
    for source in ("ours", "shared", "records", "asked"):
        rows = [row for row in held if row.source == source]
        if not any(row.label == _ANSWERS for row in rows):
            continue
        told = model.logits([(row.asked, row.text) for row in rows])[:, 1]
        for leg, scores in (("model", told), ("cosine", _cosines(rows))):
            figures.append(Figure(source, leg, "AUC", bare(_auc(rows, scores), len(rows))))
            hits = direct(rows, scores)
            figures.append(Figure(source, leg, "answering in the first two", proportion(sum(hits), len(hits))))
    return figures


def _auc(rows: Sequence[Labeled], scores: NDArray[np.float32]) -> float:
    """How often an answering sentence scores above another one, over all questions."""
    return auc([row.label == _ANSWERS for row in rows], scores.tolist())


def direct(rows: Sequence[Labeled], scores: NDArray[np.float32]) -> list[bool]:
    """Of each question that a sentence answers, whether one stands among the two that score best."""
    asked: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for row, score in zip(rows, scores, strict=True):
        asked[row.question].append((float(score), row.label))
    return [
        any(label == _ANSWERS for _, label in sorted(found, reverse=True)[:_FIRST])
        for found in asked.values()
        if any(label == _ANSWERS for _, label in found)
    ]


def _stopping(rows: Sequence[Labeled], tokenizer: object) -> Callable[[PairNetwork], float]:
    """The mean of AUC and of how often the first two answer, each within a source: what an epoch is kept by."""
    from evals.train.pair_training import Pair, Pairs, predict

    pairs = Pairs([Pair(row.asked, row.text, row.label) for row in rows], tokenizer)

    def score(network: PairNetwork) -> float:
        told = predict(network, pairs)[:, 1]
        made = []
        for source in ("ours", "shared", "records", "asked"):
            places = [place for place, row in enumerate(rows) if row.source == source]
            if mine := [rows[place] for place in places]:
                hits = direct(mine, told[places])
                made += [_auc(mine, told[places]), sum(hits) / max(1, len(hits))]
                print(f"  {source}: AUC {made[-2]:.3f}, first two {made[-1]:.3f} of {len(hits)}", flush=True)
        return sum(made) / len(made)

    return score


def _cosines(rows: Sequence[Labeled]) -> NDArray[np.float32]:
    """Of the question and what the model reads beside it, in the embedding model's int8 form."""
    from ingest.embed.embedding import load_embedder

    embedder = load_embedder(mode="int8")
    asked = embedder.embed([row.asked for row in rows])
    return np.asarray((asked * embedder.embed([row.text for row in rows])).sum(1), np.float32)


def _parser() -> ArgumentParser:
    parser = training_parser(MODEL, __doc__, ship=model_folder(MODEL))
    add_rates(parser)
    add_start(parser)
    parser.add_argument("--corpus", required=True, metavar="DIR", help="the library of questions that name `corpus`")
    parser.add_argument("--starter", required=True, metavar="DIR", help="the library of questions that name `starter`")
    parser.add_argument("--weak", type=int, default=11_000, metavar="N", help="passages of BioASQ seen first")
    parser.add_argument("--epochs", type=int, default=2, metavar="N", help="times the labeled sentences are seen")
    parser.add_argument("--last", type=int, default=1, metavar="N", help="times what a model had chosen is seen")
    return parser


if __name__ == "__main__":
    sys.exit(main())
