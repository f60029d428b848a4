"""Vouch's side of each benchmark, and the limits no program passes on this machine."""

from __future__ import annotations

import gzip
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from evals.bench.material import articles
from evals.bench.simulated import SimulatedEmbedder
from ingest.embed.embedding import load_embedder
from ingest.intake.job import add
from ingest.library.library import Library
from ingest.read.passages import split
from ingest.sources.pubmed_files import FileSource

__all__ = [
    "decompress",
    "embed",
    "folder_bytes",
    "grow",
    "ingest",
    "matrix_limit",
    "parse",
    "passages_of",
]

Turn = Callable[[], tuple[int, dict[str, Any]]]

_CLOSING = b"</PubmedArticle>"
_DIMENSION = 384
_LAYERS = 6
_SQUARE = 1536


def parse(path: str) -> Turn:
    """Read every record of the file."""

    def turn() -> tuple[int, dict[str, Any]]:
        return sum(1 for _ in FileSource(Path(path)).records([])), {}

    return turn


def decompress(path: str) -> Turn:
    """Only unpack the file, which every parser has to; as many items as it has records."""

    def turn() -> tuple[int, dict[str, Any]]:
        count, tail = 0, b""
        with gzip.open(path, "rb") as stream:
            while block := stream.read(1 << 20):
                count += (tail + block).count(_CLOSING)
                tail = block[1 - len(_CLOSING) :]
        return count, {}

    return turn


def passages_of(count: int) -> list[str]:
    """`count` passages of real abstracts, as the library would embed them."""
    spans = load_embedder(mode="int8").token_spans
    return [passage.text for article in articles(count) for passage in split(article, spans, 256)][:count]


def embed(texts: str, mode: str, threads: int, vectors: str) -> Turn:
    """Embed the passages of a JSON file with ONNX Runtime; the vectors go to a file, for comparison."""
    import numpy as np

    passages = json.loads(Path(texts).read_text(encoding="utf-8"))
    embedder = load_embedder(mode=mode, threads=threads)

    def turn() -> tuple[int, dict[str, Any]]:
        np.save(vectors, embedder.embed(passages))
        return len(passages), {}

    return turn


def matrix_limit(texts: str, threads: int) -> Turn:
    """Passages a second if nothing but their matrix products were computed, at the rate of a large fp32 product."""
    import numpy as np

    spans = load_embedder(mode="int8", threads=threads).token_spans
    passages = json.loads(Path(texts).read_text(encoding="utf-8"))
    lengths = [min(256, len(spans(text)) + 2) for text in passages]
    # Per layer and piece: 4 projections and 2 wide layers (12 h^2 multiplications), 2 products with the other pieces.
    work = sum(_LAYERS * length * (24 * _DIMENSION**2 + 4 * length * _DIMENSION) for length in lengths)
    square = np.random.default_rng(0).standard_normal((_SQUARE, _SQUARE)).astype(np.float32)

    def turn() -> tuple[int, dict[str, Any]]:
        begun = time.perf_counter()
        for _ in range(8):
            square @ square
        operations = 8 * 2 * _SQUARE**3 / (time.perf_counter() - begun)
        return len(passages), {"seconds": work / operations, "gflops": round(operations / 1e9, 1)}

    return turn


def ingest(path: str, mode: str, threads: int) -> Turn:
    """From the file to a new library: parsed, stored, searchable by words, and by vectors unless `mode` is empty."""
    embedder = load_embedder(mode=mode, threads=threads) if mode else None

    def turn() -> tuple[int, dict[str, Any]]:
        with tempfile.TemporaryDirectory() as folder:
            with Library.open(folder, create=True) as library:
                add(library, [FileSource(Path(path))], embedder=embedder)
                count = len(library)
            return count, {"bytes_per_article": round(folder_bytes(Path(folder)) / count)}

    return turn


def grow(path: str, folder: str) -> Turn:
    """Build a library with simulated vectors in `folder`; one that is there already tells what it cost to build."""

    def turn() -> tuple[int, dict[str, Any]]:
        told = Path(folder) / "grown.json"
        if told.is_file():
            kept: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
            return kept.pop("count"), kept
        clock, used = [time.perf_counter()], [time.process_time()]
        with Library.open(folder, create=True) as library:
            for step in (_store_all, _embed_all):
                step(library, path)
                clock.append(time.perf_counter())
                used.append(time.process_time())
            count = len(library)
        facts = {
            "seconds": clock[2] - clock[0],
            "words_seconds": round(clock[1] - clock[0], 3),
            "vectors_seconds": round(clock[2] - clock[1], 3),
            "words_processor_seconds": round(used[1] - used[0], 3),
            "vectors_processor_seconds": round(used[2] - used[1], 3),
            "bytes_per_article": round(folder_bytes(Path(folder)) / count),
        }
        told.write_text(json.dumps({"count": count} | facts), encoding="utf-8")
        return count, facts

    return turn


def _store_all(library: Library, path: str) -> None:
    add(library, [FileSource(Path(path))])


def _embed_all(library: Library, path: str) -> None:
    with library.writing() as writer:
        writer.embed_backlog(SimulatedEmbedder())


def folder_bytes(folder: Path) -> int:
    """What the files in a folder hold."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
