"""The vectors of a library once more, flat: compared one by one they give the exact nearest, and fast.

Chroma's graph finds the nearest of all records among millions, but takes a second or two to load, and a filter that
lets few records pass leaves it to name every window that may be answered. Two files beside it hold the same vectors as
plain numbers: `ROWS`, 16 bits a component, and `KEYS`, the record and window of each row. They are only appended to.
The catalog says how many rows count, so a reader sees whole steps of the writer, and what a killed writer left behind
is written over. A record that is embedded again is appended again: its last rows count.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ingest.errors import LibraryDamaged
from ingest.records.faults import mounted, storage_fault, storage_faults

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FlatFiles", "FlatView", "Scored"]

_ONE = 32767
"""A component of 1; rounding to it moves a cosine by about 0.00001."""
_ROW, _KEY = "<i2", [("id", "<i8"), ("window", "<i4")]
_KEY_BYTES = 12
_OFF = 0.02
"""By how much a sound row's squared length may differ from one, rounded as it is."""
_BLOCK = 512
"""Rows made floats at a time: they stay in the processor's cache."""


class Scored(NamedTuple):
    """Windows compared with a vector, in no order: three arrays of one length."""

    ids: NDArray[np.int64]
    windows: NDArray[np.int32]
    cosines: NDArray[np.float32]

    def best(self, n: int) -> list[tuple[int, int, float]]:
        """(record, window, cosine) of the `n` nearest, best first."""
        import numpy as np

        if n < len(self.cosines):
            places = np.argpartition(self.cosines, -n)[-n:]
            places = places[np.argsort(-self.cosines[places], kind="stable")]
        else:
            places = np.argsort(-self.cosines, kind="stable")
        found = (self.ids[places], self.windows[places], self.cosines[places])
        return list(zip(*(each.tolist() for each in found), strict=True))


