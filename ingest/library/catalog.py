"""The catalog: one SQLite file that is the truth of a library. What words and vectors hold is derived from it.

Kept in WAL mode, so that readers never wait for the writer; every commit is synced, so that what was reported stored
survives a power cut. Content is deflated JSON beside a narrow row of facets: filters never touch the content.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import msgspec

from ingest.errors import BadValue, LibraryError, LibraryMissing, shown
from ingest.library.schema import FORMAT, migrate
from ingest.records.article import Article
from ingest.records.facets import Facet, Narrowing
from ingest.records.faults import catalog_fault, storage_faults
from ingest.records.filters import Filters
from ingest.records.precedence import Rank, Tombstone

__all__ = ["CATALOG_FILE", "Catalog", "State", "content_hash", "key_of", "packed"]

CATALOG_FILE = "catalog.sqlite"

_PAGE = 5000
_MOST = 2**63
"""SQLite's numbers, and the words index', are below this."""
_YEARS = (1, 9999)


class State(msgspec.Struct, frozen=True):
    """What the catalog knows of a live record without reading its content."""

    revision: int
    rank: Rank
    hash: bytes
    flags: int


def key_of(pmid: str) -> int:
    """The number of a record in every part: the PMID itself.

    Raises LibraryError for anything but a plain positive number.
    """
    if not (pmid.isascii() and pmid.isdigit() and pmid[0] != "0" and len(pmid) <= 18):
        raise LibraryError(f"{shown(pmid)} is no PMID: a PMID is a positive whole number")
    return int(pmid)


def content_hash(article: Article) -> bytes:
    """16 bytes that name the content of a record, whatever its revision number here."""
    try:
        return blake2b(article.with_revision(1).to_json(), digest_size=16).digest()
    except UnicodeEncodeError as error:
        said = f"PMID {article.pmid}: its text holds half a character (a lone surrogate): mend the source"
        raise LibraryError(said) from error


class Catalog:
    """An open catalog. Safe to read from several threads; written only under the library's lock."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.sql = connection
        self._labels: dict[int, tuple[str, ...]] = {}
        self._counted: dict[str, tuple[int, int]] = {}

    @classmethod
    def create(cls, path: Path) -> None:
        """Make the catalog, or bring an older one to this format; called under the library's lock."""
        try:
            with storage_faults(path), closing(_connect(path, "rwc")) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                migrate(connection)
                named = "INSERT OR IGNORE INTO meta VALUES ('library', ?), ('generation', '0')"
                connection.execute(named, (uuid4().hex,))
        except sqlite3.DatabaseError as error:
            raise catalog_fault(error, path) from error

    @classmethod
    def open(cls, path: Path, *, writable: bool = False) -> Catalog:
        """Raises LibraryMissing without a catalog at `path`, LibraryDamaged when it is broken, LibraryError when it is
        not to be had: what is in its place, who may read it, who has it."""
        _look(path)
        try:
            connection, found = _opened(path, "rw" if writable else "ro")
        except sqlite3.OperationalError:
            # A folder that cannot be written cannot hold SQLite's shared memory; nobody else writes there either.
            try:
                connection, found = _opened(path, "ro&immutable=1")
            except sqlite3.Error as error:
                raise catalog_fault(error, path) from error
        except sqlite3.DatabaseError as error:
            raise catalog_fault(error, path) from error
        if found != FORMAT:
            connection.close()
            if found == 0:
                if any(path.parent.glob("words-*")):
                    raise _damaged(path, "it is empty, and beside it are the parts of a library")
                raise LibraryMissing(f"there is no library at {path.parent}: make one with vouch-ingest add SOURCE")
            raise LibraryError(f"{path.parent} is of format {found}, this Vouch reads {FORMAT}: update Vouch")
        return cls(path, connection)

    def close(self) -> None:
        self.sql.close()

    def settle(self) -> None:
        """Bring the log into the file as far as no reader needs it: the next to open has less to read."""
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    # Reading

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Raises LibraryDamaged when SQLite finds the file broken, LibraryError when it cannot be used now, and
        BadValue for a number that no library holds."""
        try:
            return self.sql.execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise catalog_fault(error, self.path) from error
        except OverflowError as error:
            large = next((v for v in values if isinstance(v, int) and not -_MOST <= v < _MOST), 0)
            raise BadValue(f"{shown(large)} is out of range: no number in a library is that large") from error

    def one(self, statement: str, *values: Any) -> Any:
        """The first column of the first row, None without a row."""
        found = self.rows(statement, *values)
        return found[0][0] if found else None

    def meta(self, name: str, default: str = "") -> str:
        value = self.one("SELECT value FROM meta WHERE name = ?", name)
        return default if value is None else str(value)

    @property
    def generation(self) -> int:
        """Grows with every change of the library; a reader whose engines are older reopens them."""
        return int(self.meta("generation", "0"))

    def __len__(self) -> int:
        return self._count("articles", "SELECT count(*) FROM articles")

    @property
    def embedded(self) -> int:
        """How many records are found by their vectors."""
        # Those that wait are few or have an index; counting the others would look at every row.
        return self._count("vectors", "SELECT count(*) - (SELECT count(*) FROM vectors WHERE state != 1) FROM vectors")

    def _count(self, name: str, statement: str) -> int:
        """Counted once a generation: a count reads the whole table."""
        if self.sql.in_transaction:
            return int(self.one(statement))
        generation = self.generation
        known = self._counted.get(name)
        if known is None or known[0] != generation:
            # The generation is read first: a count of a later one is counted again, never kept too long.
            known = self._counted[name] = (generation, int(self.one(statement)))
        return known[1]

    def ids(self) -> Iterator[int]:
        """The numbers of all live records, ascending, in pages: no read is open while the caller works."""
        last = 0
        while page := self.rows("SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT ?", last, _PAGE):
            yield from (row[0] for row in page)
            last = page[-1][0]

    def articles(self, ids: Iterable[int]) -> dict[int, Article]:
        """The current content of those of `ids` that are live."""
        found = self.rows(
            "SELECT id, revision, body FROM bodies JOIN articles USING (id)"
            " WHERE id IN (SELECT value FROM json_each(?))",
            _array(ids),
        )
        return {key: self._unpacked(key, revision, body) for key, revision, body in found}

    def past(self, key: int, revision: int) -> Article | None:
        """A content the record had before, also of a record deleted since; none at a number that is no revision."""
        if not 0 < revision < _MOST:
            return None
        body = self.one("SELECT body FROM history WHERE id = ? AND revision = ?", key, revision)
        return None if body is None else self._unpacked(key, revision, body)

    def states(self, ids: Iterable[int]) -> dict[int, State]:
        found = self.rows(
            "SELECT id, revision, real, version, revised, file, hash, flags FROM articles"
            " WHERE id IN (SELECT value FROM json_each(?))",
            _array(ids),
        )
        return {row[0]: State(row[1], Rank(bool(row[2]), *row[3:6]), row[6], row[7]) for row in found}

    def tombstones(self, ids: Iterable[int]) -> dict[int, Tombstone]:
        found = self.rows(
            "SELECT id, version, file, revised FROM tombstones WHERE id IN (SELECT value FROM json_each(?))",
            _array(ids),
        )
        return {row[0]: Tombstone(*row[1:]) for row in found}

    def last_revisions(self, ids: Iterable[int]) -> dict[int, int]:
        """The highest revision in the history of each of `ids` that has one."""
        statement = "SELECT id, max(revision) FROM history WHERE id IN (SELECT value FROM json_each(?)) GROUP BY id"
        return dict(self.rows(statement, _array(ids)))

    # Filtering

    def narrow(self, filters: Filters) -> Narrowing:
        """The filters in numbers. PMIDs that are none are left out: no record has them.

        Raises BadValue for a year that is none.
        """
        for name, year in (("year_from", filters.year_from), ("year_to", filters.year_to)):
            if year is not None and not _YEARS[0] <= year <= _YEARS[1]:
                raise BadValue(f"{name} {shown(year)} is no year: write one from {_YEARS[0]} to {_YEARS[1]}")
        required = forbidden = 0
        for wish, facet in ((filters.retracted, Facet.WITHDRAWN), (filters.digests, Facet.DIGEST)):
            required |= facet if wish == "only" else 0
            forbidden |= facet if wish == "exclude" else 0
        if filters.has_abstract is not None:
            required |= Facet.ABSTRACT if filters.has_abstract else 0
            forbidden |= 0 if filters.has_abstract else Facet.ABSTRACT
        named = {key_of(pmid) for pmid in filters.pmids if pmid.isdigit() and pmid[0] != "0" and len(pmid) <= 18}
        return Narrowing(
            filters.year_from,
            filters.year_to,
            int(required),
            int(forbidden),
            self._sets_with(filters.publication_types) if filters.publication_types else None,
            self._sets_with(filters.languages) if filters.languages else None,
            tuple(sorted(named)) if filters.pmids else None,
        )

    def admit(self, ids: Iterable[int], narrowing: Narrowing, *, embedded: bool = False) -> set[int]:
        """Those of `ids` that are live and pass; with `embedded`, only those whose vectors are of their content."""
        clauses = ["(a.flags & ?) = ?", "(a.flags & ?) = 0"]
        values: list[Any] = [narrowing.required, narrowing.required, narrowing.forbidden]
        if narrowing.year_from is not None:
            clauses.append("a.year >= ?")
            values.append(narrowing.year_from)
        if narrowing.year_to is not None:
            clauses.append("a.year <= ?")
            values.append(narrowing.year_to)
        for column, numbers in (("types", narrowing.types), ("languages", narrowing.languages)):
            if numbers is not None:
                clauses.append(f"a.{column} IN (SELECT value FROM json_each(?))")  # noqa: S608 - a constant above
                values.append(_array(numbers))
        asked = set(ids) if narrowing.ids is None else set(ids).intersection(narrowing.ids)
        joined = " JOIN vectors v ON v.id = a.id AND v.state = 1 AND v.held > 0" if embedded else ""
        source = "json_each(?) AS asked CROSS JOIN articles a ON a.id = asked.value"
        statement = f"SELECT a.id FROM {source}{joined} WHERE {' AND '.join(clauses)}"  # noqa: S608 - constants above
        return {row[0] for row in self.rows(statement, _array(asked), *values)}

    def labels(self, number: int) -> tuple[str, ...]:
        """The label list of this number."""
        if number not in self._labels:
            self._read_labels()
        return self._labels[number]

    def labels_held(self) -> dict[Literal["types", "languages"], Counter[str]]:
        """Every publication type and language there is, with the number of its records."""
        found: dict[Literal["types", "languages"], Counter[str]] = {"types": Counter(), "languages": Counter()}
        for column, counted in found.items():
            statement = f"SELECT {column}, count(*) FROM articles GROUP BY {column}"  # noqa: S608 - a constant above
            for number, records in self.rows(statement):
                counted.update(dict.fromkeys(self.labels(number), records))
        return found

    def _sets_with(self, wanted: Sequence[str]) -> tuple[int, ...]:
        if len(self._labels) != self.one("SELECT count(*) FROM label_sets"):
            self._read_labels()
        asked = {label.casefold() for label in wanted}
        return tuple(n for n, labels in self._labels.items() if not asked.isdisjoint(map(str.casefold, labels)))

    def _read_labels(self) -> None:
        found = self.rows("SELECT id, labels FROM label_sets")
        self._labels = {number: tuple(msgspec.json.decode(labels, type=list[str])) for number, labels in found}

    # Writing, under the library's lock

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, synced when it returns; a new generation.

        Raises StorageFull when the disk is full or the folder cannot be written.
        """
        with storage_faults(self.path.parent):
            try:
                self.sql.execute("BEGIN IMMEDIATE")
                yield self.sql
                self.sql.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE name = 'generation'")
                self.sql.execute("COMMIT")
            except BaseException as error:
                if self.sql.in_transaction:
                    self.sql.execute("ROLLBACK")
                if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
                    raise catalog_fault(error, self.path) from error
                raise

    def set_meta(self, name: str, value: str) -> None:
        self.sql.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def label_set(self, labels: Sequence[str]) -> int:
        """The number of a label list, in any order; made when it is new."""
        text = msgspec.json.encode(sorted(set(labels))).decode()
        self.sql.execute("INSERT OR IGNORE INTO label_sets (labels) VALUES (?)", (text,))
        return int(self.one("SELECT id FROM label_sets WHERE labels = ?", text))

    def _unpacked(self, key: int, revision: int, body: bytes) -> Article:
        try:
            return Article.from_json(zlib.decompress(body)).with_revision(revision)
        except (zlib.error, msgspec.MsgspecError) as error:
            raise _damaged(self.path, f"record {key} cannot be read: {error}") from error


