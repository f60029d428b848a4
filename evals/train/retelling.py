"""Trains the model that tells a retelling from a sentence with a fault: `python -m evals.train.retelling`.

It learns what follows from what on general pairs (or starts from the first try of the shared models, which did), then
from passages that several people retold (`retold_claims.tsv`) and the half of `near_verbatim.tsv` that rules were
shaped on, last from passages of records (`retold_records.tsv`) and the half of the labeled claims that thresholds are
fitted on. Passages are split by hash: seven tenths to learn from, the rest halved, to choose the epoch and the chance
from which on it would be believed, and to measure on. What it made does not ship: see `evals/README.md`.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from assistant.engines.cross_encoder import CrossEncoder
from assistant.judge.vetoes import own_sentences, veto
from assistant.records.judged import Statement
from evals.material.data import SHARED
from evals.material.judged_rows import labeled_claims, record_claims
from evals.material.near_verbatim import NearClaim, free_predicates, near_claims
from evals.material.retold import beside, retold_claims
from evals.report import Figure
from evals.stats import auc, bare, proportion
from evals.train.answering_pairs import Part, part_of
from evals.train.model_card import RETELLING, write_card
from evals.train.options import add_rates, training_parser
from evals.train.pair_graph import ship

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from numpy.typing import NDArray

    from evals.train.pair_network import PairNetwork
    from evals.train.pair_training import Pair

__all__ = ["Told", "as_read", "learning_rows", "main", "real_rows", "retold", "retold_records"]

MODEL = "retelling"

_WINDOW = 160
"""Word pieces of passage and sentence."""
_SEED = 20_261_129
_PRECISION = 0.95
"""Of what it calls retold on the passages to choose by, behind the vetoes."""
_FREE_WEIGHT = 0.5
_FEWEST = 50


class Told(msgspec.Struct, frozen=True):
    """A sentence beside its evidence, and whether it only retells it."""

    statement: Statement
    retells: bool
    weight: float = 1.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Trains, ships, tells the chance to believe from, and measures on the held passages for the card."""
    options = _parser().parse_args(arguments)
    if options.card_only:
        return _carded(options.ship)
    import torch

    from evals.train.pair_training import Pairs, Recipe, new_network, pair_tokenizer, predict, train

    torch.set_num_threads(options.threads or torch.get_num_threads())
    learned, tuned = learning_rows(), retold("tune") + retold_records("tune")
    most = options.most or None
    print(f"{len(learned)} sentences to learn from, {len(tuned)} to choose by", flush=True)
    tokenizer = pair_tokenizer(_WINDOW)
    tuned = tuned[:most]
    checked = Pairs(_pairs(tuned), tokenizer)

    def score(network: PairNetwork) -> float:
        told = predict(network, checked)[:, 0]
        print(f"  {_curve(told, tuned)}", flush=True)
        return auc([row.retells for row in tuned], told.tolist())

    network = new_network(1, options.frozen, _SEED)
    common = {"rate": options.rate, "half": options.half}
    if options.start:
        _start_from(network, options.start)
    else:
        first = Recipe(seed=_SEED, **common)
        train(network, Pairs(_general_pairs(options.general), tokenizer), first, options.out, "general")
    second = Recipe(epochs=options.epochs, seed=_SEED + 1, **common)
    train(network, Pairs(_pairs(learned[:most]), tokenizer), second, options.out, "retold", score=score)
    real = _pairs(real_rows(learned)[:most])
    third = Recipe(epochs=options.last, seed=_SEED + 2, **common | {"rate": options.rate / 2})
    train(network, Pairs(real, tokenizer), third, options.out, "real", score=score)
    ship(network.state(), options.ship, name="vouch-retelling", labels=("retells",), window=_WINDOW, made=options.day)
    print(f"written: {options.ship}")
    return 0 if options.no_card else _carded(options.ship)


def learning_rows() -> list[Told]:
    """Of invented passages: those to learn from, and the tuned half of the near-verbatim rows."""
    near = [claim for claim in near_claims() if claim.evidence.fold == "tune"]
    free = [claim for claim in free_predicates() if claim.evidence.fold == "tune"]
    return [*retold("train"), *map(_told, near), *(Told(beside(claim), False, _FREE_WEIGHT) for claim in free)]


