"""Making the flat copy of the vectors from Chroma: for a library of an earlier version, and to mend or tidy one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from ingest.errors import LibraryDamaged
from ingest.index.flat import FlatFiles, FlatView
from ingest.index.vectors import Vectors, window_id, window_ids
from ingest.library.catalog import Catalog
from ingest.library.parts import flat_of, identity_of, note_flat

if TYPE_CHECKING:
    import numpy

__all__ = ["copy_flat"]

_PAGE = 1000
"""Records copied at a time."""


def copy_flat(catalog: Catalog, vectors: Vectors) -> int:
    """Copy the vectors of all embedded records beside the copy in use, then switch; gives the number of rows.

    Under the library's lock. A record of which Chroma lacks a window keeps what the copy in use has of it, and is left
    out when that has none: verifying finds it. When it fails, what is in use stays so, and nothing else is left.
    """
    used = flat_of(catalog).files
    made, count = FlatFiles(used.folder, used.number + 1), 0
    former = _former(catalog)
    embedded = catalog.rows("SELECT id, held FROM vectors WHERE state = 1 AND held > 0 ORDER BY id")
    try:
        for start in range(0, len(embedded), _PAGE):
            keys, rows = _fetched(vectors, embedded[start : start + _PAGE], former)
            if keys:
                count = made.write(count, keys, rows)
        with catalog.transaction():
            note_flat(catalog, made, count)
    except BaseException:
        made.remove()
        raise
    for old in made.others():
        with suppress(OSError):  # a reader on a system that locks open files keeps it; the next copy takes it away
            old.unlink()
    return count


def _former(catalog: Catalog) -> FlatView | None:
    """The copy in use, when it can be read."""
    files, count, complete = flat_of(catalog)
    identity = identity_of(catalog)
    if not complete or identity is None:
        return None
    try:
        return files.view(count, identity.dimension)
    except LibraryDamaged:
        return None


def _fetched(
    vectors: Vectors, page: Sequence[tuple[int, int]], former: FlatView | None
) -> tuple[list[tuple[int, int]], numpy.ndarray]:
    """The windows of the records of which all are there, in order, with their vectors."""
    import numpy

    found = {
        name: row for names, rows in vectors.fetch(window_ids(page)) for name, row in zip(names, rows, strict=True)
    }
    lacking = [key for key, held in page if any(window_id(key, number) not in found for number in range(held))]
    if lacking and former is not None:
        named = zip(*former.of(lacking), strict=True)
        found |= {window_id(int(key), int(number)): row for key, number, row in named}
    whole = [(key, held) for key, held in page if all(window_id(key, number) in found for number in range(held))]
    keys = [(key, number) for key, held in whole for number in range(held)]
    return keys, numpy.array([found[window_id(*key)] for key in keys], numpy.float32)
