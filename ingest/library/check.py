"""Verifying a library, and mending words and vectors from the catalog.

Chroma reads its files in native code, where a broken byte may end the process; so its check runs in a process of its
own (`python -m ingest.library.check LIBRARY URL`), and a crash there is a finding like any other.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ingest.errors import (
    LibraryDamaged,
    LibraryError,
    LibraryUnreachable,
    StorageFull,
    StorageUnwritable,
    VouchError,
)
from ingest.index.flat import FlatView
from ingest.index.vectors import Vectors, window_ids, window_of
from ingest.index.words import Words
from ingest.library.batch import mark_of
from ingest.library.catalog import CATALOG_FILE, Catalog, content_hash
from ingest.library.flat_copy import copy_flat
from ingest.library.mending import mend_flat, mend_rows, rebuild_vectors, rebuild_words, sweep
from ingest.library.parts import flat_of, identity_of, vectors_of, words_folder
from ingest.library.writer import open_writer
from ingest.records.faults import storage_faults

if TYPE_CHECKING:
    import numpy

__all__ = ["VerifyReport", "compact_library", "repair_library", "verify_library"]

_PAGE = 2000
_ALIKE = 0.999
"""Cosine of a vector to its copy, at least; a broken byte may change less than a neighbor would."""
_SHOWN = 5
"""Records named in one finding."""


class VerifyReport(msgspec.Struct, frozen=True):
    """What was found, each finding led by its part ("catalog", "words", "vectors"), and what was mended."""

    records: int
    """As the catalog counts; 0 when it is broken."""
    findings: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    """Parts that could not be checked, or not be mended, and why: they do not answer, may not be written, or the disk
    is full. Nothing says that they are damaged, and they are left as they are."""
    waiting: int = 0
    """Records whose vectors are still to be made."""

    @property
    def ok(self) -> bool:
        """Everything was looked at, and nothing wrong is left."""
        return len(self.mended) == len(self.findings) and not self.unchecked


class _VectorState(msgspec.Struct):
    """What the check of the vectors found: ids that are there, those whose vector cannot be one, and records whose
    rows in the flat copy are not those vectors; or the `fault` that it met, and its `kind` in the tree of errors."""

    ids: list[str] = []
    broken: list[str] = []
    unlike: list[int] = []
    fault: str = ""
    kind: str = ""


_FAULTS: dict[str, type[LibraryError]] = {
    kind.__name__: kind for kind in (LibraryDamaged, LibraryUnreachable, StorageFull, StorageUnwritable)
}
_CRASHES = {signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGILL, signal.SIGFPE}
"""The signals that native code ends by when it reads a broken file; SIGKILL is somebody's, or the want of memory."""


def verify_library(path: Path, chroma_url: str = "") -> VerifyReport:
    """Read everything and compare. Safe while others read; a writer at work may show as a finding."""
    with closing(Catalog.open(path / CATALOG_FILE)) as catalog:
        found = _Found()
        if not _catalog_checked(catalog, found):
            return VerifyReport(0, tuple(found.findings), unchecked=tuple(found.unchecked))
        with found.part("words"):
            found.findings += _words_findings(catalog)
        with found.part("vectors"):
            found.findings += _vectors_findings(catalog, chroma_url).findings
        return _report(catalog, found)


def repair_library(path: Path, chroma_url: str = "") -> VerifyReport:
    """Mend words and vectors from the catalog, under the library's lock. Nothing is mended when the catalog is broken,
    nor a part that could not be checked: what does not answer, or may not be written, is not damaged by that.

    Records whose vectors were missing or wrong are put back on the backlog.
    """
    with closing(Catalog.open(path / CATALOG_FILE, writable=True)) as catalog:
        found = _Found()
        if not _catalog_checked(catalog, found):
            return VerifyReport(0, tuple(found.findings), unchecked=tuple(found.unchecked))
        with found.part("words"):
            if wrong := _words_findings(catalog):
                found.findings += wrong
                rebuild_words(catalog)
                found.mended += [f"words: rebuilt from {len(catalog)} records" for _ in wrong]
        with found.part("vectors"):
            vectors = _vectors_findings(catalog, chroma_url)
            found.findings += vectors.findings
            if vectors.graph:
                said = _mend_graph(catalog, chroma_url, vectors)
                found.mended += [f"vectors: {said}" for _ in vectors.graph]
            if vectors.flat:
                said = mend_flat(catalog, chroma_url)
                found.mended += [f"vectors: {said}" for _ in vectors.flat]
        if not found.unchecked:
            sweep(catalog, chroma_url)
        return _report(catalog, found)


def compact_library(path: Path, chroma_url: str = "") -> None:
    """Rebuild the words, take the vectors of deleted records out, and shrink the catalog; under the library's lock."""
    with closing(open_writer(path, chroma_url)) as writer:
        writer.bury()
        if flat_of(writer.catalog).rows:
            copy_flat(writer.catalog, writer.vectors)
        with storage_faults(path):
            writer.catalog.sql.execute("VACUUM")
    with closing(Catalog.open(path / CATALOG_FILE, writable=True)) as catalog:
        rebuild_words(catalog)
        sweep(catalog, chroma_url)


