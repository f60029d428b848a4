"""Making the flat copy of the vectors from Chroma: for a library of an earlier version, and to mend or tidy one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from ingest.catalog import Catalog
from ingest.flat import FlatFiles
from ingest.parts import flat_of, note_flat
from ingest.vectors import Vectors, window_id, window_ids

if TYPE_CHECKING:
    import numpy

__all__ = ["copy_flat"]

_PAGE = 1000
"""Records copied at a time."""


def copy_flat(catalog: Catalog, vectors: Vectors) -> int:
    """Copy the vectors of all embedded records beside the copy in use, then switch; gives the number of rows.

    Under the library's lock. A record of which Chroma lacks a window is left out: verifying finds it.
    """
    used = flat_of(catalog).files
    made, count = FlatFiles(used.folder, used.number + 1), 0
    embedded = catalog.rows("SELECT id, held FROM vectors WHERE state = 1 AND held > 0 ORDER BY id")
    for start in range(0, len(embedded), _PAGE):
        keys, rows = _fetched(vectors, embedded[start : start + _PAGE])
        if keys:
            count = made.write(count, keys, rows)
    with catalog.transaction():
        note_flat(catalog, made, count)
    for old in made.others():
        with suppress(OSError):  # a reader on a system that locks open files keeps it; the next copy takes it away
            old.unlink()
    return count


def _fetched(vectors: Vectors, page: Sequence[tuple[int, int]]) -> tuple[list[tuple[int, int]], numpy.ndarray]:
    """The windows of the records of which all are there, in order, with their vectors."""
    import numpy

    found = {
        name: row for names, rows in vectors.fetch(window_ids(page)) for name, row in zip(names, rows, strict=True)
    }
    whole = [(key, held) for key, held in page if all(window_id(key, number) in found for number in range(held))]
    keys = [(key, number) for key, held in whole for number in range(held)]
    return keys, numpy.array([found[window_id(*key)] for key in keys], numpy.float32)