class FlatFiles:
    """The two files of one copy. A copy made anew has the next number, so that readers of the old one go on."""

    def __init__(self, folder: Path, number: int) -> None:
        self.folder = folder
        self.number = number
        self.rows = folder / f"flat-{number}.rows"
        self.keys = folder / f"flat-{number}.keys"

    def write(self, at: int, keys: Sequence[tuple[int, int]], vectors: NDArray[np.float32]) -> int:
        """Write the (record, window) `keys` and their vectors as the rows from `at` on, synced; gives the new count.

        The windows of a record come together, from 0 up. Raises StorageFull, LibraryDamaged when there are fewer rows.
        """
        import numpy as np

        self._holding(at, vectors.shape[1])
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        rows = np.rint(vectors / np.maximum(lengths, 1e-12) * _ONE).astype(_ROW)
        with storage_faults(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            for file, content in ((self.rows, rows), (self.keys, np.array(keys, _KEY))):
                with file.open("r+b" if at else "wb") as stream:
                    stream.seek(at * content[:1].nbytes)
                    stream.write(content.tobytes())
                    stream.flush()
                    os.fsync(stream.fileno())
        return at + len(keys)

    def view(self, count: int, dimension: int) -> FlatView:
        """The first `count` rows. Raises LibraryDamaged when the files hold fewer."""
        import numpy as np

        self._holding(count, dimension)
        if not count:
            return FlatView(np.empty((0, dimension), _ROW), np.empty(0, _KEY))
        with storage_faults(self.folder):
            rows = np.memmap(self.rows, _ROW, "r", shape=(count, dimension))
            return FlatView(rows, np.memmap(self.keys, _KEY, "r", shape=(count,)))

    def _holding(self, count: int, dimension: int) -> None:
        """Raises LibraryDamaged unless both files hold so many rows."""
        mounted(self.folder)
        try:
            short = self.rows.stat().st_size < 2 * dimension * count or self.keys.stat().st_size < _KEY_BYTES * count
        except OSError as error:
            if fault := storage_fault(error, self.folder):
                raise fault from error
            short = count > 0
        if short:
            raise LibraryDamaged(
                f"the flat copy of the vectors {self.rows} is cut short or gone: vouch-ingest verify --repair makes it"
                " anew"
            )

    def remove(self) -> None:
        """Take the two files away, where they are."""
        for file in (self.rows, self.keys):
            with suppress(OSError):  # a reader on a system that locks open files keeps it
                file.unlink()

    def others(self) -> list[Path]:
        """Files of other copies in the folder."""
        return [found for found in self.folder.glob("flat-*") if found not in {self.rows, self.keys}]


class FlatView:
    """Rows as they were at one moment, with where each record's are. Safe to read from several threads."""

    def __init__(self, rows: NDArray[np.int16], keys: NDArray[np.void]) -> None:
        import numpy as np

        self._rows = rows
        self._row_ids: NDArray[np.int64] = np.ascontiguousarray(keys["id"])
        self._row_windows: NDArray[np.int32] = np.ascontiguousarray(keys["window"])
        self.ids, self._first, self.counts = _records(self._row_ids, self._row_windows)
        live = int(self.counts.sum())
        self._stale: NDArray[np.bool_] | None = None
        if live < len(rows):
            self._stale = np.ones(len(rows), bool)
            self._stale[_expanded(self._first, self.counts)] = False

    def __len__(self) -> int:
        """Rows, those of former contents too."""
        return len(self._rows)

    @property
    def sound(self) -> bool:
        """Whether every row is a vector of length one, and names a window of a record."""
        import numpy as np

        if (self._row_ids < 1).any() or (self._row_windows < 0).any():
            return False
        for start in range(0, len(self._rows), _BLOCK):
            held = self._rows[start : start + _BLOCK].astype(np.float32) / np.float32(_ONE)
            if (np.abs(np.vecdot(held, held) - 1) > _OFF).any():
                return False
        return True

    @property
    def live(self) -> int:
        """Rows that count."""
        return int(self.counts.sum())

    def of(self, wanted: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
        """Records, windows and vectors (rows, dimension) of those of `wanted` that are here."""
        import numpy as np

        places = self._places(wanted)
        rows = self._rows[places].astype(np.float32) / np.float32(_ONE)
        return self._row_ids[places], self._row_windows[places], rows

    def compared(self, vector: NDArray[np.float32], among: Sequence[int] | None = None) -> Scored:
        """Every window, or those of the records `among`, with its cosine to `vector`."""
        import numpy as np

        point = np.asarray(vector, np.float32)
        point = point / (np.maximum(np.linalg.norm(point), 1e-12) * _ONE)
        if among is not None:
            places = self._places(among)
            return Scored(self._row_ids[places], self._row_windows[places], self._products(point, places))
        cosines = self._products(point, None)
        if self._stale is None:
            return Scored(self._row_ids, self._row_windows, cosines)
        places = np.flatnonzero(~self._stale)
        return Scored(self._row_ids[places], self._row_windows[places], cosines[places])

    def _places(self, wanted: Sequence[int]) -> NDArray[np.intp]:
        import numpy as np

        asked = np.unique(np.asarray(wanted, np.int64))
        if not len(self.ids):
            return np.empty(0, np.intp)
        found = np.minimum(np.searchsorted(self.ids, asked), len(self.ids) - 1)
        found = found[self.ids[found] == asked]
        return np.sort(_expanded(self._first[found], self.counts[found]))

    def _products(self, point: NDArray[np.float32], places: NDArray[np.intp] | None) -> NDArray[np.float32]:
        import numpy as np

        length = len(self._rows) if places is None else len(places)
        made = np.empty(length, np.float32)
        block = np.empty((min(_BLOCK, length), len(point)), np.float32)
        for start in range(0, length, _BLOCK):
            part = slice(start, min(start + _BLOCK, length))
            held = block[: part.stop - start]
            held[:] = self._rows[part] if places is None else np.take(self._rows, places[part], axis=0)
            # Not a matrix product: BLAS shares that out to threads, which wait for each other on a busy machine.
            np.vecdot(held, point, out=made[part])
        return made


def _records(
    ids: NDArray[np.int64], windows: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.intp], NDArray[np.intp]]:
    """Each record, ascending, with the first row and the number of rows of its last content."""
    import numpy as np

    order = np.argsort(ids, kind="stable")
    begins = np.flatnonzero(windows[order] == 0)
    begun = ids[order][begins]
    last = np.append(begun[1:] != begun[:-1], True)[: len(begun)]
    ends = np.append(begins, len(ids))[np.flatnonzero(last) + 1]
    starts = begins[last]
    return begun[last], order[starts], ends - starts


def _expanded(first: NDArray[np.intp], counts: NDArray[np.intp]) -> NDArray[np.intp]:
    """The numbers first, first + 1, …, as many as `counts` says, one after another."""
    import numpy as np

    before = np.cumsum(counts) - counts
    expanded: NDArray[np.intp] = np.repeat(first - before, counts) + np.arange(int(counts.sum()))
    return expanded
