"""The library: one folder (or a folder and a Chroma server) that holds articles and finds them.

Three parts: the catalog is the truth, words and vectors are derived from it and can be rebuilt. An article is
searchable by words the moment it is stored; its vectors follow as a backlog. Any number of processes read while one
writes, and no reader waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Self

from ingest.errors import EmbeddingError, LibraryError, LibraryMissing
from ingest.index.flat import FlatView
from ingest.index.vectors import Vectors
from ingest.index.words import FIELD_WEIGHTS, PRESENCE, Words, WordTerm
from ingest.library.catalog import CATALOG_FILE, Catalog, key_of
from ingest.library.lock import writing_lock
from ingest.library.nearest import Ranked, nearest_records
from ingest.library.offers import check_filters
from ingest.library.parts import flat_of, vectors_of, words_folder
from ingest.library.status import LibraryStatus, read_status
from ingest.library.writer import Writer, check_identity, identity_of, open_writer
from ingest.records.article import Article
from ingest.records.faults import storage_faults
from ingest.records.filters import NO_FILTERS, Filters

if TYPE_CHECKING:
    import numpy

    from ingest.embed.embedding import Embedder
    from ingest.library.check import VerifyReport

__all__ = ["Library", "Ranked"]


class Library:
    """Made by `Library.open`; a context manager. Reading is safe from several threads."""

    def __init__(
        self, path: Path, catalog: Catalog, embedder: Embedder | Callable[[], Embedder] | None, chroma_url: str
    ) -> None:
        self.path = path
        self.catalog = catalog
        self._chroma_url = chroma_url
        self._given = embedder
        self._embedder: Embedder | None = None
        self._words: Words | None = None
        self._vectors: Vectors | None = None
        self._flat: tuple[Path, int, FlatView] | None = None
        self._seen: dict[str, int] = {}
        self._lock = RLock()

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        create: bool = False,
        embedder: Embedder | Callable[[], Embedder] | None = None,
        chroma_url: str = "",
    ) -> Self:
        """Open the library in the folder `path`; with `create`, make it when it is not there.

        An `embedder` at hand is checked at once, one to be loaded (a callable) when it is first used.
        Raises LibraryMissing, LibraryDamaged, EmbedderMismatch, StorageFull.
        """
        folder = Path(path)
        file = folder / CATALOG_FILE
        try:
            catalog = Catalog.open(file)
        except LibraryMissing:
            # Not "when there is no file": a process may have been killed while it made one.
            if not create:
                raise
            try:
                with storage_faults(folder):
                    folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                said = f"no folder can be made at {folder} ({error.strerror}): name another for the library"
                raise LibraryError(said) from error
            with writing_lock(folder):
                Catalog.create(file)
            catalog = Catalog.open(file)
        library = cls(folder, catalog, embedder, chroma_url)
        if embedder is not None and not callable(embedder):
            library.embedder  # noqa: B018 - raises when it is not the library's
        return library

    def close(self) -> None:
        if self._vectors is not None:
            self._vectors.close()
        self.catalog.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Records

    def get(self, pmid: str, revision: int | None = None) -> Article | None:
        """The record, or the content it had at an earlier `revision` (kept also after a deletion)."""
        key = _key(pmid)
        if key is None:
            return None
        now = self.catalog.articles([key]).get(key)
        if revision is None or (now is not None and now.revision == revision):
            return now
        return self.catalog.past(key, revision)

    def get_many(self, pmids: Sequence[str]) -> dict[str, Article]:
        """Those of the records that are there, by PMID, in the order asked."""
        found = self.catalog.articles(key for key in map(_key, pmids) if key is not None)
        return {pmid: found[int(pmid)] for pmid in pmids if _key(pmid) in found}

    def __len__(self) -> int:
        return len(self.catalog)

    def __contains__(self, pmid: str) -> bool:
        key = _key(pmid)
        return key is not None and bool(self.catalog.states([key]))

    def pmids(self) -> Iterator[str]:
        """All PMIDs, ascending."""
        return map(str, self.catalog.ids())

    def pmids_where(self, filters: Filters) -> list[str]:
        """The PMIDs of the records that pass, ascending."""
        return [str(key) for key in sorted(self.catalog.admit(self.catalog.ids(), self.catalog.narrow(filters)))]

    def check(self, filters: Filters) -> None:
        """Raises BadValue for filters that name what cannot be, or what no record here has, with what there is."""
        check_filters(self.catalog, filters)

    # Search

    def search_words(
        self,
        terms: Sequence[WordTerm],
        k: int,
        filters: Filters = NO_FILTERS,
        weights: Mapping[str, float] = FIELD_WEIGHTS,
        presence: float = PRESENCE,
    ) -> list[Ranked]:
        """The best `k` by BM25+ over the weighted fields, among the records that pass; BM25 with a `presence` of 0."""
        narrowing = self.catalog.narrow(filters)
        if self._empty:
            return []
        found = self._words_now().search(terms, k, narrowing, weights, presence)
        # The index may be a moment ahead or behind: the catalog has the last word.
        live = self.catalog.admit((key for key, _ in found), narrowing)
        return [Ranked(str(key), score) for key, score in found if key in live]

    def count(self, terms: Sequence[WordTerm], require: int = 1, filters: Filters = NO_FILTERS) -> int:
        """How many records match at least `require` of the terms: a phrase as such, else every token of the term."""
        return 0 if self._empty else self._words_now().count(terms, require, self.catalog.narrow(filters))

    def search_vectors(
        self, vector: Sequence[float] | numpy.ndarray, k: int, filters: Filters = NO_FILTERS
    ) -> list[Ranked]:
        """The best `k` by the cosine of their best window, among the records that pass and are embedded."""
        narrowing = self.catalog.narrow(filters)
        if k < 1 or narrowing.shut or not self.embedded:
            return []
        parts = self._words_now(), self._vectors_now(), self._flat_now()
        return nearest_records(self.catalog, *parts, vector, k, narrowing)

    # What it is

    @property
    def embedder(self) -> Embedder | None:
        """The embedder given at opening, loaded when first asked for.

        Raises EmbedderMismatch when the library was built with another.
        """
        if self._embedder is None and self._given is not None:
            made = self._given() if callable(self._given) else self._given
            check_identity(self.catalog, made.identity)
            self._embedder = made
        return self._embedder

    @property
    def embedded(self) -> int:
        """How many records are found by their vectors."""
        return self.catalog.embedded

    def query_embedder(self, mode: str = "auto", threads: int = 0, named: str = "") -> Embedder | None:
        """An embedder whose vectors may be compared with the library's; None while it holds none.

        `mode` "auto" takes what the library was embedded with. A model that is not on this machine is fetched only if
        its user `named` it: a library that came from elsewhere opens no connection. Raises EmbeddingError,
        EmbedderMismatch.
        """
        from ingest.embed.embedding import load_embedder, load_matching
        from ingest.embed.model_files import DEFAULT_MODEL, at_hand, canonical_name

        identity = identity_of(self.catalog)
        if identity is None:
            return None
        expected = (DEFAULT_MODEL, canonical_name(named))
        if canonical_name(identity.name) not in expected and not at_hand(identity.name):
            raise EmbeddingError(
                f"the library was embedded with {identity.name!r}, which is not on this machine: VOUCH_EMBEDDER="
                f"{identity.name} has it fetched from the Hugging Face hub"
            )
        made = load_matching(identity, threads) if mode == "auto" else load_embedder(identity.name, mode, threads)
        check_identity(self.catalog, made.identity)
        return made

    def status(self) -> LibraryStatus:
        """Counts, coverage, disk use and identity of the library as it is now."""
        return read_status(self.path, self.catalog)

    def snapshot(self) -> str:
        """Names what can be found now: the same for the same records in any order of storing, then how many of them
        are embedded."""
        return f"{self.catalog.meta('content', '0' * 32)}-{self.embedded}"

    # Writing

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """The writer, one at a time over all processes.

        Raises LibraryLocked naming the process that writes, StorageFull when the folder cannot be written.
        """
        with ExitStack() as stack:
            stack.enter_context(writing_lock(self.path))
            yield stack.enter_context(closing(open_writer(self.path, self._chroma_url)))

    def verify(self, repair: bool = False) -> VerifyReport:
        """Compare words and vectors with the catalog, record by record; with `repair`, mend them from it.

        Records whose vectors must be made anew go back on the backlog, which `Writer.embed_backlog` works off.
        """
        from ingest.library.check import repair_library, verify_library

        if not repair:
            return verify_library(self.path, self._chroma_url)
        with writing_lock(self.path):
            return repair_library(self.path, self._chroma_url)

    def compact(self) -> None:
        """Rebuild the words without the traces of replaced records, and give disk back."""
        from ingest.library.check import compact_library

        with writing_lock(self.path):
            compact_library(self.path, self._chroma_url)

    # The engines

    @property
    def _empty(self) -> bool:
        return self.catalog.one("SELECT 1 FROM articles LIMIT 1") is None

    def _words_now(self) -> Words:
        """The words as of the catalog's generation."""
        with self._lock:
            generation, folder = self.catalog.generation, words_folder(self.catalog)
            if self._words is None or self._words.folder != folder:
                self._words = Words.open(folder)
            elif self._seen.get("words") != generation:
                self._words.reload()
            self._seen["words"] = generation
            return self._words

    def _vectors_now(self) -> Vectors:
        """The vectors as of the last time the writer brought them to disk."""
        with self._lock:
            written, current = (
                int(self.catalog.meta("vectors_written", "0")),
                vectors_of(self.catalog, self._chroma_url),
            )
            if self._vectors is None or self._vectors.name != current.name:
                if self._vectors is not None:
                    self._vectors.close()
                self._vectors = current
            elif self._seen.get("vectors") != written:
                self._vectors.reopen()
            self._seen["vectors"] = written
            return self._vectors

    def _flat_now(self) -> FlatView | None:
        """The flat copy as far as the writer got; None in a library that has none yet."""
        with self._lock:
            files, count, complete = flat_of(self.catalog)
            identity = identity_of(self.catalog)
            if not complete or identity is None:
                return None
            if self._flat is None or self._flat[:2] != (files.rows, count):
                self._flat = (files.rows, count, files.view(count, identity.dimension))
            return self._flat[2]


def _key(pmid: str) -> int | None:
    try:
        return key_of(pmid)
    except LibraryError:
        return None
