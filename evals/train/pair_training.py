"""The training of a cross-encoder on pairs: batches of like length, a warm-up, checkpoints, the best epoch kept.

Everything is drawn from one seed. A run that was stopped goes on from its last checkpoint; the outputs of the frozen
layers are kept in memory between epochs, which halves the time on a processor.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray

from evals.train.pair_network import Batch, PairNetwork, TagNetwork
from ingest.embed.model_files import DEFAULT_MODEL, find_model

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer
    from torch import Tensor

__all__ = [
    "Pair",
    "Pairs",
    "Recipe",
    "Rows",
    "batched",
    "new_network",
    "new_tag_network",
    "pair_tokenizer",
    "predict",
    "train",
]

_SAID_EVERY = 20
_KEPT_EVERY = 60
"""Steps between two lines of progress, and between two checkpoints."""


class Pair(msgspec.Struct, frozen=True):
    """Two texts and what is to be told of them: a class, or 1 and 0 for fitting and not."""

    first: str
    second: str
    label: int
    weight: float = 1.0
    source: str = ""


class Recipe(msgspec.Struct, frozen=True, kw_only=True):
    """How one stage of training runs."""

    epochs: int = 1
    rate: float = 1e-4
    head_rate: float = 5e-4
    pieces: int = 2400
    """Word pieces a batch may have, the padding among them."""
    smoothing: float = 0.05
    graded: bool = False
    """The label is a grade, and output n tells whether it is above n: two outputs tell 0, 1 and 2 apart."""
    half: bool = False
    """Multiply in bfloat16, which is more than twice as fast on processors that can."""
    warm_up: float = 0.1
    seed: int = 20_261_124


def pair_tokenizer(window: int) -> Tokenizer:
    """The embedding model's tokenizer, for pairs of up to `window` word pieces; the longer text is cut first."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(find_model(DEFAULT_MODEL).folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(window, strategy="longest_first")
    return tokenizer


class Rows(Protocol):
    """What can be learned from: rows in batches, each with a loss."""

    def batches(self, pieces: int, random: Random | None) -> list[list[int]]: ...

    def loss(self, network: PairNetwork, places: Sequence[int], recipe: Recipe) -> Tensor: ...


class Pairs:
    """Pairs as word pieces, cut to the window, and what the frozen layers made of them once they were asked."""

    def __init__(self, pairs: Sequence[Pair], tokenizer: Any) -> None:
        self.pairs = list(pairs)
        encoded: list[Encoding] = tokenizer.encode_batch([(pair.first, pair.second) for pair in pairs])
        self.ids = [one.ids for one in encoded]
        self.types = [one.type_ids for one in encoded]
        self._states: dict[int, Tensor] = {}

    def batches(self, pieces: int, random: Random | None) -> list[list[int]]:
        """Places of pairs of like length; shuffled when `random` is given."""
        return batched([len(ids) for ids in self.ids], pieces, random)

    def loss(self, network: PairNetwork, places: Sequence[int], recipe: Recipe) -> Tensor:
        """The mean loss of these pairs, by their weights."""
        with torch.autocast(network.device.type, torch.bfloat16, enabled=recipe.half):
            logits = self.logits(network, places)
        logits = logits.float()
        chosen = [self.pairs[place] for place in places]
        weights = torch.tensor([pair.weight for pair in chosen], device=network.device)
        labels = torch.tensor([pair.label for pair in chosen], device=network.device)
        return (_losses(logits, labels, recipe) * weights).sum() / weights.sum()

    def logits(self, network: PairNetwork, places: Sequence[int]) -> Tensor:
        pad = torch.nn.utils.rnn.pad_sequence
        ids = pad([torch.tensor(self.ids[place]) for place in places], batch_first=True)
        types = pad([torch.tensor(self.types[place]) for place in places], batch_first=True)
        mask = pad([torch.ones(len(self.ids[place]), dtype=torch.long) for place in places], batch_first=True)
        batch = Batch(*(part.to(network.device) for part in (ids, types, mask)))
        if any(place not in self._states for place in places):
            hidden = network.lower(batch)
            for row, place in enumerate(places):
                self._states[place] = hidden[row, : len(self.ids[place])].to(torch.float16).cpu()
        else:
            hidden = pad([self._states[place] for place in places], batch_first=True).float().to(network.device)
        return network.upper(hidden, batch)


def batched(lengths: Sequence[int], pieces: int, random: Random | None) -> list[list[int]]:
    """Places of rows of like length, together of no more than so many pieces with the padding."""
    noise = random.random if random else lambda: 0.5
    order = sorted(range(len(lengths)), key=lambda place: lengths[place] + 12 * noise())
    made: list[list[int]] = []
    longest = 0
    for place in order:
        longest = max(longest, lengths[place])
        if not made or longest * (len(made[-1]) + 1) > pieces:
            made.append([])
            longest = lengths[place]
        made[-1].append(place)
    if random:
        random.shuffle(made)
    return made


