"""Verifying a library, and mending words and vectors from the catalog.

Chroma reads its files in native code, where a broken byte may end the process; so its check runs in a process of its
own (`python -m ingest.check FOLDER NAME URL`), and a crash there is a finding like any other.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from ingest.batch import mark_of
from ingest.catalog import CATALOG_FILE, Catalog, content_hash
from ingest.errors import LibraryDamaged, LibraryError
from ingest.faults import storage_faults
from ingest.vectors import Vectors, window_ids, window_of
from ingest.words import Words
from ingest.writer import entries_of, open_writer, vectors_of, words_folder

__all__ = ["VerifyReport", "compact_library", "repair_library", "verify_library"]

_PAGE = 2000
_COMMIT = 20_000
_SHOWN = 5
"""Records named in one finding."""


class VerifyReport(msgspec.Struct, frozen=True):
    """What was found, each finding led by its part ("catalog", "words", "vectors"), and what was mended."""

    records: int
    """As the catalog counts; 0 when it is broken."""
    findings: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()
    waiting: int = 0
    """Records whose vectors are still to be made."""

    @property
    def ok(self) -> bool:
        """Nothing wrong is left."""
        return len(self.mended) == len(self.findings)


class _VectorState(msgspec.Struct):
    """What the check of the vectors found: ids that are there, and those whose vector cannot be one."""

    ids: list[str] = []
    broken: list[str] = []


def verify_library(path: Path, chroma_url: str = "") -> VerifyReport:
    """Read everything and compare. Safe while others read; a writer at work may show as a finding."""
    with closing(Catalog.open(path / CATALOG_FILE)) as catalog:
        if broken := _catalog_findings(catalog):
            return VerifyReport(0, tuple(broken))
        findings = _words_findings(catalog) + _vectors_findings(catalog, chroma_url)[0]
        waiting = int(catalog.one("SELECT count(*) FROM vectors WHERE state = 0"))
        return VerifyReport(len(catalog), tuple(findings), waiting=waiting)


def repair_library(path: Path, chroma_url: str = "") -> VerifyReport:
    """Mend words and vectors from the catalog, under the library's lock. Nothing is mended when the catalog is broken.

    Records whose vectors were missing or wrong are put back on the backlog.
    """
    with closing(Catalog.open(path / CATALOG_FILE, writable=True)) as catalog:
        if broken := _catalog_findings(catalog):
            return VerifyReport(0, tuple(broken))
        findings, mended = _words_findings(catalog), []
        if findings:
            rebuild_words(catalog)
            mended += [f"words: rebuilt from {len(catalog)} records" for _ in findings]
        vector_findings, wrong, orphans = _vectors_findings(catalog, chroma_url)
        if vector_findings:
            said = _mend_vectors(catalog, chroma_url, wrong, orphans)
            mended += [f"vectors: {said}" for _ in vector_findings]
        waiting = int(catalog.one("SELECT count(*) FROM vectors WHERE state = 0"))
        return VerifyReport(len(catalog), (*findings, *vector_findings), tuple(mended), waiting)


def compact_library(path: Path, chroma_url: str = "") -> None:
    """Rebuild the words, take the vectors of deleted records out, and shrink the catalog; under the library's lock."""
    with closing(open_writer(path, chroma_url)) as writer:
        writer.bury()
        with storage_faults(path):
            writer.catalog.sql.execute("VACUUM")
    with closing(Catalog.open(path / CATALOG_FILE, writable=True)) as catalog:
        rebuild_words(catalog)


def rebuild_words(catalog: Catalog) -> None:
    """Make the words index anew beside the old one, then switch; a run that is cut off changes nothing."""
    number, old = int(catalog.meta("words", "1")) + 1, words_folder(catalog)
    folder = old.with_name(f"words-{number}")
    shutil.rmtree(folder, ignore_errors=True)
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
    with catalog.transaction() as sql:
        catalog.set_meta("words", str(number))
        sql.execute("DELETE FROM words_todo")
    _discard(old.parent, "words-*", keep=folder)


def _catalog_findings(catalog: Catalog) -> list[str]:
    try:
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
    except (LibraryDamaged, sqlite3.DatabaseError) as error:
        return [f"catalog: {error}"]


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


