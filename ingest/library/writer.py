"""The one writer of a library: stores records and their words in one step, and works off the backlog of vectors.

Every step can be cut off anywhere and taken up again. The catalog commits first and notes whose words are to do; the
note is cleared after the words' own commit, and a writer that finds notes left over settles them before anything else.
Vectors are announced in the catalog, written, and then acknowledged; what was announced and not acknowledged is
written again.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import msgspec

from ingest.embed.model_files import EmbedderIdentity
from ingest.errors import EmbedderMismatch, LibraryDamaged, LibraryError
from ingest.index.vectors import Vectors, window_id, window_ids
from ingest.index.words import Words
from ingest.library.batch import Batch, Counts, mark_of
from ingest.library.catalog import CATALOG_FILE, Catalog
from ingest.library.flat_copy import copy_flat
from ingest.library.parts import flat_of, identity_of, note_flat, vectors_of, words_folder
from ingest.records.article import Article, Deletion
from ingest.records.facets import Entry
from ingest.records.precedence import file_number

if TYPE_CHECKING:
    from ingest.embed.embedding import Embedder

__all__ = [
    "CHUNK",
    "SourceNote",
    "Writer",
    "check_identity",
    "entries_of",
    "identity_of",
    "open_writer",
]

CHUNK = 128
"""Articles embedded between two acknowledgements: some seconds of work on a laptop."""
_QUICK, _MOST = 1.0, 4096
"""A chunk done in fewer seconds, on a GPU or a cluster, is followed by one of twice the articles, up to so many."""
_SHOWN = 50
"""Chunks until readers are told to open the vectors afresh, which costs them some seconds."""


class SourceNote(msgspec.Struct, frozen=True):
    """What the ledger knows of a source."""

    name: str
    items: int
    counts: Counts
    done: bool


class Writer:
    """Made by `Library.writing()`, which holds the lock."""

    def __init__(self, catalog: Catalog, words: Words, vectors: Vectors) -> None:
        self.catalog = catalog
        self.words = words
        self.vectors = vectors
        self._numbers: dict[tuple[str, ...], int] = {}
        self._settle()

    # Records

    def store(self, batch: Sequence[Article | Deletion], source: str = "", fingerprint: str = "") -> Counts:
        """Store records and index their words; when it returns they are durable and searchable.

        `source` is the name of where they come from: it places them in NLM's order of files. With a `fingerprint` the
        ledger notes, in the same transaction, that so many more records of the source are stored.
        Raises StorageFull, after which the batch counts as not stored.
        """
        change = Batch(self.catalog, batch, file_number(source))
        try:
            with self.catalog.transaction() as sql:
                entries = change.write(sql, self._number)
                if fingerprint:
                    self._note(fingerprint, source, len(batch), change.counts)
                self.words.put(entries, change.before.keys() & {entry.id for entry in entries})
                self.words.remove(change.removed)
        except BaseException:
            self._numbers.clear()
            self.words.rollback()
            raise
        if change.touched:
            self.words.commit()
            self._clear_todo()
        return change.counts

    def noted(self, fingerprint: str) -> SourceNote | None:
        """What the ledger knows of the source with this fingerprint."""
        statement = "SELECT name, items, counts, done FROM sources WHERE fingerprint = ?"
        for name, items, counts, done in self.catalog.rows(statement, fingerprint):
            return SourceNote(name, items, msgspec.json.decode(counts, type=Counts), bool(done))
        return None

    def finish(self, fingerprint: str, source: str) -> None:
        """Note that a source was read to its end: it is skipped from now on."""
        with self.catalog.transaction() as sql:
            self._note(fingerprint, source, 0, Counts())
            sql.execute("UPDATE sources SET done = 1 WHERE fingerprint = ?", (fingerprint,))

    def _note(self, fingerprint: str, source: str, items: int, counts: Counts) -> None:
        before = self.noted(fingerprint) or SourceNote(source, 0, Counts(), done=False)
        self.catalog.sql.execute(
            "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?, datetime('now'))",
            (
                fingerprint,
                source,
                before.items + items,
                msgspec.json.encode(before.counts + counts).decode(),
                before.done,
            ),
        )

    def _number(self, labels: Sequence[str]) -> int:
        key = tuple(labels)
        if key not in self._numbers:
            self._numbers[key] = self.catalog.label_set(key)
        return self._numbers[key]

    def _settle(self) -> None:
        """Index what a run that was cut off had stored and not indexed."""
        while todo := [row[0] for row in self.catalog.rows("SELECT id FROM words_todo LIMIT 5000")]:
            self.index(todo)
            with self.catalog.transaction() as sql:
                sql.executemany("DELETE FROM words_todo WHERE id = ?", ((key,) for key in todo))

    def index(self, ids: Sequence[int]) -> None:
        """Bring the words of these records in line with the catalog; what is in line is left alone."""
        entries = {entry.id: entry for entry in entries_of(self.catalog, ids)}
        there: dict[int, list[int]] = {}
        for key, mark in self.words.marks(ids):
            there.setdefault(key, []).append(mark)
        fine = {key for key, entry in entries.items() if there.get(key) == [entry.mark]}
        self.words.remove(there.keys() - fine)
        self.words.put(entry for key, entry in entries.items() if key not in fine)
        self.words.commit()

    def _clear_todo(self) -> None:
        with self.catalog.transaction() as sql:
            sql.execute("DELETE FROM words_todo")

    # Vectors

    @property
    def backlog(self) -> int:
        """Records whose vectors are not made yet."""
        return int(self.catalog.one("SELECT count(*) FROM vectors WHERE state = 0"))

    def embed_backlog(
        self, embedder: Embedder, progress: Callable[[int], None] = lambda done: None, chunk: int = CHUNK
    ) -> int:
        """Embed what waits, newest records first; `progress` is told how many more are done. Returns how many were.

        Raises EmbedderMismatch when the library was built with another embedder.
        """
        check_identity(self.catalog, embedder.identity)
        flat = flat_of(self.catalog)
        if flat.complete and not self.catalog.one("SELECT 1 FROM vectors WHERE state != 1 LIMIT 1"):
            return 0
        if self.catalog.one("SELECT 1 FROM vectors WHERE held > 0 LIMIT 1") and not self.vectors.exists:
            raise LibraryDamaged(
                f"the vectors of this library are not at {self.vectors.place}: set VOUCH_CHROMA_URL as it was, or"
                " vouch-ingest verify --repair makes them anew there"
            )
        self.vectors.create()
        if not flat.complete:
            copy_flat(self.catalog, self.vectors)
        self.bury()
        done = steps = 0
        try:
            while waiting := self._next(chunk):
                begun = monotonic()
                self._embed(waiting, embedder)
                if monotonic() - begun < _QUICK:
                    chunk = max(chunk, min(2 * chunk, _MOST))
                done, steps = done + len(waiting), steps + 1
                if steps % _SHOWN == 0:
                    self._show()
                progress(len(waiting))
        except KeyboardInterrupt:
            self._finish_vectors()
            raise
        self._finish_vectors()
        return done

    def _finish_vectors(self) -> None:
        self.vectors.flush()
        self._show()

    def _show(self) -> None:
        """Tell readers to open the vectors afresh."""
        with self.catalog.transaction():
            self.catalog.set_meta("vectors_written", str(int(self.catalog.meta("vectors_written", "0")) + 1))

    def _next(self, chunk: int) -> dict[int, int]:
        """Waiting records with the number of windows Chroma may hold of them."""
        rows = self.catalog.rows("SELECT id, held FROM vectors WHERE state = 0 ORDER BY id DESC LIMIT ?", chunk)
        return dict(rows)

    def _embed(self, chunk: dict[int, int], embedder: Embedder) -> None:
        from ingest.read.passages import split

        articles = self.catalog.articles(chunk)
        identity = embedder.identity
        made = {key: split(article, embedder.token_spans, identity.window) for key, article in articles.items()}
        counts = {key: len(made.get(key, ())) for key in chunk}
        with self.catalog.transaction() as sql:
            sql.executemany("UPDATE vectors SET held = max(held, ?) WHERE id = ?", ((n, k) for k, n in counts.items()))
            self.catalog.set_meta("embedder", msgspec.json.encode(identity).decode())
        passages = [(key, passage) for key, windows in made.items() for passage in windows]
        flat = flat_of(self.catalog)
        count = flat.rows
        for fresh in (True, False):
            if part := [(key, passage) for key, passage in passages if fresh is not bool(chunk[key])]:
                ids = [(key, passage.number) for key, passage in part]
                vectors = embedder.embed([passage.text for _, passage in part])
                self.vectors.put([window_id(*each) for each in ids], vectors, fresh=fresh)
                count = flat.files.write(count, ids, vectors)
        surplus = [window_id(key, n) for key, held in chunk.items() for n in range(counts[key], held)]
        if surplus:
            self.vectors.remove(surplus)
        with self.catalog.transaction() as sql:
            sql.executemany("UPDATE vectors SET held = ?, state = 1 WHERE id = ?", ((n, k) for k, n in counts.items()))
            note_flat(self.catalog, flat.files, count)

    def bury(self) -> None:
        """Take the vectors of deleted records out of Chroma."""
        dead = self.catalog.rows("SELECT id, held FROM vectors WHERE state = 2")
        if dead:
            self.vectors.remove(window_ids(dead))
            with self.catalog.transaction() as sql:
                sql.execute("DELETE FROM vectors WHERE state = 2")

    def close(self) -> None:
        """Ends the merges of the words, then lets go of every part."""
        self.words.close()
        self.vectors.close()
        with suppress(LibraryError):  # a full disk: the log stays, and is as good
            self.catalog.settle()
        self.catalog.close()


def open_writer(folder: Path, chroma_url: str = "") -> Writer:
    """The writer of the library in `folder`, whose lock the caller holds.

    Raises LibraryMissing, LibraryDamaged, StorageFull.
    """
    Catalog.create(folder / CATALOG_FILE)
    catalog = Catalog.open(folder / CATALOG_FILE, writable=True)
    try:
        place = words_folder(catalog)
        if catalog.one("SELECT 1 FROM articles LIMIT 1") is None and not (place / "meta.json").is_file():
            # Nothing is there, or what a process left that was killed while it made the index.
            shutil.rmtree(place, ignore_errors=True)
            words = Words.create(place)
        else:
            words = Words.open(place)
        return Writer(catalog, words, vectors_of(catalog, chroma_url))
    except BaseException:
        catalog.close()
        raise


def entries_of(catalog: Catalog, ids: Iterable[int]) -> list[Entry]:
    """Live records as the words index takes them."""
    articles = catalog.articles(ids)
    statement = "SELECT id, hash, flags, types, languages FROM articles WHERE id IN (SELECT value FROM json_each(?))"
    rows = catalog.rows(statement, f"[{','.join(map(str, sorted(articles)))}]")
    return [Entry(key, mark_of(mark), articles[key], *facets) for key, mark, *facets in rows]


def check_identity(catalog: Catalog, identity: EmbedderIdentity) -> None:
    """Raises EmbedderMismatch unless the library holds no vectors, or vectors of the same space."""
    known = identity_of(catalog)
    if known is not None and not known.matches(identity):
        raise EmbedderMismatch(
            f"the library at {catalog.path.parent} was embedded with {_said(known)}, not with {_said(identity)}:"
            " set VOUCH_EMBEDDER and VOUCH_EMBEDDING_MODE as they were, or embed anew in another library"
        )


def _said(identity: EmbedderIdentity) -> str:
    weights = identity.weights_sha256[:12]
    return f"{identity.name} ({identity.mode}, {identity.dimension} dimensions, window {identity.window}, {weights})"