def packed(article: Article) -> bytes:
    """A record's content as the catalog holds it."""
    return zlib.compress(article.with_revision(1).to_json(), 1)


def _array(ids: Iterable[int]) -> str:
    return f"[{','.join(map(str, ids))}]"


def _look(path: Path) -> None:
    """Raises what there is to say of a place that is no file, or that may not be looked at."""
    folder = path.parent
    try:
        if folder.exists() and not folder.is_dir():
            raise LibraryError(f"{folder} is a file, and a library is a folder: name the folder that holds it")
        if path.is_dir():
            raise LibraryError(f"{path} is a folder, where the catalog of a library is a file: name another library")
        if path.is_file():
            return
    except (OSError, ValueError) as error:  # a name that is too long, that holds a zero byte, that may not be looked at
        said = getattr(error, "strerror", None) or error
        raise LibraryError(f"there can be no library at {shown(str(folder))} ({said}): name another folder") from error
    raise LibraryMissing(f"there is no library at {folder}: make one with vouch-ingest add SOURCE")


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=30, check_same_thread=False
    )
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -65536")
    return connection


def _opened(path: Path, mode: str) -> tuple[sqlite3.Connection, int]:
    """A connection, and the format of what it is connected to."""
    connection = _connect(path, mode)
    try:
        found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    except BaseException:
        connection.close()
        raise
    return connection, found


def _damaged(path: Path, reason: object) -> LibraryError:
    broken = sqlite3.DatabaseError(str(reason))
    broken.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return catalog_fault(broken, path)
