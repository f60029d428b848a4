"""A small transformer that reads two texts together: which sentence answers, what a question asks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from assistant.engines.shipped_model import ShippedModel, model_folder, ships

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["CrossEncoder", "shipped"]


class CrossEncoder(ShippedModel):
    """Threads share it, each reading one pair at a time, so that no score depends on its neighbors."""

    def logits(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """(pairs, labels); of a pair past the window the longer text is cut first."""
        from concurrent.futures import ThreadPoolExecutor

        import numpy as np

        from ingest.embed.onnx_embedder import usable_processors

        made = np.empty((len(pairs), len(self.facts.labels)), np.float32)
        threads = min(len(pairs), usable_processors())
        if threads <= 1:
            for place, pair in enumerate(pairs):
                made[place] = self._one(*pair)
        else:
            with ThreadPoolExecutor(threads) as pool:
                for place, row in enumerate(pool.map(self._one, *zip(*pairs, strict=True))):
                    made[place] = row
        return made

    def _one(self, first: str, second: str) -> NDArray[np.float32]:
        return self._told(self._tokenizer.encode(first, second))


@cache
def shipped(name: str) -> CrossEncoder | None:
    """The model of that folder under `knowledge/learned`, loaded once; None when none ships under that name."""
    return CrossEncoder(model_folder(name)) if ships(name) else None
