"""A BERT cross-encoder to be trained: two texts read together, one head on what each side came to mean.

Written out in plain torch over the names of the weights file, so that nothing stands between what is trained here and
the graph that `ingest.embed.bert_graph` builds from the same names. The lowest layers and the word embeddings stay as
they are: few thousand pairs teach them nothing, and their outputs can be computed once and kept for every later epoch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as nn

__all__ = ["Batch", "PairNetwork", "TagNetwork"]

_DROPOUT = 0.1
_SPREAD = 0.02
"""Standard deviation of the head's first weights, as BERT's own were drawn."""


class Batch(msgspec.Struct):
    """Padded pairs: piece ids, which side a piece belongs to, and where there is a piece at all."""

    ids: Tensor
    types: Tensor
    mask: Tensor


class PairNetwork:
    """`outputs` logits for each pair; dropout while `training`."""

    def __init__(
        self, weights: Mapping[str, NDArray[np.float32]], config: Mapping[str, Any], *, outputs: int, frozen: int
    ) -> None:
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._layers, self._heads = int(config["num_hidden_layers"]), int(config["num_attention_heads"])
        self._epsilon = float(config["layer_norm_eps"])
        self._frozen = frozen
        kept = {name: torch.from_numpy(value.copy()) for name, value in weights.items() if "pooler" not in name}
        kept.pop("embeddings.position_ids", None)
        if "head.out.weight" not in kept:
            kept |= self._new_head(int(config["hidden_size"]), outputs)
        self._weights = {name: value.to(self.device) for name, value in kept.items()}
        for name in self.trained:
            self._weights[name].requires_grad_(True)
        self.training = False

    def _new_head(self, hidden: int, outputs: int) -> dict[str, Tensor]:
        return {
            "head.dense.weight": torch.randn(hidden, 4 * hidden) * _SPREAD,
            "head.dense.bias": torch.zeros(hidden),
            "head.out.weight": torch.randn(outputs, hidden) * _SPREAD,
            "head.out.bias": torch.zeros(outputs),
        }

    @property
    def trained(self) -> list[str]:
        """Names of the weights that training changes."""
        free = tuple(f"encoder.layer.{number}." for number in range(self._frozen, self._layers))
        return [name for name in self._weights if name.startswith((*free, "head."))]

    def parameters(self, *, head: bool) -> list[Tensor]:
        return [self._weights[name] for name in self.trained if name.startswith("head.") is head]

    def state(self) -> dict[str, NDArray[np.float32]]:
        """Every weight, as arrays."""
        return {name: value.detach().cpu().numpy().copy() for name, value in self._weights.items()}

    def load(self, state: Mapping[str, NDArray[np.float32]], *, every: bool = False) -> None:
        """Puts weights in the place of those that are trained; with `every`, of the others too."""
        with torch.no_grad():
            for name in self._weights if every else self.trained:
                self._weights[name].copy_(torch.from_numpy(state[name]))

    def lower(self, batch: Batch) -> Tensor:
        """What the frozen part makes of the pairs (pairs, pieces, hidden)."""
        with torch.no_grad():
            hidden = self._embedded(batch)
            for number in range(self._frozen):
                hidden = self._layer(number, hidden, batch.mask)
        return hidden

    def upper(self, hidden: Tensor, batch: Batch) -> Tensor:
        """The logits (pairs, outputs), from the frozen part's states on."""
        hidden = self._upper_layers(hidden, batch)
        side = batch.types.unsqueeze(2).to(hidden.dtype)
        there = batch.mask.unsqueeze(2).to(hidden.dtype)
        one = (hidden * there * (1 - side)).sum(1) / (there * (1 - side)).sum(1)
        two = (hidden * there * side).sum(1) / (there * side).sum(1)
        joined = torch.cat([one, two, (one - two).abs(), one * two], dim=1)
        return self._linear(self._drop(torch.tanh(self._linear(joined, "head.dense"))), "head.out")

    def _upper_layers(self, hidden: Tensor, batch: Batch) -> Tensor:
        for number in range(self._frozen, self._layers):
            hidden = self._layer(number, hidden, batch.mask)
        return hidden

    def _embedded(self, batch: Batch) -> Tensor:
        places = self._weights["embeddings.position_embeddings.weight"][: batch.ids.shape[1]]
        summed = nn.embedding(batch.ids, self._weights["embeddings.word_embeddings.weight"]) + places
        summed = summed + nn.embedding(batch.types, self._weights["embeddings.token_type_embeddings.weight"])
        return self._normal(summed, "embeddings.LayerNorm")

    def _layer(self, number: int, hidden: Tensor, mask: Tensor) -> Tensor:
        prefix = f"encoder.layer.{number}."
        parts = [self._linear(hidden, f"{prefix}attention.self.{part}") for part in ("query", "key", "value")]
        rows, length, width = hidden.shape
        query, key, value = (part.view(rows, length, self._heads, -1).transpose(1, 2) for part in parts)
        attended = nn.scaled_dot_product_attention(query, key, value, attn_mask=mask.bool()[:, None, None, :])
        attended = attended.transpose(1, 2).reshape(rows, length, width)
        inner = self._drop(self._linear(attended, prefix + "attention.output.dense"))
        middle = self._normal(hidden + inner, prefix + "attention.output.LayerNorm")
        wide = nn.gelu(self._linear(middle, prefix + "intermediate.dense"))
        return self._normal(
            middle + self._drop(self._linear(wide, prefix + "output.dense")), prefix + "output.LayerNorm"
        )

    def _linear(self, given: Tensor, name: str) -> Tensor:
        return nn.linear(given, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"])

    def _normal(self, given: Tensor, name: str) -> Tensor:
        weight, bias = self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]
        return nn.layer_norm(given, weight.shape, weight, bias, self._epsilon)

    def _drop(self, given: Tensor) -> Tensor:
        return nn.dropout(given, _DROPOUT, training=self.training)


class TagNetwork(PairNetwork):
    """`outputs` logits for each word piece of one text."""

    def _new_head(self, hidden: int, outputs: int) -> dict[str, Tensor]:
        return {"head.out.weight": torch.randn(outputs, hidden) * _SPREAD, "head.out.bias": torch.zeros(outputs)}

    def upper(self, hidden: Tensor, batch: Batch) -> Tensor:
        """The logits (texts, pieces, outputs), from the frozen part's states on."""
        return self._linear(self._drop(self._upper_layers(hidden, batch)), "head.out")