class _Found:
    """What a check has come to so far."""

    def __init__(self) -> None:
        self.findings: list[str] = []
        self.mended: list[str] = []
        self.unchecked: list[str] = []

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Around one part: when it is not to be had, or cannot be written, that is told, and the others go on."""
        try:
            yield
        except LibraryDamaged as error:
            self.findings.append(f"{name}: {error}")
        except LibraryError as error:
            self.unchecked.append(f"{name}: {error}")


def _report(catalog: Catalog, found: _Found) -> VerifyReport:
    waiting = int(catalog.one("SELECT count(*) FROM vectors WHERE state = 0"))
    told = tuple(found.findings), tuple(found.mended), tuple(found.unchecked)
    return VerifyReport(len(catalog), *told, waiting=waiting)


def _mend_graph(catalog: Catalog, chroma_url: str, found: _VectorsFound) -> str:
    if found.wrong is not None:
        return mend_rows(catalog, chroma_url, sorted(found.wrong), found.orphans)
    flat = None
    with suppress(LibraryDamaged):  # then nothing holds them any more, and they are embedded anew
        flat = _flat_view(catalog)
    return rebuild_vectors(catalog, chroma_url, flat if flat is not None and flat.sound else None)


def _catalog_checked(catalog: Catalog, found: _Found) -> bool:
    """Whether the catalog is sound; what is not so is noted."""
    with found.part("catalog"):
        found.findings += _catalog_findings(catalog)
    return not found.findings and not found.unchecked


def _catalog_findings(catalog: Catalog) -> list[str]:
    said = [row[0] for row in catalog.rows("PRAGMA quick_check(5)")]
    if said != ["ok"]:
        return [f"catalog: {line}" for line in said]
    wrong = []
    page: list[int] = []
    for key in [*catalog.ids(), None]:
        if key is not None:
            page.append(key)
        if page and (key is None or len(page) == _PAGE):
            wrong += _misread(catalog, page)
            page = []
    return [f"catalog: content and hash disagree for {_named(wrong)}"] if wrong else []


def _misread(catalog: Catalog, page: Sequence[int]) -> list[int]:
    states, articles = catalog.states(page), catalog.articles(page)
    return [key for key in page if key not in articles or content_hash(articles[key]) != states[key].hash]


def _words_findings(catalog: Catalog) -> list[str]:
    """Compare the index with the catalog, leaving out records the next writer settles."""
    if not len(catalog) and not words_folder(catalog).is_dir():
        return []
    try:
        words = Words.open(words_folder(catalog))
        if broken := words.broken_files():
            return [f"words: the file {name} is broken" for name in broken]
        indexed = list(words.marks())
    except LibraryDamaged as error:
        return [f"words: {error}"]
    todo = {row[0] for row in catalog.rows("SELECT id FROM words_todo")}
    found = {key: mark for key, mark in indexed if key not in todo}
    expected = {key: mark_of(mark) for key, mark in catalog.rows("SELECT id, hash FROM articles") if key not in todo}
    findings = []
    if missing := expected.keys() - found.keys():
        findings.append(f"words: {len(missing)} records are not indexed: {_named(missing)}")
    if extra := found.keys() - expected.keys():
        findings.append(f"words: {len(extra)} records are indexed and not in the catalog: {_named(extra)}")
    if stale := {key for key, mark in expected.items() if found.get(key, mark) != mark}:
        findings.append(f"words: {len(stale)} records are indexed with other content: {_named(stale)}")
    if (twice := len([key for key, _ in indexed if key not in todo]) - len(found)) > 0:
        findings.append(f"words: {twice} records are indexed twice")
    return findings


class _VectorsFound(msgspec.Struct):
    """Findings on Chroma's vectors and on the flat copy, with what mending needs."""

    graph: list[str] = []
    flat: list[str] = []
    wrong: set[int] | None = set()
    """Records whose vectors are missing or wrong; None: all, the part cannot be read."""
    orphans: list[str] = []

    @property
    def findings(self) -> list[str]:
        return [*self.graph, *self.flat]


def _vectors_findings(catalog: Catalog, chroma_url: str) -> _VectorsFound:
    ready = catalog.rows("SELECT id, held FROM vectors WHERE state = 1")
    vectors = vectors_of(catalog, chroma_url)
    if not catalog.one("SELECT 1 FROM vectors WHERE held > 0 LIMIT 1") and not _there(vectors):
        return _VectorsFound()
    try:
        state = _probe(catalog.path.parent, vectors, chroma_url)
    except LibraryDamaged as error:
        return _VectorsFound([f"vectors: {error}"], wrong=None)
    there = set(state.ids)
    expected = set(window_ids(ready))
    allowed = expected.union(window_ids(catalog.rows("SELECT id, held FROM vectors WHERE state != 1")))
    missing, broken, orphans = expected - there, expected.intersection(state.broken), there - allowed
    findings = []
    for found, said in (
        (missing, "windows are missing"),
        (broken, "windows hold no vector"),
        (orphans, "are nobody's"),
    ):
        if found:
            findings.append(f"vectors: {len(found)} {said}: {', '.join(sorted(found)[:_SHOWN])}")
    wrong = {window_of(identifier)[0] for identifier in missing | broken}
    flat = _flat_findings(catalog, {key: held for key, held in ready if held and key not in wrong}, state.unlike)
    return _VectorsFound(findings, flat, wrong, sorted(orphans))


