"""A job for the tests to kill: takes files of JSON lines into a library, in a process of its own."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

import chromadb  # noqa: F401 - loaded once, by the server that forks the processes: kills fall on work, not on imports
import tantivy  # noqa: F401

from ingest.intake import job
from ingest.library.library import Library
from tests.ingest.fakes import HashingEmbedder, JsonLinesSource


def take_in(library: Path, files: list[Path], pause: float, told: Connection | None = None) -> None:
    """Small batches, so that there are many moments to be killed at; `told` receives the records reported stored."""
    job.BATCH = 50
    with Library.open(library, create=True) as opened:
        job.add(
            opened,
            [JsonLinesSource(path) for path in files],
            embedder=HashingEmbedder(pause),
            progress=lambda step: told.send((step.phase, step.records)) if told else None,
        )
