"""One batch of records on its way into the catalog: what it changes is worked out first, then written in one go."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b

import msgspec

from ingest.errors import LibraryError, shown
from ingest.library.catalog import Catalog, State, content_hash, key_of, packed
from ingest.records.article import Article, Deletion
from ingest.records.facets import Entry, Facet, facets_of
from ingest.records.precedence import Rank, Tombstone, rank_of, tombstone_of

__all__ = ["Batch", "Counts", "check_record", "mark_of"]

_MOST = 2**31
"""No version, and no year, is as large; the engines' numbers are."""


def check_record(item: Article | Deletion) -> None:
    """Raises LibraryError for a record that no library can hold: its PMID is none, a number of it out of range."""
    key_of(item.pmid)
    numbers = [item.version]
    if isinstance(item, Article):
        numbers += [number for date in (item.published, item.electronic, item.entered, item.revised)
                    for number in (date.year, date.month, date.day) if number is not None]  # fmt: skip
    if wrong := [number for number in numbers if not 0 <= number < _MOST]:
        raise LibraryError(f"{shown(wrong[0])} is no version and no part of a date: it is out of range")


class Counts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of the records given. `superseded`: a newer one was there, or NLM had deleted it.

    The last three count records whose signal is new to the library, whether the record is or not.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    superseded: int = 0
    deleted: int = 0
    retracted: int = 0
    concern: int = 0
    erratum: int = 0

    @property
    def read(self) -> int:
        return self.new + self.changed + self.unchanged + self.superseded

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, name) + getattr(other, name) for name in self.__struct_fields__))