def _flat_findings(catalog: Catalog, held: dict[int, int], unlike: Sequence[int]) -> list[str]:
    """The flat copy against what the catalog says is embedded; `unlike` are records whose rows differ from Chroma's."""
    try:
        view = _flat_view(catalog)
    except LibraryDamaged as error:
        return [f"vectors: {error}"]
    if view is None:
        return ["vectors: the flat copy is not made yet: this library is of an earlier version"]
    there = dict(zip(view.ids.tolist(), view.counts.tolist(), strict=True))
    findings = []
    if missing := [key for key, number in held.items() if there.get(key) != number]:
        findings.append(f"vectors: {len(missing)} records are missing in the flat copy: {_named(missing)}")
    if differing := held.keys() & set(unlike) - set(missing):
        findings.append(f"vectors: {len(differing)} records are not the same in the flat copy: {_named(differing)}")
    return findings


def _flat_view(catalog: Catalog) -> FlatView | None:
    files, count, complete = flat_of(catalog)
    identity = identity_of(catalog)
    return files.view(count, identity.dimension) if complete and identity is not None else None


def _there(vectors: Vectors) -> bool:
    return not vectors.url and (vectors.folder / "chroma.sqlite3").is_file()


def _probe(library: Path, vectors: Vectors, chroma_url: str) -> _VectorState:
    """Read all vectors in a process of its own. Raises what it met, LibraryDamaged when its files brought it down."""
    source = str(Path(__file__).parents[2])
    known = os.environ.get("PYTHONPATH")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (source, known)))}
    ran = subprocess.run(  # noqa: S603 - this Python, this module, and names of our own
        [sys.executable, "-m", "ingest.library.check", str(library), chroma_url],
        capture_output=True,
        env=environment,
        check=False,
    )
    if ran.returncode == 0:
        with suppress(msgspec.MsgspecError):
            state = msgspec.json.decode(ran.stdout, type=_VectorState)
            if state.fault:
                raise _FAULTS.get(state.kind, LibraryError)(state.fault)
            return state
    said = ran.stderr.decode(errors="replace").strip().splitlines() or ["without a word"]
    if -ran.returncode in _CRASHES or "PanicException" in said[-1]:
        raise LibraryDamaged(f"{vectors.place} brought its reader down ({said[-1]}, exit {ran.returncode})")
    # Killed for its memory, a package that is missing: that is nothing of the files.
    raise LibraryError(f"the check of {vectors.place} ended with {ran.returncode} ({said[-1]}): mend that first")


def _named(keys: Sequence[int] | set[int]) -> str:
    shown = ", ".join(f"PMID {key}" for key in sorted(keys)[:_SHOWN])
    return shown + (" …" if len(keys) > _SHOWN else "")


def _main(library: str, url: str) -> int:
    """The check of the vectors, on standard output as JSON."""
    import numpy

    state, flat = _VectorState(), None
    try:
        with (
            closing(Catalog.open(Path(library) / CATALOG_FILE)) as catalog,
            closing(vectors_of(catalog, url)) as vectors,
        ):
            with suppress(LibraryDamaged):  # found again by who asked for this check, and named there
                flat = _flat_view(catalog)
            for ids, page in vectors.rows():
                rows = numpy.asarray(page, dtype=numpy.float32)
                state.ids += ids
                lengths = numpy.linalg.norm(rows.astype(numpy.float64), axis=1)
                sound = numpy.isfinite(lengths) & (numpy.abs(lengths - 1) < 0.01)
                state.broken += [identifier for identifier, fine in zip(ids, sound, strict=True) if not fine]
                state.unlike += _unlike(flat, ids, rows) if flat is not None else []
            if state.ids:
                vectors.nearest(numpy.ones(rows.shape[1]), 3)
    except VouchError as error:
        state = _VectorState(fault=str(error), kind=type(error).__name__)
    sys.stdout.buffer.write(msgspec.json.encode(state))
    return 0


def _unlike(flat: FlatView, ids: Sequence[str], rows: numpy.ndarray) -> list[int]:
    """Records of which the flat copy has a window, and not with this vector."""
    import numpy

    own = dict(zip(map(window_of, ids), rows, strict=True))
    keys, windows, copied = flat.of([key for key, _ in own])
    named = zip(keys.tolist(), windows.tolist(), copied, strict=True)
    return [key for key, window, row in named if (key, window) in own and numpy.dot(own[key, window], row) < _ALIKE]


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:3]))
