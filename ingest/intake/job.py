"""Taking sources into a library: read, store in batches with their words, embed what waits.

The ledger makes it resumable and cheap to repeat: a file read to its end without a problem is skipped by its content
hash, one that was cut off goes on behind the last batch stored. What is wrong with one source never stops the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TYPE_CHECKING, Literal, TypeVar

import msgspec

from ingest.errors import LibraryError, SourceError, shown
from ingest.library.batch import Counts, check_record
from ingest.library.library import Library
from ingest.library.writer import CHUNK, Writer
from ingest.records.article import Article, Deletion, Problem
from ingest.records.precedence import file_number

if TYPE_CHECKING:
    from ingest.embed.embedding import Embedder
    from ingest.sources.sources import Source

__all__ = ["Outcome", "Progress", "Step", "add", "embed", "quiet"]

BATCH = 2000
"""Records a transaction: half a second of work, the most a cut-off run does again."""

T = TypeVar("T")


class Outcome(msgspec.Struct, frozen=True):
    """What a run did. `failed` names the sources that could not be read to their end; `problems` says why."""

    counts: Counts = Counts()
    read: int = 0
    skipped: int = 0
    """Sources that were stored before, by the ledger."""
    failed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    embedded: int = 0


class Step(msgspec.Struct, frozen=True):
    """How far a run is: `records` done so far, and `done` of `total` (bytes when reading, records when embedding;
    total 0: unknown)."""

    phase: Literal["read", "embed"]
    name: str
    records: int
    done: int
    total: int


Progress = Callable[[Step], None]


def quiet(step: Step) -> None:
    """The progress nobody looks at."""


def add(
    library: Library,
    sources: Sequence[Source],
    *,
    embedder: Embedder | None = None,
    progress: Progress = quiet,
    chunk: int = CHUNK,
) -> Outcome:
    """Take the sources in, files of NLM in their order, then embed the backlog when there is an `embedder`.

    Vectors are acknowledged every `chunk` articles: the most a run that is cut off embeds again.
    Raises LibraryLocked, StorageFull, LibraryDamaged, EmbedderMismatch; what was stored until then is kept.
    """
    ordered = sorted(sources, key=lambda source: file_number(source.name))
    with library.writing() as writer:
        outcome = Outcome()
        before, total = 0, sum(source.size for source in ordered)
        for source in ordered:
            outcome = _take(writer, source, outcome, _Reading(progress, source, before, total))
            before += source.size
        if embedder is None:
            return outcome
        return msgspec.structs.replace(outcome, embedded=_embed(writer, embedder, progress, chunk))


def embed(library: Library, embedder: Embedder, *, progress: Progress = quiet) -> int:
    """Work off the backlog of vectors; returns how many records were embedded."""
    with library.writing() as writer:
        return _embed(writer, embedder, progress)


class _Reading(msgspec.Struct, frozen=True):
    """Turns the position in one source into that in all of them."""

    progress: Progress
    source: Source
    before: int
    total: int

    def __call__(self, records: int) -> None:
        done = self.before + self.source.position()
        self.progress(Step("read", self.source.name, records, min(done, self.total), self.total))


def _take(writer: Writer, source: Source, so_far: Outcome, reading: _Reading) -> Outcome:
    problems: list[Problem] = []
    failed = False
    counts = so_far.counts
    fingerprint = ""
    try:
        fingerprint = source.fingerprint()
        note = writer.noted(fingerprint) if fingerprint else None
        if note is not None and note.done:
            return msgspec.structs.replace(so_far, skipped=so_far.skipped + 1)
        records = islice(_sound(source, problems), note.items if note else 0, None)
        for batch in ahead(batches(records, BATCH)):
            counts += writer.store(batch, source.name, fingerprint)
            reading(counts.read)
    except SourceError as error:
        failed = True
        if not any(problem.what in str(error) for problem in problems):
            problems.append(Problem(source.name, "reading", str(error)))
    if fingerprint and not problems:
        writer.finish(fingerprint, source.name)
    return Outcome(
        counts=counts,
        read=so_far.read + 1,
        skipped=so_far.skipped,
        failed=(*so_far.failed, source.name) if failed else so_far.failed,
        problems=(*so_far.problems, *problems),
    )


def _sound(source: Source, problems: list[Problem]) -> Iterator[Article | Deletion]:
    """The records of a source that a library can hold; of the others it is told what is wrong."""
    for item in source.records(problems):
        try:
            check_record(item)
        except LibraryError as error:
            problems.append(Problem(source.name, f"record {shown(item.pmid)}", str(error)))
        else:
            yield item


def _embed(writer: Writer, embedder: Embedder, progress: Progress, chunk: int = CHUNK) -> int:
    total, done = writer.backlog, 0
    if total:
        # The first chunk takes a while: show at once that there is something to wait for.
        progress(Step("embed", "vectors", 0, 0, total))

    def tell(more: int) -> None:
        nonlocal done
        done += more
        progress(Step("embed", "vectors", done, done, total))

    return writer.embed_backlog(embedder, tell, chunk)


def batches(items: Iterator[T], size: int) -> Iterator[list[T]]:
    """The items in lists of `size`; an error of the source comes after what was read before it."""
    while True:
        batch: list[T] = []
        try:
            for item in islice(items, size):
                batch.append(item)  # noqa: PERF402 - one by one: what came before an error is kept
        except SourceError:
            if batch:
                yield batch
            raise
        if not batch:
            return
        yield batch


def ahead(items: Iterator[T], depth: int = 2) -> Iterator[T]:
    """The same items, made by a thread while the caller works: parsing runs beside the engines' native code."""
    queue: Queue[tuple[list[T], BaseException | None]] = Queue(depth)
    stopped = Event()

    def offer(entry: tuple[list[T], BaseException | None]) -> None:
        while not stopped.is_set():
            with suppress(Full):
                queue.put(entry, timeout=0.2)
                return

    def make() -> None:
        try:
            for item in items:
                offer(([item], None))
                if stopped.is_set():
                    return
            offer(([], None))
        except BaseException as error:
            offer(([], error))

    thread = Thread(target=make, daemon=True)
    thread.start()
    try:
        while True:
            try:
                found, error = queue.get(timeout=1)
            except Empty:
                continue
            if error is not None:
                raise error
            if not found:
                return
            yield from found
    finally:
        stopped.set()
        thread.join()
