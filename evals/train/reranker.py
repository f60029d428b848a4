"""Trains the reranker that ships: `python -m evals.train.reranker`, on a GPU when there is one.

Each text is read with a record it belongs to and with the best wrong hits of the search, and the network learns to
tell them apart. A tenth of the texts decides which epoch is kept. SciFact and BioASQ are never trained on.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec

from assistant.engines.cross_encoder import model_folder
from evals.material.libraries import corpus_library
from evals.report import Options
from evals.train.pair_graph import ship
from evals.train.reranker_pairs import asked_of_corpus, asked_of_pgx, groups

__all__ = ["main"]

_WINDOW = 160
"""Word pieces of question and record together."""
_SEED = 20_261_125
_RIGHT_WEIGHT = 2.0
"""Of a right pair, which has three wrong ones beside it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Trains, and writes the model's folder; its card is for a person to write, once it has lifted anything."""
    options = _parser().parse_args(arguments)
    import torch

    from evals.train.pair_training import Pair, Pairs, Recipe, new_network, pair_tokenizer, predict, train

    torch.set_num_threads(options.threads or torch.get_num_threads())
    kept = options.out / "groups.json"
    if not kept.is_file():
        options.out.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(msgspec.json.encode(_searched(options)))
    made = msgspec.json.decode(kept.read_bytes(), type=list[list[Pair]])[: options.texts or None]
    if options.pairs_only:
        return 0
    learned, stopping = [one for n, one in enumerate(made) if n % 10], made[::10]
    tokenizer = pair_tokenizer(_WINDOW)
    network = new_network(1, options.frozen, _SEED)
    pairs = [msgspec.structs.replace(pair, weight=_RIGHT_WEIGHT if pair.label else 1.0) for pair in chain(*learned)]
    held = Pairs(list(chain(*stopping)), tokenizer)

    def score(trained: Any) -> float:
        return first_places(stopping, predict(trained, held)[:, 0])

    recipe = Recipe(epochs=options.epochs, rate=options.rate, seed=_SEED)
    train(network, Pairs(pairs, tokenizer), recipe, options.out, "reranker", score=score)
    ship(network.state(), options.ship, name="vouch-reranker", labels=("fit",), window=_WINDOW, made=options.day)
    print(f"written: {options.ship}")
    return 0


def first_places(asked: Sequence[Sequence[Any]], scores: Any) -> float:
    """The mean reciprocal rank of the right pair within its group."""
    total, begin = 0.0, 0
    for group in asked:
        mine = scores[begin : begin + len(group)]
        total += 1 / (1 + sum(float(other) >= float(mine[0]) for other in mine[1:]))
        begin += len(group)
    return total / max(1, len(asked))


def _searched(options: argparse.Namespace) -> list[list[Any]]:
    """The groups in an order that mixes their kinds, which the same library always gives."""
    from random import Random

    from ingest.library.library import Library

    with Library.open(corpus_library(Options(work=options.work, library=options.library))) as library:
        asked = [*asked_of_corpus(options.titles, options.claims), *asked_of_pgx(options.questions)]
        Random(_SEED).shuffle(asked)  # noqa: S311 - a repeatable draw, not a secret
        return list(groups(asked, library, library.query_embedder()))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.train.reranker", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(".work/reranker"), metavar="DIR", help="where it works")
    parser.add_argument("--work", type=Path, default=Options().work, metavar="DIR", help="where built libraries are")
    parser.add_argument("--ship", type=Path, default=model_folder("reranker"), metavar="DIR", help="the model's folder")
    parser.add_argument("--day", default=date.today().isoformat(), metavar="DAY", help="the day it bears")
    parser.add_argument("--library", default="", metavar="DIR", help="a library that holds the PubMed corpus")
    parser.add_argument("--titles", type=int, default=1600, metavar="N", help="titles asked of their abstracts")
    parser.add_argument("--claims", type=int, default=1200, metavar="N", help="conclusions asked of the rest")
    parser.add_argument("--questions", type=int, default=700, metavar="N", help="pharmacogenomic questions")
    parser.add_argument("--texts", type=int, default=0, metavar="N", help="learn from so many only; 0: all")
    parser.add_argument("--epochs", type=int, default=1, metavar="N", help="times the pairs are seen")
    parser.add_argument("--frozen", type=int, default=2, metavar="N", help="lowest layers left as they are")
    parser.add_argument("--rate", type=float, default=1.5e-4, metavar="R", help="the highest learning rate")
    parser.add_argument("--threads", type=int, default=0, metavar="N", help="0: as torch chooses")
    parser.add_argument("--pairs-only", action="store_true", help="make the pairs and stop")
    return parser


if __name__ == "__main__":
    sys.exit(main())