def _vectors_findings(catalog: Catalog, chroma_url: str) -> tuple[list[str], set[int] | None, list[str]]:
    """Findings, the records whose vectors are missing or wrong (None: all, the part cannot be read), and orphans."""
    ready = catalog.rows("SELECT id, held FROM vectors WHERE state = 1")
    vectors = vectors_of(catalog, chroma_url)
    if not catalog.one("SELECT 1 FROM vectors WHERE held > 0 LIMIT 1") and not _there(vectors):
        return [], set(), []
    state = _probe(vectors)
    if isinstance(state, str):
        return [f"vectors: {state}"], None, []
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
    return findings, {window_of(identifier)[0] for identifier in missing | broken}, sorted(orphans)


def _there(vectors: Vectors) -> bool:
    return not vectors.url and (vectors.folder / "chroma.sqlite3").is_file()


def _probe(vectors: Vectors) -> _VectorState | str:
    """Read all vectors in a process of its own; what it said of the fault when it could not."""
    source = str(Path(__file__).parent.parent)
    known = os.environ.get("PYTHONPATH")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (source, known)))}
    ran = subprocess.run(  # noqa: S603 - this Python, this module, and names of our own
        [sys.executable, "-m", "ingest.check", str(vectors.folder), vectors.name, vectors.url],
        capture_output=True,
        env=environment,
        check=False,
    )
    if ran.returncode == 0:
        with suppress(msgspec.MsgspecError):
            return msgspec.json.decode(ran.stdout, type=_VectorState)
    said = ran.stderr.decode(errors="replace").strip().splitlines()
    return said[-1] if said else f"{vectors.place} cannot be read (the check ended with {ran.returncode})"


def _mend_vectors(catalog: Catalog, chroma_url: str, wrong: set[int] | None, orphans: Sequence[str]) -> str:
    if wrong is None:
        old, number = vectors_of(catalog, chroma_url), int(catalog.meta("vectors", "1")) + 1
        with catalog.transaction() as sql:
            catalog.set_meta("vectors", str(number))
            sql.execute("DELETE FROM vectors WHERE state = 2")
            sql.execute("UPDATE vectors SET held = 0, state = 0")
        _discard(old.folder.parent, "vectors-*", keep=vectors_of(catalog, chroma_url).folder)
        return "started afresh; every record is back on the backlog"
    with closing(vectors_of(catalog, chroma_url)) as vectors:
        if orphans:
            vectors.remove(orphans)
    with catalog.transaction() as sql:
        sql.executemany("UPDATE vectors SET state = 0 WHERE id = ?", ((key,) for key in sorted(wrong)))
        catalog.set_meta("vectors_written", str(int(catalog.meta("vectors_written", "0")) + 1))
    return f"{len(orphans)} stray windows removed, {len(wrong)} records back on the backlog"


def _discard(parent: Path, pattern: str, keep: Path) -> None:
    for folder in parent.glob(pattern):
        if folder != keep:
            # A reader on a system that locks open files keeps the old one; the next repair or compact takes it.
            shutil.rmtree(folder, ignore_errors=True)


def _named(keys: Sequence[int] | set[int]) -> str:
    shown = ", ".join(f"PMID {key}" for key in sorted(keys)[:_SHOWN])
    return shown + (" …" if len(keys) > _SHOWN else "")


def _main(folder: str, name: str, url: str) -> int:
    """The check of the vectors, on standard output as JSON."""
    import numpy

    state = _VectorState()
    try:
        vectors = Vectors(Path(folder), name, url)
        for ids, rows in vectors.rows():
            state.ids += ids
            lengths = numpy.linalg.norm(numpy.asarray(rows, dtype=numpy.float64), axis=1)
            sound = numpy.isfinite(lengths) & (numpy.abs(lengths - 1) < 0.01)
            state.broken += [identifier for identifier, fine in zip(ids, sound, strict=True) if not fine]
        if state.ids:
            vectors.nearest(numpy.ones(rows.shape[1]), 3)
    except LibraryError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.buffer.write(msgspec.json.encode(state))
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:4]))
