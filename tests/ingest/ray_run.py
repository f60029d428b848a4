"""A process for the Ray test: takes files in on a local cluster while workers are killed. Takes LIBRARY FILE..."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from ingest.intake.cluster import add_on_ray
from ingest.library.library import Library
from ingest.records.article import Article, Deletion, Problem
from tests.ingest.fakes import HashingEmbedder, JsonLinesSource


def die_once(marker: Path) -> None:
    """Kills the process that runs this, the first time."""
    try:
        marker.touch(exist_ok=False)
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


class DeadlySource(JsonLinesSource):
    """Its first reader is killed in the middle of the second file."""

    def records(self, problems: list[Problem]) -> Iterator[Article | Deletion]:
        for number, item in enumerate(super().records(problems)):
            if number == 100 and "0002" in self.name:
                die_once(self.path.with_suffix(".killed"))
            yield item


class DeadlyEmbedder(HashingEmbedder):
    """Its first worker is killed at its third call."""

    def __init__(self, marker: Path) -> None:
        super().__init__()
        self.marker, self.calls = marker, 0

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        self.calls += 1
        if self.calls == 3:
            die_once(self.marker)
        return super().embed(texts)


if __name__ == "__main__":
    sources = [DeadlySource(Path(name)) for name in sys.argv[2:]]
    marker = Path(sys.argv[1]).with_suffix(".killed")
    with Library.open(sys.argv[1], create=True) as library:
        add_on_ray(library, sources, embedder=partial(DeadlyEmbedder, marker))