def real_rows(invented: Sequence[Told]) -> list[Told]:
    """Of records: the retold passages to learn from and half of the labeled claims, with half as many invented rows."""
    random = Random(_SEED)  # noqa: S311 - a repeatable draw, not a secret
    real = [Told(row.statement, row.truth) for row in labeled_claims("tune")] + retold_records("train")
    return real + random.sample(list(invented), min(len(real) // 2, len(invented)))


def retold_records(part: Part) -> list[Told]:
    """The retold passages of records, where the shared data are; none of a record of another set."""
    return [Told(row.statement, row.truth) for row in record_claims() if part_of(row.pmid) == part]


def retold(part: Part) -> list[Told]:
    """The retold sentences of a part of the passages."""
    return [_told(claim) for claim in retold_claims() if part_of(claim.evidence.source) == part]


def _told(claim: NearClaim) -> Told:
    return Told(beside(claim), claim.truth == "same")


def _pairs(rows: Sequence[Told]) -> list[Pair]:
    from evals.train.pair_training import Pair

    return [Pair(as_read(row.statement), row.statement.text, int(row.retells), row.weight) for row in rows]


def _general_pairs(most: int) -> list[Pair]:
    """General pairs of the shared data, as supported or not."""
    from evals.train.pair_training import Pair

    with gzip.open(SHARED / "nli" / "MIX_stage1_general.tsv.gz", "rt", encoding="utf-8") as stream:
        rows = [line.rstrip("\n").split("\t") for line in islice(stream, 1, most + 1)]
    return [Pair(premise, said, int(label == "supported")) for premise, said, label, *_ in rows]


def _start_from(network: PairNetwork, paths: Sequence[Path]) -> None:
    """The layers of earlier tries (`enc.*`, and a head of this network's form) in place of what there is; of several
    files the later count. Half precision will do."""
    from safetensors.numpy import load_file

    state = network.state()
    for path in paths:
        read = {name.removeprefix("enc."): value.astype(np.float32) for name, value in load_file(path).items()}
        state |= {name: value for name, value in read.items() if name in state}
    network.load(state, every=True)


def _carded(folder: Path) -> int:
    """Measures the model of that folder on the held passages for its card; says from which chance it is right."""
    model = CrossEncoder(folder)
    sure = _sure(*_behind_vetoes(model, retold("tune") + retold_records("tune")))
    print(f"believed from {sure:.3f} on")
    figures: list[Figure] = []
    for name, held in (("invented passages", retold("held")), ("records", retold_records("held"))):
        if not held:
            continue
        told, right = _behind_vetoes(model, held)
        shown = [good for chance, good in zip(told, right, strict=True) if chance >= sure]
        figures += [
            Figure(name, "model", "AUC", bare(auc([row.retells for row in held], _chances(model, held)), len(held))),
            Figure(name, "model and vetoes", "precision", proportion(sum(shown), len(shown))),
            Figure(name, "model and vetoes", "true ones passed", proportion(sum(shown), sum(right))),
        ]
    write_card(folder, RETELLING, model.facts, figures)
    return 0


def as_read(statement: Statement) -> str:
    """What stands beside the sentence: the quotes' own sentences, abbreviations, and then, as far as there is room for
    it in the window, what else is shown around them."""
    own = own_sentences(statement)
    defined = [f"{short}: {long}." for short, long in statement.abbreviations]
    around = " ".join(statement.surroundings)
    for sentence in own:
        around = around.replace(sentence, " ")
    return " ".join(" ".join((*own, *defined, around)).split())


def _chances(model: CrossEncoder, rows: Sequence[Told]) -> list[float]:
    """Of each sentence, how likely it only retells (0 to 1)."""
    logits = model.logits([(as_read(row.statement), row.statement.text) for row in rows])[:, 0]
    return [float(chance) for chance in 1 / (1 + np.exp(-logits.astype(np.float64)))]


def _behind_vetoes(model: CrossEncoder, rows: Sequence[Told]) -> tuple[list[float], list[bool]]:
    """The chance of each sentence, none where a hard check refuses it, and whether it retells."""
    told = _chances(model, rows)
    kept = [0.0 if veto(row.statement) else chance for row, chance in zip(rows, told, strict=True)]
    return kept, [row.retells for row in rows]


def _sure(told: Sequence[float], right: Sequence[bool]) -> float:
    """The least chance from which on enough of the sentences retell, of `_FEWEST` or more; 1 where there is none."""
    ordered = sorted(zip(told, right, strict=True), reverse=True)
    best, hits = 1.0, 0
    for place, (chance, good) in enumerate(ordered, 1):
        hits += good
        if place >= _FEWEST and hits >= _PRECISION * place:
            best = chance
    return best


def _curve(told: NDArray[np.floating], rows: Sequence[Told]) -> str:
    """AUC, and how many retellings pass where nine in ten, and nineteen in twenty, of what passes are such."""
    order = np.argsort(-told)
    hits = np.cumsum([rows[place].retells for place in order])
    precision, passed = hits / np.arange(1, len(rows) + 1), hits / hits[-1]
    at = [float(passed[precision >= least].max(initial=0.0)) for least in (0.9, 0.95)]
    value = auc([row.retells for row in rows], told.tolist())
    return f"AUC {value:.3f}, passed at .90: {at[0]:.3f}, at .95: {at[1]:.3f}"


def _parser() -> ArgumentParser:
    parser = training_parser(MODEL, __doc__, ship=Path(".work") / MODEL / "model")
    add_rates(parser)
    parser.add_argument("--start", type=Path, nargs="*", default=[], metavar="FILE", help="layers to start from")
    parser.add_argument("--general", type=int, default=110_000, metavar="N", help="general pairs seen first")
    parser.add_argument("--epochs", type=int, default=2, metavar="N", help="times the invented passages are seen")
    parser.add_argument("--last", type=int, default=1, metavar="N", help="times the passages of records are seen")
    return parser


if __name__ == "__main__":
    sys.exit(main())
