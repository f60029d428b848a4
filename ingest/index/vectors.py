"""The vectors of a library: Chroma, holding ids ("PMID:window") and vectors only.

What local Chroma does to the unwary, and what is done here about it:

- documents and metadata make it 5 to 8 times slower and larger, and its filters scan: none are stored, filters run
  in the catalog on more candidates than asked for, or on the flat copy (`ingest.index.flat`) when few records remain;
- rows past the last synchronization are re-inserted one by one by whoever opens it next (seconds): `flush` at the end
  of a run brings the rest to disk;
- a reader never sees what another process wrote after it opened: `reopen` drops Chroma's cached system first;
- two writing processes lose rows silently: only the holder of the library's lock writes.
"""

from __future__ import annotations

import http.client
import stat
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from ingest.errors import (
    BadValue,
    LibraryDamaged,
    LibraryError,
    LibraryUnreachable,
    SettingsError,
    StorageUnwritable,
    VouchError,
)
from ingest.records.faults import is_of_a_value, mounted, storage_fault, storage_faults

if TYPE_CHECKING:
    import numpy
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

__all__ = ["Vectors", "window_id", "window_ids", "window_of"]

_CHUNK = 2000
"""Rows a call: under the 5,461 that local Chroma takes, and a body a server takes gladly."""

_PATIENCE = 60.0
"""Seconds a Chroma server may take for one reply; a page of rows takes it milliseconds."""

_HNSW = {"space": "cosine", "ef_construction": 128, "ef_search": 200, "max_neighbors": 16}
_SYNC = {"batch_size": 1000, "sync_threshold": 5000}
"""Of 20,000 rows, synchronizing every 1,000 to 5,000 costs a quarter of the rate; never, 6 to 12 s at the next open."""


