"""Training of models that read pairs, in small: real weights, a few pairs, a step or two, the runtime that ships."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

from assistant.engines.cross_encoder import CrossEncoder
from assistant.errors import ModelUnavailable
from evals.train.pair_graph import ship
from evals.train.pair_network import PairNetwork
from evals.train.pair_training import Pair, Pairs, Recipe, new_network, pair_tokenizer, predict, train

LABELS = ("supported", "not enough", "contradicted")
PAIRS = [
    Pair("Aspirin lowered the risk.", "Aspirin lowered the risk of stroke in 412 adults.", 0),
    Pair("Aspirin raised the risk.", "Aspirin lowered the risk of stroke in 412 adults.", 2),
    Pair("Aspirin lowered the risk.", "Bees dance to tell the others where flowers are.", 1, 0.5),
    Pair("Statins help.", "Statins did not help in this trial of the very old, nor did diet.", 2),
]
RECIPE = Recipe(epochs=2, rate=1e-3, head_rate=3e-3, pieces=80)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[PairNetwork, Path]:
    """A network after a few steps, and the folder its checkpoint lies in."""
    folder = tmp_path_factory.mktemp("training")
    network = new_network(len(LABELS), frozen=5, seed=1)
    train(network, Pairs(PAIRS, pair_tokenizer(64)), RECIPE, folder, "tiny")
    return network, folder


def test_training_moves_the_free_layers_and_no_others(trained: tuple[PairNetwork, Path]) -> None:
    """The last layer and the head change; the frozen layers and the words stay the embedding model's own."""
    before, after = new_network(len(LABELS), frozen=5, seed=1).state(), trained[0].state()
    moved = {name for name in before if not np.array_equal(before[name], after[name])}
    assert moved
    assert all(name.startswith(("encoder.layer.5.", "head.")) for name in moved)


def test_the_same_seed_gives_the_same_weights(trained: tuple[PairNetwork, Path], tmp_path: Path) -> None:
    """A second run from the start ends where the first did."""
    again = new_network(len(LABELS), frozen=5, seed=1)
    train(again, Pairs(PAIRS, pair_tokenizer(64)), RECIPE, tmp_path, "tiny")
    np.testing.assert_allclose(again.state()["head.out.weight"], trained[0].state()["head.out.weight"], atol=1e-5)


def test_a_finished_run_goes_on_from_its_checkpoint(trained: tuple[PairNetwork, Path]) -> None:
    """Started again on its folder, training takes no further step and has the same weights."""
    again = new_network(len(LABELS), frozen=5, seed=1)
    train(again, Pairs(PAIRS, pair_tokenizer(64)), RECIPE, trained[1], "tiny")
    np.testing.assert_array_equal(again.state()["head.out.weight"], trained[0].state()["head.out.weight"])


def test_what_ships_says_what_was_trained(trained: tuple[PairNetwork, Path], tmp_path: Path) -> None:
    """The int8 graph in the runtime gives the trained network's logits but for the rounding, in the order asked."""
    expected = predict(trained[0], Pairs(PAIRS, pair_tokenizer(64)))
    ship(trained[0].state(), tmp_path, name="tiny", labels=LABELS, window=64, made="2026-11-24")
    told = CrossEncoder(tmp_path).logits([(pair.first, pair.second) for pair in PAIRS])
    assert told.shape == (len(PAIRS), len(LABELS))
    assert np.corrcoef(told.ravel(), expected.ravel())[0, 1] > 0.98
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 24_000_000


def test_other_bytes_than_the_trained_ones_are_refused(trained: tuple[PairNetwork, Path], tmp_path: Path) -> None:
    """One changed byte of the graph is seen when the model is loaded, and the message names the file."""
    ship(trained[0].state(), tmp_path, name="tiny", labels=LABELS, window=64, made="2026-11-24")
    graph = bytearray((tmp_path / "model.onnx").read_bytes())
    graph[5000] ^= 1
    (tmp_path / "model.onnx").write_bytes(graph)
    with pytest.raises(ModelUnavailable, match=r"model\.onnx is not what the model was trained with"):
        CrossEncoder(tmp_path)


def test_batches_hold_every_pair_once_within_their_room() -> None:
    """Shuffled or not, each pair is in one batch, and no batch of more than one pair is over its pieces."""
    pairs = Pairs(PAIRS * 5, pair_tokenizer(64))
    for random in (None, Random(3)):  # noqa: S311 - a repeatable draw, not a secret
        made = pairs.batches(80, random)
        assert sorted(place for batch in made for place in batch) == list(range(20))
        assert all(len(batch) == 1 or len(batch) * max(len(pairs.ids[p]) for p in batch) <= 80 for batch in made)
