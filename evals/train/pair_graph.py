"""A trained cross-encoder as the folder that ships: the graph for ONNX Runtime, and `model.json` that proves it.

The word embeddings were not trained, so they are not in the graph: it takes their rows, which the embedding model at
hand already carries. What is left in int8 is a seventh of the weights' size.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec
import numpy as np

from assistant.engines.shipped_model import GRAPH, ModelFacts
from ingest.embed.bert_graph import GraphBuilder, made_model
from ingest.embed.model_files import DEFAULT_MODEL, find_model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Weights = Mapping[str, NDArray[np.float32]]

__all__ = ["build_pair_graph", "ship"]


def build_pair_graph(weights: Weights, config: Mapping[str, Any], mode: Literal["int8", "fp32"]) -> bytes:
    """Inputs `rows` float32 (1, pieces, hidden) and `types` int32 (1, pieces); output `logits` (1, outputs), or of a
    network that tags (1, pieces, outputs)."""
    from onnx import TensorProto, helper

    builder = _PairBuilder(weights, quantized=mode == "int8", epsilon=float(config["layer_norm_eps"]))
    width, outputs, tags = int(config["hidden_size"]), len(weights["head.out.bias"]), "head.dense.weight" not in weights
    read = builder.read(int(config["num_hidden_layers"]), int(config["num_attention_heads"]))
    builder.told(read if tags else builder.judged(read))
    inputs = [
        helper.make_tensor_value_info("rows", TensorProto.FLOAT, [1, "pieces", width]),
        helper.make_tensor_value_info("types", TensorProto.INT32, [1, "pieces"]),
    ]
    shape: list[str | int | None] = [1, "pieces", outputs] if tags else [1, outputs]
    given = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, shape)]
    name = "tagger" if tags else "cross-encoder"
    return made_model(helper.make_graph(builder.nodes, name, inputs, given, builder.constants), {})


def ship(weights: Weights, folder: Path, *, name: str, labels: Sequence[str], window: int, made: str) -> ModelFacts:
    """Writes the graph in int8 and its facts."""
    files = find_model(DEFAULT_MODEL)
    graph = build_pair_graph(weights, files.json("config.json"), "int8")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / GRAPH).write_bytes(graph)
    facts = ModelFacts(
        name=name,
        sha256=hashlib.sha256(graph).hexdigest(),
        words=files.name,
        words_sha256=files.weights_sha256,
        tokenizer_sha256=hashlib.sha256((files.folder / "tokenizer.json").read_bytes()).hexdigest(),
        window=window,
        labels=tuple(labels),
        made=made,
    )
    (folder / "model.json").write_bytes(msgspec.json.format(msgspec.json.encode(facts), indent=1) + b"\n")
    return facts


class _PairBuilder(GraphBuilder):
    """The encoder of `ingest.embed.bert_graph` with two sides, and the heads of `evals.train.pair_network`."""

    def read(self, layers: int, heads: int) -> str:
        """The states of the last layer (1, pieces, hidden)."""
        table = self.constant("sides", self._weights["embeddings.token_type_embeddings.weight"])
        sides = self.node("Gather", [table, "types"], "side-rows")
        placed = self.node(
            "Add", ["rows", self.places(self._weights["embeddings.position_embeddings.weight"], "types")], "placed"
        )
        return self.layers(self.normalized(self.node("Add", [placed, sides], "summed")), layers, heads)

    def judged(self, hidden: str) -> str:
        """What the two sides came to mean, joined (1, hidden)."""
        axes = self.constant("pieces-axis", np.array([1], np.int64))
        last = self.constant("last-axis", np.array([2], np.int64))
        two = self.node("Cast", [self.node("Unsqueeze", ["types", last], "type-column")], "two", to=1)
        one = self.node("Sub", [self.constant("unit", np.array(1, np.float32)), two], "one")
        means = [self._mean(hidden, side, axes) for side in (one, two)]
        apart = self.node("Abs", [self.node("Sub", means, "difference")], "apart")
        joined = self.node("Concat", [*means, apart, self.node("Mul", means, "product")], "joined", axis=1)
        return self.node("Tanh", [self.dense(joined, "head.dense")], "head.active")

    def told(self, given: str) -> None:
        """The outputs from the states they are told from."""
        kernel = self.constant("head.kernel", self._weights["head.out.weight"].T)
        product = self.node("MatMul", [given, kernel], "head.product")
        self.node("Add", [product, self.constant("head.shift", self._weights["head.out.bias"])], "logits")

    def _mean(self, hidden: str, side: str, axes: str) -> str:
        total = self.node(
            "ReduceSum", [self.node("Mul", [hidden, side], f"{side}-part"), axes], f"{side}-sum", keepdims=0
        )
        return self.node(
            "Div", [total, self.node("ReduceSum", [side, axes], f"{side}-count", keepdims=0)], f"{side}-mean"
        )
