"""Making anew what is derived from the catalog: the new is whole before the old is let go.

A part that is made anew gets the next number, in a place of its own; one transaction of the catalog switches to it, and
only then does the old one go. A run that is cut off anywhere, or fails, leaves the library as it was; what it had made
is taken away at once, or by the next that mends. Each is called under the library's lock.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import LibraryError
from ingest.index.flat import FlatFiles, FlatView
from ingest.index.vectors import Vectors, window_id
from ingest.index.words import Words
from ingest.library.catalog import Catalog
from ingest.library.flat_copy import copy_flat
from ingest.library.parts import flat_of, note_flat, vectors_of, words_folder
from ingest.library.writer import entries_of

if TYPE_CHECKING:
    import numpy

__all__ = ["mend_flat", "mend_rows", "rebuild_vectors", "rebuild_words", "sweep"]

_PAGE = 2000
_COMMIT = 20_000


def rebuild_words(catalog: Catalog) -> None:
    """Make the words index anew beside the old one, then switch."""
    number, old = int(catalog.meta("words", "1")) + 1, words_folder(catalog)
    folder = old.with_name(f"words-{number}")
    _clear(folder)
    try:
        _index_all(catalog, folder)
        with catalog.transaction() as sql:
            catalog.set_meta("words", str(number))
            sql.execute("DELETE FROM words_todo")
    except BaseException:
        _clear(folder)
        raise
    _discard("words-*", keep=folder)


def rebuild_vectors(catalog: Catalog, chroma_url: str, flat: FlatView | None) -> str:
    """Make Chroma's collection anew beside the old one, from the flat copy, then switch; records that the copy lacks
    go back on the backlog. Without a copy all do. Gives what was done, in words."""
    old, number = vectors_of(catalog, chroma_url), int(catalog.meta("vectors", "1")) + 1
    folder = old.folder.with_name(f"vectors-{number}")
    _clear(folder)
    try:
        with closing(Vectors(folder, f"{old.name.rpartition('-')[0]}-{number}", chroma_url)) as made:
            files, rows, records = _copied(catalog, made, folder, flat)
        with catalog.transaction() as sql:
            catalog.set_meta("vectors", str(number))
            sql.execute("DELETE FROM vectors WHERE state = 2")
            sql.execute(
                "UPDATE vectors SET held = 0, state = 0 WHERE id NOT IN (SELECT value FROM json_each(?))",
                (f"[{','.join(map(str, records))}]",),
            )
            catalog.set_meta("vectors_written", str(int(catalog.meta("vectors_written", "0")) + 1))
            if rows:
                note_flat(catalog, files, rows)
            else:
                sql.execute("DELETE FROM meta WHERE name = 'flat'")
    except BaseException:
        _clear(folder)
        raise
    if chroma_url:
        with suppress(LibraryError), closing(old):
            old.drop()
    sweep(catalog, chroma_url)
    return _said(len(records))


def sweep(catalog: Catalog, chroma_url: str) -> None:
    """Take away what is not in use: what was replaced, and what a run that was cut off had begun."""
    _discard("words-*", keep=words_folder(catalog))
    # Beside a server, a folder with Chroma's file is from before it was set: it may be sound, and is not ours to take.
    _discard("vectors-*", keep=vectors_of(catalog, chroma_url).folder, spare="chroma.sqlite3" if chroma_url else "")
    for file in flat_of(catalog).files.others():
        with suppress(OSError):
            file.unlink()


def mend_rows(catalog: Catalog, chroma_url: str, wrong: Sequence[int], orphans: Sequence[str]) -> str:
    """Take out of Chroma what is nobody's, and put records whose vectors are missing or wrong back on the backlog."""
    with closing(vectors_of(catalog, chroma_url)) as vectors:
        if orphans:
            vectors.remove(orphans)
    with catalog.transaction() as sql:
        sql.executemany("UPDATE vectors SET state = 0 WHERE id = ?", ((key,) for key in wrong))
        catalog.set_meta("vectors_written", str(int(catalog.meta("vectors_written", "0")) + 1))
    return f"{len(orphans)} stray windows removed, {len(wrong)} records back on the backlog"


def mend_flat(catalog: Catalog, chroma_url: str) -> str:
    """Make the flat copy anew from what Chroma holds."""
    with closing(vectors_of(catalog, chroma_url)) as vectors:
        return f"the flat copy made anew, {copy_flat(catalog, vectors)} windows"


def _index_all(catalog: Catalog, folder: Path) -> None:
    words = Words.create(folder)
    page: list[int] = []
    for done, key in enumerate(catalog.ids(), 1):
        page.append(key)
        if len(page) == _PAGE:
            words.put(entries_of(catalog, page))
            page.clear()
        if done % _COMMIT == 0:
            words.commit()
    words.put(entries_of(catalog, page))
    words.commit()
    words.close()


def _copied(catalog: Catalog, made: Vectors, folder: Path, flat: FlatView | None) -> tuple[FlatFiles, int, list[int]]:
    """The flat copy that was made beside the new collection, its rows, and the records that both hold."""
    files, count = FlatFiles(folder, 1), 0
    records: list[int] = []
    if flat is None:
        return files, count, records
    made.drop()  # of a run that was cut off
    made.create()
    for keys, rows in _pages(catalog, flat):
        made.put([window_id(*key) for key in keys], rows, fresh=True)
        count = files.write(count, keys, rows)
        records += dict.fromkeys(key for key, _ in keys)
    made.flush()
    if len(made) != count:
        raise LibraryError(f"{made.place} took {len(made)} of {count} vectors: nothing was changed; try again")
    return files, count, records


def _pages(catalog: Catalog, flat: FlatView) -> Iterator[tuple[list[tuple[int, int]], numpy.ndarray]]:
    """(record, window) and vectors of the embedded records that the copy holds whole, a page at a time."""
    held = dict(catalog.rows("SELECT id, held FROM vectors WHERE state = 1 AND held > 0"))
    named = zip(flat.ids.tolist(), flat.counts.tolist(), strict=True)
    whole = [key for key, number in named if held.get(key) == number]
    for start in range(0, len(whole), _PAGE):
        ids, windows, rows = flat.of(whole[start : start + _PAGE])
        # In the order of the records, the windows of each together: the copy holds them as they were embedded.
        keys = list(zip(ids.tolist(), windows.tolist(), strict=True))
        order = sorted(range(len(keys)), key=keys.__getitem__)
        yield [keys[place] for place in order], rows[order]


def _said(records: int) -> str:
    if not records:
        return "started afresh; every record is back on the backlog"
    return f"made anew from the flat copy, {records} records; what it lacked is back on the backlog"


def _discard(pattern: str, keep: Path, spare: str = "") -> None:
    for folder in keep.parent.glob(pattern):
        if folder != keep and not (spare and (folder / spare).exists()):
            # A reader on a system that locks open files keeps the old one; the next repair or compact takes it.
            _clear(folder)


def _clear(place: Path) -> None:
    """Take away a folder, or the file or link that is in its place."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place, ignore_errors=True)
    else:
        with suppress(OSError):
            place.unlink(missing_ok=True)
