"""Parsing and embedding on a Ray cluster (or a laptop's processes), with the one writer where it always is.

Both are put behind the seams that the job has anyway: a source whose records were parsed by a task elsewhere, and an
embedder whose texts are shared out to actors elsewhere. So the ledger, the order of records and the end state are those
of a run without Ray. A worker that dies is replaced and its task is run again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import msgspec

from ingest.errors import MissingExtra, SourceError
from ingest.intake.job import Outcome, Progress, add, quiet
from ingest.library.library import Library
from ingest.records.article import Article, Deletion, Problem
from ingest.records.precedence import file_number

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    from ingest.embed.embedding import Embedder, EmbedderIdentity
    from ingest.sources.sources import Source

__all__ = ["add_on_ray"]

_SHARE = 64
"""Texts a call: small enough to keep every worker busy to the end."""
_CHUNK = 2048
"""Articles between two acknowledgements; the workers of a cluster are through with them in seconds."""
_RETRIES = 5
_NOWHERE = {"http_proxy": "http://127.0.0.1:9", "no_proxy": "127.0.0.1,localhost"}


class Parsed(msgspec.Struct, frozen=True):
    """What a task read of a source: its records in order, faults, and the message of the fault that ended it."""

    articles: list[Article | None]
    """None where `deletions` has the next."""
    deletions: list[Deletion]
    problems: list[Problem]
    ended: str = ""


def add_on_ray(
    library: Library,
    sources: Sequence[Source],
    *,
    address: str = "",
    embedder: Callable[[], Embedder] | None = None,
    progress: Progress = quiet,
) -> Outcome:
    """As `job.add`, with parsing and embedding on the Ray cluster at `address`; empty: processes of this machine.

    `embedder` is called once on each worker. Raises MissingExtra without Ray, SourceError when it cannot be reached.
    """
    ray = _ray(address)
    _join(ray, address)
    try:
        ordered = sorted(sources, key=lambda source: file_number(source.name))
        workers = max(1, int(ray.cluster_resources().get("CPU", 1)))
        queue = _Ahead(ray, [source for source in ordered if not _stored(library, source)], workers)
        shared = _SharedEmbedder(ray, embedder, workers) if embedder is not None else None
        taken = [_FarSource(source, queue) for source in ordered]
        return add(library, taken, embedder=shared, progress=progress, chunk=_CHUNK)
    finally:
        ray.shutdown()


def _ray(address: str) -> Any:
    if not address:
        # What Ray does on other systems: its processes meet on loopback, and it does not ask an outside host for the
        # way there. Read at import.
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
    try:
        import ray
    except ImportError:
        raise MissingExtra("ray", "ray") from None
    return ray


def _join(ray: Any, address: str) -> None:
    try:
        with nullcontext() if address else _kept_here():
            ray.init(address=address or "local", include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    except Exception as error:
        raise SourceError(f"the Ray cluster {address or 'on this machine'} cannot be joined: {error}") from error


@contextmanager
def _kept_here() -> Iterator[None]:
    """Ray asks the metadata servers of three clouds where it runs, though its usage report is off; it has no switch
    for that. The processes it starts meanwhile get a proxy that is not there for whatever is not on loopback."""
    before = {name: os.environ.get(name) for name in _NOWHERE}
    os.environ.update(_NOWHERE)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def _stored(library: Library, source: Source) -> bool:
    fingerprint = source.fingerprint()
    return bool(fingerprint and library.catalog.one("SELECT done FROM sources WHERE fingerprint = ?", fingerprint))


class _Ahead:
    """Parses the sources elsewhere, as many at once as there are workers, in the order they will be asked for."""

    def __init__(self, ray: Any, sources: Sequence[Source], workers: int) -> None:
        self._ray = ray
        self._task = ray.remote(max_retries=_RETRIES)(_parse)
        self._waiting = list(sources)
        self._running: dict[str, Any] = {}
        self._workers = workers

    def parsed(self, source: Source) -> Parsed:
        if source.name not in self._running:
            self._waiting = [waiting for waiting in self._waiting if waiting.name != source.name]
            self._running[source.name] = self._task.remote(source)
        while self._waiting and len(self._running) < self._workers:
            following = self._waiting.pop(0)
            self._running[following.name] = self._task.remote(following)
        made: bytes = self._ray.get(self._running.pop(source.name))
        return msgspec.msgpack.decode(made, type=Parsed)


def _parse(source: Source) -> bytes:
    """The task: reads one source to its end."""
    articles: list[Article | None] = []
    deletions: list[Deletion] = []
    problems: list[Problem] = []
    ended = ""
    try:
        for item in source.records(problems):
            if isinstance(item, Deletion):
                deletions.append(item)
            articles.append(None if isinstance(item, Deletion) else item)
    except SourceError as error:
        ended = str(error)
    return msgspec.msgpack.encode(Parsed(articles, deletions, problems, ended))


class _FarSource:
    """A source that is read elsewhere."""

    def __init__(self, source: Source, queue: _Ahead) -> None:
        self.name, self.size = source.name, source.size
        self._source, self._queue = source, queue
        self._read = False

    def fingerprint(self) -> str:
        return self._source.fingerprint()

    def records(self, problems: list[Problem]) -> Iterator[Article | Deletion]:
        parsed = self._queue.parsed(self._source)
        self._read = True
        problems += parsed.problems
        deletions = iter(parsed.deletions)
        for article in parsed.articles:
            yield article if article is not None else next(deletions)
        if parsed.ended:
            raise SourceError(parsed.ended)

    def position(self) -> int:
        return self.size if self._read else 0


class _SharedEmbedder:
    """An embedder whose work is done by actors; the window is cut here, so passages are those of a run without Ray."""

    def __init__(self, ray: Any, make: Callable[[], Embedder], workers: int) -> None:
        self._ray = ray
        self._here = make()
        # Without a CPU of their own: actors hold what they ask for, and the parsing tasks would wait for ever.
        kept = {"num_cpus": 0, "num_gpus": _gpus(ray, workers)}
        remote = ray.remote(max_restarts=_RETRIES, max_task_retries=_RETRIES, **kept)
        self._actors = [remote(_Worker).remote(make) for _ in range(workers)]

    @property
    def identity(self) -> EmbedderIdentity:
        return self._here.identity

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        return self._here.token_spans(text)

    def embed(self, texts: Sequence[str]) -> NDArray[numpy.float32]:
        import numpy

        shares = [texts[start : start + _SHARE] for start in range(0, len(texts), _SHARE)]
        calls = [self._actors[n % len(self._actors)].embed.remote(list(share)) for n, share in enumerate(shares)]
        return numpy.concatenate(self._ray.get(calls))


class _Worker:
    """The actor: one embedder, loaded once."""

    def __init__(self, make: Callable[[], Embedder]) -> None:
        self._embedder = make()

    def embed(self, texts: Sequence[str]) -> NDArray[numpy.float32]:
        return self._embedder.embed(texts)


def _gpus(ray: Any, workers: int) -> float:
    """Each worker's share of the GPUs there are."""
    return float(ray.cluster_resources().get("GPU", 0)) / workers
