"""The weights of a model that ships, read back from its graph, so that a training can go on from it.

What was rounded to seven bits stays rounded: a training that goes on begins a little behind where the last one ended.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.engines.shipped_model import GRAPH

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["shipped_state"]

_PARTS = ("query", "key", "value")
_JOINED = "joined"


def shipped_state(folder: Path) -> dict[str, NDArray[np.float32]]:
    """The trained weights by the names of `evals.train.pair_network`: layers and head, not the embeddings.

    Raises OSError where the folder has no graph.
    """
    import onnx
    from onnx import numpy_helper

    graph = onnx.load_model_from_string((folder / GRAPH).read_bytes()).graph
    given = {one.name: numpy_helper.to_array(one).copy() for one in graph.initializer}
    made: dict[str, NDArray[np.float32]] = {}
    for name, value in given.items():
        if name.endswith(".matrix"):
            layer = name.removesuffix(".matrix")
            matrix = value * given[f"{layer}.scales"] if f"{layer}.scales" in given else value
            made |= _linear(layer, matrix.T, given[f"{layer}.bias"])
        elif ".LayerNorm." in name and name.startswith("encoder."):
            made[name] = value
    return made | {"head.out.weight": given["head.kernel"].T, "head.out.bias": given["head.shift"]}


def _linear(layer: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    """A layer's weight and bias; of the three that the graph has side by side, each one's."""
    if not layer.endswith(_JOINED):
        return {f"{layer}.weight": np.ascontiguousarray(weight), f"{layer}.bias": bias}
    own = layer.removesuffix(_JOINED)
    weights, biases = np.split(weight, len(_PARTS)), np.split(bias, len(_PARTS))
    made = {f"{own}{part}.weight": np.ascontiguousarray(one) for part, one in zip(_PARTS, weights, strict=True)}
    return made | {f"{own}{part}.bias": one for part, one in zip(_PARTS, biases, strict=True)}