class Vectors:
    """The collection of one library, in a folder of its own or on a Chroma server."""

    def __init__(self, folder: Path, name: str, url: str = "") -> None:
        self.folder = folder
        self.name = name
        self.url = url
        self._client: ClientAPI | None = None
        self._collection: Collection | None = None

    @property
    def place(self) -> str:
        """Where the vectors are, for messages."""
        return f"the Chroma server {self.url}" if self.url else str(self.folder)

    @property
    def exists(self) -> bool:
        """Whether the collection was made."""
        if not self.url and not self._kept():
            return False
        with self._reading():
            client = self._connected()
            try:
                client.get_collection(self.name, embedding_function=None)
            except Exception as error:
                if type(error).__name__ == "NotFoundError":
                    return False
                raise
        return True

    def create(self) -> None:
        """Make the collection; one that is there already is kept.

        Raises StorageFull when the disk is full, LibraryError when the server does not answer.
        """
        with storage_faults(self.folder):
            if not self.url:
                self.folder.mkdir(parents=True, exist_ok=True)
        configuration = cast(Any, {"hnsw": _HNSW if self.url else _HNSW | _SYNC})
        with self._reading():
            self._collection = self._connected().get_or_create_collection(
                self.name, embedding_function=None, configuration=configuration
            )

    def drop(self) -> None:
        """Forget every vector."""
        if self.exists:
            with self._reading():
                self._connected().delete_collection(self.name)
        self._collection = None

    def __len__(self) -> int:
        with self._reading():
            return int(self._open().count())

    def nearest(self, vector: Sequence[float] | numpy.ndarray, n: int) -> list[tuple[str, float]]:
        """(window id, cosine) of the `n` nearest, best first.

        Raises LibraryDamaged when Chroma cannot answer, after having opened it afresh; BadValue for a vector of
        another length than those it holds.
        """
        if n < 1:
            return []
        try:
            return self._query(vector, n)
        except VouchError:
            raise
        except Exception:
            # Chroma says "Error finding id" when another process changed the rows under it.
            self.reopen()
        with self._reading():
            return self._query(vector, n)

    def put(self, ids: Sequence[str], vectors: numpy.ndarray, *, fresh: bool) -> None:
        """Store rows. `fresh` promises that none of the ids is there: five times faster than replacing."""
        collection = self._open()
        with self._reading():
            for start in range(0, len(ids), _CHUNK):
                part = slice(start, start + _CHUNK)
                write = collection.add if fresh else collection.upsert
                write(ids=list(ids[part]), embeddings=vectors[part])

    def remove(self, ids: Sequence[str]) -> None:
        """Take rows out; ids that are not there are no error."""
        collection = self._open()
        with self._reading():
            for start in range(0, len(ids), _CHUNK):
                collection.delete(ids=list(ids[start : start + _CHUNK]))

    def flush(self) -> None:
        """Bring every row into the index file, so that the next process to open it need not insert the tail again."""
        if self.url or self._collection is None or not len(self):
            return
        with self._reading():
            self._tune(self._collection, {"batch_size": 2, "sync_threshold": 2})
            self.reopen()
            collection = self._open()
            # The thresholds count writes since opening: the same few rows again make it synchronize.
            some = collection.get(limit=3, include=["embeddings"])
            collection.upsert(ids=some["ids"], embeddings=cast(Any, some["embeddings"]))
            collection.query(query_embeddings=cast(Any, some["embeddings"])[:1], n_results=1, include=[])
            self._tune(collection, _SYNC)
            self.reopen()

    @staticmethod
    def _tune(collection: Collection, sync: dict[str, int]) -> None:
        with warnings.catch_warnings():
            # Chroma calls a collection without an embedding function of its own "legacy".
            warnings.simplefilter("ignore", DeprecationWarning)
            collection.modify(configuration={"hnsw": cast(Any, dict(sync))})

    def rows(self) -> Iterator[tuple[list[str], numpy.ndarray]]:
        """Every id with its vector, in pages."""
        collection = self._open()
        offset = 0
        while True:
            with self._reading():
                page = collection.get(limit=_CHUNK, offset=offset, include=["embeddings"])
            if not page["ids"]:
                return
            yield page["ids"], cast(Any, page["embeddings"])
            offset += len(page["ids"])

    def fetch(self, ids: Sequence[str]) -> Iterator[tuple[list[str], numpy.ndarray]]:
        """Those of the rows that are there, in pages."""
        import numpy

        for start in range(0, len(ids), _CHUNK):
            with self._reading():
                page = self._open().get(ids=list(ids[start : start + _CHUNK]), include=["embeddings"])
            if page["ids"]:
                yield page["ids"], numpy.asarray(page["embeddings"], dtype=numpy.float32)

    def reopen(self) -> None:
        """See what other processes wrote: Chroma's client is cached by folder and must be dropped with its cache."""
        self.close()
        if not self.url:
            _forget_clients()

    def close(self) -> None:
        client, self._client, self._collection = self._client, None, None
        if client is not None:
            with suppress(Exception):  # a server that went away cannot be told that we go, too
                cast(Any, client).close()  # ClientAPI does not declare what every client has
            # Chroma's HTTP client, and the second one it makes for itself, leave their connections open.
            for made in (client, getattr(client, "_admin_client", None)):
                session = getattr(getattr(made, "_server", None), "_session", None)
                if session is not None:
                    session.close()

    def _query(self, vector: Any, n: int) -> list[tuple[str, float]]:
        import numpy

        point = numpy.asarray(vector, dtype=numpy.float32).reshape(1, -1)
        found = self._open().query(query_embeddings=point, n_results=n, include=["distances"])
        distances = cast(Any, found["distances"])[0]
        return [(key, 1.0 - float(distance)) for key, distance in zip(found["ids"][0], distances, strict=True)]

    def _open(self) -> Collection:
        if self._collection is None:
            if not self.url and not self._kept():
                raise self._unreadable("it is not there")
            with self._reading():
                self._collection = self._connected().get_collection(self.name, embedding_function=None)
        return self._collection

    def _connected(self) -> ClientAPI:
        if self._client is None:
            import chromadb
            from chromadb.config import Settings

            # Not from a .env in the working folder, which could name another server, or one that traces are sent to.
            settings = Settings(
                _env_file=None,  # type: ignore[call-arg]  # every BaseSettings takes it
                anonymized_telemetry=False,
                chroma_otel_collection_endpoint="",
            )
            if self.url:
                self._client = self._served(settings)
            else:
                with self._reading():
                    try:
                        self._client = chromadb.PersistentClient(str(self.folder), settings=settings)
                    except Exception:
                        # Chroma keeps what it could not start, and would hand it out to the next who asks.
                        _forget_clients()
                        raise
        return self._client

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """What Chroma fails with is the disk's fault, the server's, or the value's; what is left is damage."""
        try:
            yield
        except VouchError:
            raise
        except Exception as error:
            raise self._meaning(error) from error

    def _meaning(self, error: Exception) -> VouchError:
        kind = type(error).__name__
        if kind in _WRONG_VALUE:
            return BadValue(f"the vectors at {self.place} cannot be asked that: {error}")
        if kind == "NotFoundError":
            return self._unreadable(error)
        if self.url:
            # What a server says of itself is no proof about its files: whoever runs it can look.
            return LibraryUnreachable(
                f"the Chroma server {self.url} does not answer as it should ({_first_line(error)}): start it, see its"
                " log, or unset chroma_url"
            )
        if is_of_a_value(error):
            return LibraryError(f"the vectors at {self.place} could not be read ({kind}: {_first_line(error)})")
        return storage_fault(error, self.folder) or self._unreadable(error)

    def _kept(self) -> bool:
        """Whether Chroma's file is in the folder. Raises StorageUnwritable, LibraryUnreachable when nobody can say."""
        mounted(self.folder)
        try:
            return stat.S_ISREG((self.folder / "chroma.sqlite3").stat().st_mode)
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise storage_fault(error, self.folder) or StorageUnwritable(
                f"{self.folder} cannot be read: check the folder's permissions ({error.strerror})"
            ) from error

    def _served(self, settings: Any) -> ClientAPI:
        import chromadb

        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise SettingsError(f"chroma_url {self.url!r} is no address of a server: write http://HOST:PORT")
        try:
            port = parts.port or (443 if parts.scheme == "https" else 8000)
        except ValueError as error:
            raise SettingsError(f"chroma_url {self.url!r} has no usable port: write http://HOST:PORT") from error
        try:
            _heard(parts.hostname, port, parts.scheme)
            made = chromadb.HttpClient(parts.hostname, port, ssl=parts.scheme == "https", settings=settings)
        except Exception as error:
            raise LibraryUnreachable(
                f"the Chroma server {self.url} does not answer ({_first_line(error)}): start it or unset chroma_url"
            ) from error
        for part in (made, getattr(made, "_admin_client", None)):
            session = getattr(getattr(part, "_server", None), "_session", None)
            if session is not None:
                session.timeout = _PATIENCE
        return made

    def _unreadable(self, reason: object) -> LibraryDamaged:
        return LibraryDamaged(
            f"the vectors at {self.place} cannot be read ({reason}): vouch-ingest verify --repair rebuilds them"
        )


_WRONG_VALUE = {"InvalidArgumentError", "InvalidDimensionException", "BatchSizeExceededError", "DuplicateIDError"}
"""Chroma's errors on what it was given, by name: naming the classes would load it."""


def _heard(host: str, port: int, scheme: str) -> None:
    """Raises OSError or HTTPException unless the server says anything soon: Chroma's client would wait without end."""
    kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
    with closing(kind(host, port, timeout=_PATIENCE / 6)) as connection:
        connection.request("GET", "/api/v2/heartbeat")
        connection.getresponse()


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


def _forget_clients() -> None:
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient.clear_system_cache()


def window_id(key: int, number: int) -> str:
    """The id of a window in Chroma."""
    return f"{key}:{number}"


def window_of(identifier: str) -> tuple[int, int]:
    """The record and window that an id names."""
    key, _, number = identifier.partition(":")
    return int(key), int(number)


def window_ids(held: Iterable[tuple[int, int]], start: int = 0) -> list[str]:
    """The ids of the windows `start` and up of (record, number of windows) pairs."""
    return [window_id(key, number) for key, count in held for number in range(start, count)]