class Batch:
    """Applies records in order to the state the catalog had before them.

    Raises LibraryError for a record that cannot be held.
    """

    def __init__(self, catalog: Catalog, items: Sequence[Article | Deletion], file: int) -> None:
        self.catalog = catalog
        for item in items:
            check_record(item)
        keys = {key_of(item.pmid) for item in items}
        self.before = catalog.states(keys)
        self._file = file
        self._live = dict(self.before)
        self._stones = catalog.tombstones(keys)
        self._last = catalog.last_revisions(keys - set(self.before))
        self._current: dict[int, Article] = {}
        self._history: list[tuple[int, int, bytes]] = []
        self._retired: set[int] = set()
        self._reranked: set[int] = set()
        self._buried: set[int] = set()
        self._tally = dict.fromkeys(Counts.__struct_fields__, 0)
        for item in items:
            if isinstance(item, Deletion):
                self._delete(key_of(item.pmid), item)
            else:
                self._take(key_of(item.pmid), item)

    @property
    def counts(self) -> Counts:
        return Counts(**self._tally)

    @property
    def touched(self) -> set[int]:
        """Records whose words or vectors the batch makes stale."""
        return self._current.keys() | self.removed

    @property
    def removed(self) -> set[int]:
        return self.before.keys() - self._live.keys()

    def write(self, sql: sqlite3.Connection, number: Callable[[Sequence[str]], int]) -> list[Entry]:
        """Write it all, inside the caller's transaction; `number` names label lists. Returns what words must index."""
        held = self.catalog.articles(self._retired & self._current.keys())
        same_text = {key for key, old in held.items() if _embedded_part(old) == _embedded_part(self._current[key])}
        sql.executemany(
            "INSERT INTO history SELECT id, revision, body FROM bodies JOIN articles USING (id) WHERE id = ?",
            _rows(self._retired),
        )
        sql.executemany("INSERT INTO history VALUES (?, ?, ?)", self._history)
        entries = [self._entry(key, article, number) for key, article in sorted(self._current.items())]
        sql.executemany(
            "INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", map(self._row, entries)
        )
        sql.executemany(
            "INSERT OR REPLACE INTO bodies VALUES (?, ?)", ((entry.id, packed(entry.article)) for entry in entries)
        )
        ranks = ((self._live[key].rank, key) for key in self._reranked & self._live.keys() - self._current.keys())
        sql.executemany(
            "UPDATE articles SET real = ?, version = ?, revised = ?, file = ? WHERE id = ?",
            ((rank.real, rank.version, rank.revised, rank.file, key) for rank, key in ranks),
        )
        self._write_removals(sql)
        sql.executemany("INSERT OR IGNORE INTO words_todo VALUES (?)", _rows(self.touched))
        sql.executemany(
            "INSERT INTO vectors VALUES (?, 0, 0) ON CONFLICT (id) DO UPDATE SET state = 0",
            _rows(self._current.keys() - same_text),
        )
        self._write_digest()
        return entries

    def _write_removals(self, sql: sqlite3.Connection) -> None:
        sql.executemany("DELETE FROM articles WHERE id = ?", _rows(self.removed))
        sql.executemany("DELETE FROM bodies WHERE id = ?", _rows(self.removed))
        sql.executemany("UPDATE vectors SET state = 2 WHERE id = ?", _rows(self.removed))
        sql.executemany("DELETE FROM vectors WHERE id = ? AND held = 0", _rows(self.removed))
        stones = ((key, self._stones[key]) for key in self._buried)
        sql.executemany(
            "INSERT OR REPLACE INTO tombstones VALUES (?, ?, ?, ?)",
            ((key, stone.version, stone.file, stone.revised) for key, stone in stones),
        )

    def _write_digest(self) -> None:
        total = int(self.catalog.meta("content", "0"), 16)
        for key in self.touched:
            if old := self.before.get(key):
                total -= _share(key, old.hash)
            if new := self._live.get(key):
                total += _share(key, new.hash)
        self.catalog.set_meta("content", f"{total % 2**128:032x}")

    def _take(self, key: int, article: Article) -> None:
        rank = rank_of(article, self._file)
        state, stone = self._live.get(key), self._stones.get(key)
        if stone is not None and not stone.outlived_by(rank):
            self._tally["superseded"] += 1
            return
        mark = content_hash(article)
        if state is not None and state.hash == mark:
            self._tally["unchanged"] += 1
            if rank > state.rank:
                self._live[key] = msgspec.structs.replace(state, rank=rank)
                self._reranked.add(key)
        elif state is not None and rank < state.rank:
            self._tally["superseded"] += 1
        else:
            self._tally["new" if state is None else "changed"] += 1
            self._place(key, article, rank, mark)

    def _place(self, key: int, article: Article, rank: Rank, mark: bytes) -> None:
        state, flags = self._live.get(key), facets_of(article)
        self._retire(key)
        revision = (state.revision if state else self._last.get(key, 0)) + 1
        gained = flags & ~(state.flags if state else 0)
        for name, facet in (("retracted", Facet.RETRACTED), ("concern", Facet.CONCERN), ("erratum", Facet.ERRATUM)):
            self._tally[name] += bool(gained & facet)
        self._live[key] = State(revision, rank, mark, flags)
        self._current[key] = article

    def _retire(self, key: int) -> None:
        """Move the content the record has now into its history."""
        state = self._live.get(key)
        if state is None:
            return
        self._last[key] = state.revision
        if key in self._current:
            self._history.append((key, state.revision, packed(self._current.pop(key))))
        else:
            self._retired.add(key)

    def _delete(self, key: int, deletion: Deletion) -> None:
        stone, state = tombstone_of(deletion, self._file), self._live.get(key)
        if state is not None and not stone.outlived_by(state.rank):
            self._retire(key)
            del self._live[key]
            self._tally["deleted"] += 1
            stone = Tombstone(stone.version, stone.file, state.rank.revised)
        self._stones[key] = self._stones[key].merged(stone) if key in self._stones else stone
        self._buried.add(key)

    def _entry(self, key: int, article: Article, number: Callable[[Sequence[str]], int]) -> Entry:
        state = self._live[key]
        types, languages = number(article.publication_types), number(article.languages)
        return Entry(key, mark_of(state.hash), article, state.flags, types, languages)

    def _row(self, entry: Entry) -> tuple[object, ...]:
        state = self._live[entry.id]
        rank = (state.rank.real, state.rank.version, state.rank.revised, state.rank.file)
        facets = (entry.article.year, entry.flags, entry.types, entry.languages)
        return entry.id, state.revision, *rank, state.hash, *facets


def mark_of(content: bytes) -> int:
    """The content hash shortened to what the words index keeps beside a record."""
    return int.from_bytes(content[:8], "big")


def _share(key: int, content: bytes) -> int:
    """A record's part in the sum that names the content of a library, whatever order it was stored in."""
    return int.from_bytes(blake2b(key.to_bytes(8, "big") + content, digest_size=16).digest(), "big")


def _embedded_part(article: Article) -> tuple[object, ...]:
    return article.title, article.text, article.sections


def _rows(keys: Iterable[int]) -> list[tuple[int]]:
    return [(key,) for key in sorted(keys)]
