"""The catalog's tables, as numbered migrations: migration n takes a catalog of version n to n + 1.

A published migration is never edited; a change is a new one at the end. `PRAGMA user_version` holds the number reached.
"""

from __future__ import annotations

import sqlite3

from ingest.errors import LibraryError

__all__ = ["FORMAT", "migrate"]

_MIGRATIONS = (
    """
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    -- Distinct lists of publication types or languages, named by number: a filter looks at a few thousand, not at all.
    CREATE TABLE label_sets (id INTEGER PRIMARY KEY, labels TEXT NOT NULL UNIQUE);
    -- One narrow row a live record: what filters and the order of records need; id is the PMID.
    CREATE TABLE articles (
        id INTEGER PRIMARY KEY, revision INTEGER NOT NULL, real INTEGER NOT NULL, version INTEGER NOT NULL,
        revised INTEGER NOT NULL, file INTEGER NOT NULL, hash BLOB NOT NULL, year INTEGER, flags INTEGER NOT NULL,
        types INTEGER NOT NULL REFERENCES label_sets, languages INTEGER NOT NULL REFERENCES label_sets);
    -- The current content of a live record (deflated JSON), and every content it had before.
    CREATE TABLE bodies (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
    CREATE TABLE history (id INTEGER NOT NULL, revision INTEGER NOT NULL, body BLOB NOT NULL,
        PRIMARY KEY (id, revision));
    CREATE TABLE tombstones (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, file INTEGER NOT NULL,
        revised INTEGER NOT NULL);
    -- What was read: `items` records of the source are stored, `done` when that was all.
    CREATE TABLE sources (fingerprint TEXT PRIMARY KEY, name TEXT NOT NULL, items INTEGER NOT NULL,
        counts TEXT NOT NULL, done INTEGER NOT NULL, noted TEXT NOT NULL);
    -- Records stored whose words are not yet known to be indexed: written with them, cleared after the words' commit.
    CREATE TABLE words_todo (id INTEGER PRIMARY KEY);
    -- Per record: the windows 0..held-1 may be in Chroma; state 0 to be embedded, 1 embedded, 2 to be removed.
    CREATE TABLE vectors (id INTEGER PRIMARY KEY, held INTEGER NOT NULL, state INTEGER NOT NULL);
    CREATE INDEX vectors_waiting ON vectors (state, id) WHERE state != 1;
    """,
)

FORMAT = len(_MIGRATIONS)
"""The version this Vouch writes."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a catalog to `FORMAT`, each step in one transaction.

    Raises LibraryError for one written by a newer Vouch.
    """
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > FORMAT:
        raise LibraryError(f"this library is of format {version}, this Vouch knows up to {FORMAT}: update Vouch")
    for number in range(version, FORMAT):
        connection.executescript(f"BEGIN IMMEDIATE; {_MIGRATIONS[number]} PRAGMA user_version = {number + 1}; COMMIT;")
