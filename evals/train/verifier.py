"""Trains the verifier that ships: `python -m evals.train.verifier`, on a GPU when there is one.

First on pairs made from the corpus's conclusions, which are plentiful and teach what a changed word does; then on the
claims that people labeled. A quarter of the documents decides which epoch is kept; the held half is never touched.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from assistant.engines.cross_encoder import CrossEncoder, model_folder
from assistant.engines.judge import Shipped
from evals.material.gold_claims import GoldClaim
from evals.measure.claim_only import wording
from evals.measure.verification import run
from evals.report import Options as EvalOptions
from evals.train.model_card import VERIFIER, write_card
from evals.train.pair_graph import ship
from evals.train.verifier_pairs import LABELS, foreign_pairs, gold_pairs, made_pairs
from evals.train.verifier_vote import fit_vote

__all__ = ["main"]

_WINDOW = 176
"""Word pieces of claim and evidence together."""
_SEED = 20_261_124


def main(arguments: Sequence[str] | None = None) -> int:
    """Trains, and writes the model's folder; 1 when the shared data are not there.

    Without `--measure` the folder has no card: do that with the folder the package keeps it in, as what is measured is
    what ships.
    """
    options = _parser().parse_args(arguments)
    import torch

    from evals.train.pair_training import Pairs, Recipe, new_network, train

    torch.set_num_threads(options.threads or torch.get_num_threads())
    learned, stopping = gold_pairs("learn"), gold_pairs("stop")
    if not learned:
        print("the development sets are not there: see evals/README.md", file=sys.stderr)
        return 1
    made = made_pairs(options.made)
    tokenizer = pair_tokenizer(_WINDOW)
    network = new_network(len(LABELS), options.frozen, _SEED)
    held = Pairs([pair for _, pair in stopping], tokenizer)

    def score(trained: Any) -> float:
        return stopping_score([claim for claim, _ in stopping], held, trained)

    first = Recipe(epochs=1, rate=options.rate, seed=_SEED)
    train(network, Pairs(made, tokenizer), first, options.out, "made", score=score)
    second = Recipe(epochs=options.epochs, rate=options.rate, seed=_SEED + 1)
    kept = [pair for _, pair in learned] + foreign_pairs(learned, 6) + made[: options.made // 20]
    train(network, Pairs(kept, tokenizer), second, options.out, "gold", score=score)
    facts = ship(network.state(), options.ship, name="vouch-verifier", labels=LABELS, window=_WINDOW, made=options.day)
    judge = Shipped(CrossEncoder(options.ship))
    fit_vote(judge, [(pair.source, claim) for claim, pair in stopping], options.ship)
    print(f"written: {options.ship}")
    if options.measure:
        figures = [figure for figure in run(EvalOptions()).figures if figure.set != "own"]
        write_card(options.ship, VERIFIER, facts, figures)
    return 0


def pair_tokenizer(window: int) -> Any:
    """The embedding model's tokenizer, for pairs; the longer text is cut first."""
    from tokenizers import Tokenizer

    from ingest.embed.model_files import DEFAULT_MODEL, find_model

    tokenizer = Tokenizer.from_file(str(find_model(DEFAULT_MODEL).folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(window, strategy="longest_first")
    return tokenizer


def stopping_score(claims: Sequence[GoldClaim], pairs: Any, network: Any) -> float:
    """The mean over the sets of macro F1; of PharmGKB, the balanced accuracy among statements of one wording."""
    from evals.train.pair_training import predict

    logits = predict(network, pairs)
    rows: dict[str, list[tuple[Any, int, np.ndarray[Any, Any]]]] = defaultdict(list)
    for claim, pair, row in zip(claims, pairs.pairs, logits, strict=True):
        rows[pair.source].append((wording(claim.claim), pair.label, row))
    scores = {name: _within(mine) if name == "pgx" else _f1(mine) for name, mine in rows.items()}
    print("  " + ", ".join(f"{name} {score:.3f}" for name, score in scores.items()), flush=True)
    return sum(scores.values()) / len(scores)


def _f1(rows: Sequence[tuple[Any, int, Any]]) -> float:
    truth, told = np.array([label for _, label, _ in rows]), np.array([row.argmax() for _, _, row in rows])
    scores = []
    for label in range(len(LABELS)):
        both = ((truth == label) & (told == label)).sum()
        scores.append(2 * both / max(1, (truth == label).sum() + (told == label).sum()))
    return float(np.mean(scores))


def _within(rows: Sequence[tuple[Any, int, Any]]) -> float:
    """Each wording's balanced accuracy, weighted by how many statements have it: chance is 0.5 without the paper."""
    total = got = 0.0
    for kind in {kind for kind, _, _ in rows}:
        true = [row[0] > row[2] for one, label, row in rows if one == kind and label == 0]
        false = [row[0] <= row[2] for one, label, row in rows if one == kind and label != 0]
        if true and false:
            total += len(true) + len(false)
            got += (len(true) + len(false)) * (float(np.mean(true)) + float(np.mean(false))) / 2
    return got / total if total else 0.0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.train.verifier", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(".work/verifier"), metavar="DIR", help="where it works")
    parser.add_argument("--ship", type=Path, default=model_folder("verifier"), metavar="DIR", help="the model's folder")
    parser.add_argument("--day", default=date.today().isoformat(), metavar="DAY", help="the day its card bears")
    parser.add_argument("--measure", action="store_true", help="measure on the held half, and write the model card")
    parser.add_argument("--made", type=int, default=6000, metavar="N", help="pairs made from the corpus")
    parser.add_argument("--epochs", type=int, default=4, metavar="N", help="times the labeled claims are seen")
    parser.add_argument("--frozen", type=int, default=3, metavar="N", help="lowest layers left as they are")
    parser.add_argument("--rate", type=float, default=2e-4, metavar="R", help="the highest learning rate")
    parser.add_argument("--threads", type=int, default=0, metavar="N", help="0: as torch chooses")
    return parser


if __name__ == "__main__":
    sys.exit(main())
