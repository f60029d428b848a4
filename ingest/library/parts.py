"""Which files of a library are in use, as its catalog says: a part that is made anew gets the next number."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import msgspec

from ingest.embed.model_files import EmbedderIdentity
from ingest.index.flat import FlatFiles
from ingest.index.vectors import Vectors
from ingest.library.catalog import Catalog

__all__ = ["FlatInUse", "flat_of", "identity_of", "note_flat", "vectors_of", "words_folder"]


class FlatInUse(NamedTuple):
    """The flat copy of the vectors, and how many of its rows count."""

    files: FlatFiles
    rows: int
    complete: bool
    """Not so in a library of an earlier version, which has none."""


def words_folder(catalog: Catalog) -> Path:
    """Where the words index in use is."""
    return catalog.path.parent / f"words-{catalog.meta('words', '1')}"


def vectors_of(catalog: Catalog, chroma_url: str) -> Vectors:
    """The vectors in use; on a server, the collection carries the library's own name."""
    number = catalog.meta("vectors", "1")
    return Vectors(_vectors_folder(catalog), f"vouch-{catalog.meta('library')}-{number}", chroma_url)


def flat_of(catalog: Catalog) -> FlatInUse:
    """The flat copy in use; beside a Chroma server it is in the library's folder all the same."""
    noted = catalog.meta("flat")
    number, _, count = (noted or "1 0").partition(" ")
    complete = bool(noted) or not catalog.one("SELECT 1 FROM vectors WHERE state = 1 AND held > 0 LIMIT 1")
    return FlatInUse(FlatFiles(_vectors_folder(catalog), int(number)), int(count), complete)


def note_flat(catalog: Catalog, files: FlatFiles, count: int) -> None:
    """Within a transaction: so many rows of these files count from now on."""
    catalog.set_meta("flat", f"{files.number} {count}")


def identity_of(catalog: Catalog) -> EmbedderIdentity | None:
    """The embedder whose vectors the library holds."""
    kept = catalog.meta("embedder")
    return msgspec.json.decode(kept, type=EmbedderIdentity) if kept else None


def _vectors_folder(catalog: Catalog) -> Path:
    return catalog.path.parent / f"vectors-{catalog.meta('vectors', '1')}"
