"""A BERT sentence encoder as an ONNX graph, built straight from its weights: no torch, no tracing, no network.

The graph takes the word pieces of one text and gives its L2-normalized mean vector. It uses ONNX Runtime's fused
operators, so nothing is left for an optimizer to find. There is no attention mask since texts run one at a time: no
padding is computed, and a text's vector never depends on its neighbors in a batch, which dynamic quantization would
otherwise make it do (its scales are taken over the whole input).

In int8 the matrices are quantized per output column to 7 bits. The eighth bit would gain 0.001 in cosine but overflows
the 16-bit sums of processors without VNNI, so that one library would get other vectors on another machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from ingest.errors import EmbeddingError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Weights = Mapping[str, NDArray[np.float32]]

__all__ = ["EXPORTER", "GraphBuilder", "build_graph", "made_model", "why_unsupported"]

EXPORTER = 1
"""Counts the versions of this file whose graphs give other vectors; cached graphs of older versions are not used."""

_FUSED = "com.microsoft"
_OPSET = 18
_IR_VERSION = 10
_LARGEST = 63
"""Of a quantized weight: 7 bits and a sign, see above."""
_SUBLAYERS = ("attention.output", "output")
_ZERO = 1e-12


def why_unsupported(config: Mapping[str, Any], modules: Any, pooling: Mapping[str, Any]) -> str:
    """Why a model of this configuration cannot be built here; empty when it can."""
    kinds = [str(module.get("type", "")).rsplit(".", 1)[-1] for module in modules or []]
    if config.get("model_type") != "bert":
        return f"its architecture is {config.get('model_type')!r}, not 'bert'"
    if config.get("hidden_act") != "gelu" or config.get("position_embedding_type", "absolute") != "absolute":
        return "its activation or its position embedding is an unusual one"
    if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        return f"its modules are {kinds}"
    on = {name for name, value in pooling.items() if name.startswith("pooling_mode") and value not in (False, "mean")}
    if not (on == {"pooling_mode_mean_tokens"} or pooling.get("pooling_mode") == "mean"):
        return "it does not pool by the mean"
    return ""


def build_graph(
    config: Mapping[str, Any], weights: Weights, mode: Literal["int8", "fp32"], metadata: Mapping[str, str]
) -> bytes:
    """The serialized model: input `input_ids` int32 (1, word pieces), output `vector` float32 (1, hidden size).

    The same arguments give the same bytes. Raises EmbeddingError when a weight is missing.
    """
    from onnx import TensorProto, helper

    plain = {name.removeprefix("bert."): value for name, value in weights.items()}
    builder = GraphBuilder(plain, quantized=mode == "int8", epsilon=float(config["layer_norm_eps"]))
    try:
        builder.encode(int(config["num_hidden_layers"]), int(config["num_attention_heads"]))
    except KeyError as error:
        raise EmbeddingError(f"the model's weights lack {error.args[0]!r}: fetch the model again") from error
    inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT32, [1, "pieces"])]
    outputs = [helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, int(config["hidden_size"])])]
    return made_model(
        helper.make_graph(builder.nodes, "sentence-encoder", inputs, outputs, builder.constants), metadata
    )


def made_model(graph: Any, metadata: Mapping[str, str]) -> bytes:
    """The serialized model around a graph of this file's operators."""
    from onnx import helper

    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="vouch")
    helper.set_model_props(model, dict(metadata))
    made: bytes = model.SerializeToString(deterministic=True)
    return made