def _losses(logits: Tensor, labels: Tensor, recipe: Recipe) -> Tensor:
    if recipe.graded:
        passed = (labels[:, None] > torch.arange(logits.shape[1], device=labels.device)).float()
        losses = torch.nn.functional.binary_cross_entropy_with_logits(logits, passed, reduction="none")
        return losses.mean(1)
    if logits.shape[1] == 1:
        return torch.nn.functional.binary_cross_entropy_with_logits(logits[:, 0], labels.float(), reduction="none")
    return torch.nn.functional.cross_entropy(logits, labels, reduction="none", label_smoothing=recipe.smoothing)


def new_network(outputs: int, frozen: int, seed: int) -> PairNetwork:
    """A network with the embedding model's layers and an untrained head."""
    return _begun(PairNetwork, outputs, frozen, seed)


def new_tag_network(outputs: int, frozen: int, seed: int) -> TagNetwork:
    """As `new_network`, to tell something of each word."""
    return _begun(TagNetwork, outputs, frozen, seed)


_Network = TypeVar("_Network", bound=PairNetwork)


def _begun(kind: type[_Network], outputs: int, frozen: int, seed: int) -> _Network:
    from safetensors.numpy import load_file

    torch.manual_seed(seed)
    files = find_model("sentence-transformers/all-MiniLM-L6-v2")
    weights = load_file(files.folder / "model.safetensors")
    return kind(weights, files.json("config.json"), outputs=outputs, frozen=frozen)


def predict(network: PairNetwork, pairs: Pairs, pieces: int = 4800) -> NDArray[np.float32]:
    """(pairs, outputs) logits, without dropout."""
    network.training = False
    made: NDArray[np.float32] | None = None
    with torch.no_grad():
        for places in pairs.batches(pieces, None):
            logits = pairs.logits(network, places).cpu().numpy()
            made = np.zeros((len(pairs.pairs), logits.shape[1]), np.float32) if made is None else made
            made[places] = logits
    return made if made is not None else np.zeros((0, 1), np.float32)


def train(
    network: PairNetwork,
    rows: Rows,
    recipe: Recipe,
    folder: Path,
    name: str,
    *,
    score: Callable[[PairNetwork], float] | None = None,
) -> list[float]:
    """Trains in place and leaves the best epoch's weights, by `score`, in the network; the scores of the epochs."""
    schedule = _Schedule(network, rows, recipe)
    checkpoint = folder / f"{name}.checkpoint"
    begin, scores, best = schedule.resume(checkpoint)
    started = time.monotonic()
    for step in range(begin, len(schedule.steps)):
        epoch, places = schedule.steps[step]
        loss = schedule.take(step, places)
        if step % _SAID_EVERY == 0:
            minutes = (time.monotonic() - started) / 60
            print(f"{name}: step {step} of {len(schedule.steps)}, loss {loss:.3f}, {minutes:.1f} min", flush=True)
        last = step + 1 == len(schedule.steps) or schedule.steps[step + 1][0] != epoch
        if last and score is not None:
            scores.append(score(network))
            print(f"{name}: epoch {epoch + 1} scores {scores[-1]:.4f}", flush=True)
            if scores[-1] == max(scores):
                best = network.state()
        if last or (step + 1) % _KEPT_EVERY == 0:
            schedule.keep(checkpoint, step + 1, scores, best)
    if best:
        network.load(best)
    return scores


class _Schedule:
    """The steps of a stage, their learning rates, and the state that a checkpoint holds."""

    def __init__(self, network: PairNetwork, rows: Rows, recipe: Recipe) -> None:
        self._network, self._rows, self._recipe = network, rows, recipe
        random = Random(recipe.seed)  # noqa: S311 - a repeatable draw, not a secret
        self.steps = [
            (epoch, places) for epoch in range(recipe.epochs) for places in rows.batches(recipe.pieces, random)
        ]
        groups = [
            {"params": network.parameters(head=False), "lr": recipe.rate},
            {"params": network.parameters(head=True), "lr": recipe.head_rate},
        ]
        self._optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
        warm = max(1, int(recipe.warm_up * len(self.steps)))
        total = len(self.steps)
        self._rates = torch.optim.lr_scheduler.LambdaLR(
            self._optimizer, lambda step: min((step + 1) / warm, (total - step) / max(1, total - warm))
        )
        torch.manual_seed(recipe.seed)

    def take(self, step: int, places: Sequence[int]) -> float:
        network = self._network
        network.training = True
        loss = self._rows.loss(network, places, self._recipe)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        for head in (False, True):
            torch.nn.utils.clip_grad_norm_(network.parameters(head=head), 1.0)
        self._optimizer.step()
        self._rates.step()
        return float(loss.detach())

    def keep(self, path: Path, step: int, scores: list[float], best: Any) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(".making")
        state = {
            "step": step,
            "scores": scores,
            "best": best,
            "weights": self._network.state(),
            "optimizer": self._optimizer.state_dict(),
            "rates": self._rates.state_dict(),
        }
        torch.save(state, aside)
        aside.replace(path)

    def resume(self, path: Path) -> tuple[int, list[float], Any]:
        if not path.is_file():
            return 0, [], None
        state = torch.load(path, weights_only=False)
        self._network.load(state["weights"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._rates.load_state_dict(state["rates"])
        torch.manual_seed(self._recipe.seed + int(state["step"]))
        print(f"going on from step {state['step']} of {path}", flush=True)
        return int(state["step"]), state["scores"], state["best"]