class GraphBuilder:
    """Collects nodes and constants; each method adds one operation and returns the name of its output."""

    def __init__(self, weights: Weights, *, quantized: bool, epsilon: float) -> None:
        self._weights = weights
        self._quantized = quantized
        self._epsilon = epsilon
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def encode(self, layers: int, heads: int) -> None:
        import numpy as np

        hidden = self.layers(self._embed(), layers, heads)

        axes = self.constant("pieces-axis", np.array([1], np.int64))
        mean = self.node("ReduceMean", [hidden, axes], "mean", keepdims=0)
        self.node("LpNormalization", [mean], "vector", axis=1, p=2)

    def layers(self, hidden: str, layers: int, heads: int) -> str:
        """All transformer layers, one after another."""
        for number in range(layers):
            hidden = self._layer(f"encoder.layer.{number}.", hidden, heads)
        return hidden

    def places(self, table: NDArray[np.float32], counted: str) -> str:
        """The first rows of the positions' table, as many as the second axis of `counted` is long."""
        import numpy as np

        shape = self.node("Shape", [counted], "length", start=1)
        zero, axis = self.constant("first", np.array([0], np.int64)), self.constant("axis", np.array([0], np.int64))
        return self.node("Slice", [self.constant("places", table), zero, shape, axis], "place-rows")

    def normalized(self, summed: str) -> str:
        """The embeddings' own normalization."""
        norm = "embeddings.LayerNorm"
        scale, shift = self._given(f"{norm}.weight"), self._given(f"{norm}.bias")
        return self.node("LayerNormalization", [summed, scale, shift], "embedded", axis=-1, epsilon=self._epsilon)

    def _embed(self) -> str:
        import numpy as np

        table = self._weights["embeddings.word_embeddings.weight"]
        # Every text is one segment, so its embedding can be added to the positions' once and for all.
        places = self._weights["embeddings.position_embeddings.weight"]
        places = places + self._weights["embeddings.token_type_embeddings.weight"][0]
        # Half precision loses nothing that the normalization after it keeps, and halves what a search has to load.
        kept = table.astype(np.float16) if self._quantized else table
        words = self.node("Gather", [self.constant("words", kept), "input_ids"], "word-rows")
        if self._quantized:
            words = self.node("Cast", [words], "word-values", to=1)
        summed = self.node("Add", [words, self.places(places, "input_ids")], "summed")
        return self.normalized(summed)

    def _layer(self, prefix: str, hidden: str, heads: int) -> str:
        import numpy as np

        own = prefix + "attention.self."
        parts = [own + part for part in ("query", "key", "value")]
        matrix = np.concatenate([self._weights[f"{part}.weight"].T for part in parts], axis=1)
        bias = np.concatenate([self._weights[f"{part}.bias"] for part in parts])
        joined = self._linear(hidden, matrix, bias, own + "joined")
        outputs = [f"{part}.rows" for part in parts]
        self._add("Split", [joined], outputs, "", {"axis": 2, "num_outputs": 3})
        attended = self.node("MultiHeadAttention", outputs, own + "attended", domain=_FUSED, num_heads=heads)
        middle = self._joined(attended, hidden, prefix + _SUBLAYERS[0])
        wide = self.dense(middle, prefix + "intermediate.dense")
        active = self.node("Gelu", [wide], prefix + "active", domain=_FUSED)
        return self._joined(active, middle, prefix + _SUBLAYERS[1])

    def _joined(self, inner: str, skipped: str, prefix: str) -> str:
        """A dense layer, the skipped input added, and the sum normalized."""
        dense = self.dense(inner, prefix + ".dense")
        norm = [self._given(f"{prefix}.LayerNorm.{part}") for part in ("weight", "bias")]
        inputs = [dense, skipped, *norm]
        return self.node("SkipLayerNormalization", inputs, prefix + ".sum", domain=_FUSED, epsilon=self._epsilon)

    def dense(self, given: str, name: str) -> str:
        return self._linear(given, self._weights[f"{name}.weight"].T, self._weights[f"{name}.bias"], name)

    def _linear(self, given: str, matrix: NDArray[np.float32], bias: NDArray[np.float32], name: str) -> str:
        shift = self.constant(f"{name}.bias", bias)
        if not self._quantized:
            product = self.node("MatMul", [given, self.constant(f"{name}.matrix", matrix)], f"{name}.product")
            return self.node("Add", [product, shift], f"{name}.rows")
        import numpy as np

        values, scales = _quantize(matrix)
        constants = [
            self.constant(f"{name}.matrix", values),
            self.constant(f"{name}.scales", scales),
            self.constant(f"{name}.zeros", np.zeros(len(scales), np.int8)),
        ]
        return self.node("DynamicQuantizeMatMul", [given, *constants, shift], f"{name}.rows", domain=_FUSED)

    def _given(self, name: str) -> str:
        return self.constant(name, self._weights[name])

    def constant(self, name: str, value: NDArray[Any]) -> str:
        import numpy as np
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, operator: str, inputs: list[str], output: str, *, domain: str = "", **attributes: Any) -> str:
        self._add(operator, inputs, [output], domain, attributes)
        return output

    def _add(
        self, operator: str, inputs: list[str], outputs: list[str], domain: str, attributes: Mapping[str, Any]
    ) -> None:
        from onnx import helper

        name = f"{outputs[0]}/{operator}"
        self.nodes.append(helper.make_node(operator, inputs, outputs, name=name, domain=domain, **attributes))


def _quantize(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Symmetric integers and the scale of each column, (inputs, outputs) and (outputs,)."""
    import numpy as np

    scales = (np.maximum(np.abs(matrix).max(axis=0), _ZERO) / _LARGEST).astype(np.float32)
    return np.clip(np.rint(matrix / scales), -_LARGEST, _LARGEST).astype(np.int8), scales
