"""Repair never destroys what is sound: what does not answer, may not be written or finds no room is not damage."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.errors import LibraryError, LibraryUnreachable, StorageFull, StorageUnwritable
from ingest.index.words import WordTerm
from ingest.library.library import Library
from tests.ingest.fakes import HashingEmbedder, article
from tests.ingest.library.test_check import cut, flip, the
from tests.ingest.repairs import chroma_server, digests

ROOT = Path(__file__).parents[3]


def fill(path: Path, url: str = "") -> Path:
    with Library.open(path, create=True, chroma_url=url) as library, library.writing() as writer:
        writer.store([article(n) for n in range(1, 41)])
        writer.embed_backlog(HashingEmbedder())
    return path


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of forty records, embedded and flushed."""
    return fill(tmp_path_factory.mktemp("sound") / "library")


@pytest.fixture
def path(sound: Path, tmp_path: Path) -> Path:
    """A copy to harm."""
    return Path(shutil.copytree(sound, tmp_path / "library"))


def answers(path: Path, url: str = "") -> None:
    """The library gives records, finds them by words, and by vectors."""
    with Library.open(path, chroma_url=url) as library:
        record = library.get("5")
        assert record is not None
        assert [hit.pmid for hit in library.search_words([WordTerm("m5")], 5)] == ["5"]
        assert library.search_vectors(HashingEmbedder().embed([record.text])[0], 1)[0].pmid == "5"


def repaired(path: Path, **options: object) -> subprocess.CompletedProcess[str]:
    """`vouch-ingest verify --repair` as a process of its own."""
    command = [sys.executable, "-m", "ingest", "verify", "--repair", "--no-embed", "--library", str(path)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, **options)  # type: ignore[call-overload, no-any-return]


def test_a_server_that_is_stopped_is_not_damage(tmp_path: Path) -> None:
    """Nothing is dropped, the report says who does not answer; once it is started again all is sound."""
    store = tmp_path / "store"
    store.mkdir()
    with chroma_server(store) as (_, port):
        url = f"http://127.0.0.1:{port}"
        path = fill(tmp_path / "library", url)
    before = digests(path)
    with Library.open(path, chroma_url=url) as library:
        report = library.verify(repair=True)
        assert (report.findings, report.mended, report.ok, report.waiting) == ((), (), False, 0)
        assert "does not answer" in report.unchecked[0]
        assert url in report.unchecked[0]
        with pytest.raises(LibraryUnreachable, match="does not answer"):
            library.compact()
    told = repaired(path, env=os.environ | {"VOUCH_CHROMA_URL": url})
    assert (told.returncode, "Traceback" in told.stderr) == (1, False)
    assert "could not be checked" in told.stderr
    assert digests(path) == before
    with chroma_server(store, port), Library.open(path, chroma_url=url) as library:
        assert library.verify().ok
        answers(path, url)


def test_a_server_that_hangs_up_in_the_middle_is_not_damage(tmp_path: Path) -> None:
    """Whatever was open before it went away says so when it is used, and closes without a fuss."""
    store = tmp_path / "store"
    store.mkdir()
    with chroma_server(store) as (process, port):
        url = f"http://127.0.0.1:{port}"
        path = fill(tmp_path / "library", url)
        with Library.open(path, chroma_url=url) as library:
            vectors = library._vectors_now()
            assert len(vectors) == 120
            process.kill()
            process.wait()
            for use in (lambda: len(vectors), lambda: list(vectors.rows()), lambda: vectors.nearest([1.0] * 32, 3)):
                with pytest.raises(LibraryUnreachable, match=url):
                    use()


def test_a_server_that_does_not_move_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that takes connections and says nothing is told as such, in its time."""
    monkeypatch.setattr("ingest.index.vectors._PATIENCE", 3.0)
    store = tmp_path / "store"
    store.mkdir()
    with chroma_server(store) as (process, port):
        url = f"http://127.0.0.1:{port}"
        path = fill(tmp_path / "library", url)
        with Library.open(path, chroma_url=url) as library:
            vectors = library._vectors_now()
            assert len(vectors) == 120
            process.send_signal(signal.SIGSTOP)
            os.waitid(os.P_PID, process.pid, os.WSTOPPED)  # its threads do not all stop at once
            with pytest.raises(LibraryUnreachable, match=url):
                len(vectors)
        with Library.open(path, chroma_url=url) as library, pytest.raises(LibraryUnreachable, match="does not answer"):
            len(library._vectors_now())


FORBIDDEN: dict[str, tuple[str, int]] = {
    "the library is read-only": (".", 0o555),
    "the vectors are read-only": ("vectors-1", 0o555),
    "the vectors may not be entered": ("vectors-1", 0o000),
    "Chroma's file may not be read": ("vectors-1/chroma.sqlite3", 0o000),
    "the words may not be entered": ("words-1", 0o000),
    "a file of the words may not be read": ("words-1/*.term", 0o000),
    "the flat copy may not be read": ("vectors-1/flat-1.rows", 0o000),
    "the catalog may not be read": ("catalog.sqlite", 0o000),
}


def bound() -> None:
    """In a process about to start: permissions bind it, though it be root's (it loses CAP_DAC_* and CAP_FOWNER)."""
    for capability in (1, 2, 3):
        ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP; without effect for who is not root


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_what_may_not_be_written_or_read_is_not_damage(path: Path, kind: str, tmp_path: Path) -> None:
    """For a user who is bound by permissions: one line, nothing changed; with the permission back all is sound."""
    for file in path.glob("catalog.sqlite-*"):
        file.unlink()
    pattern, mode = FORBIDDEN[kind]
    place = path if pattern == "." else next(iter(path.glob(pattern)))
    before, usual = digests(path), place.stat().st_mode
    place.chmod(mode)
    try:
        told = repaired(path, preexec_fn=bound)
    finally:
        place.chmod(usual)
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert "ermission" in told.stderr
    assert "damaged" not in told.stderr
    assert digests(path) == before
    with Library.open(path) as library:
        assert library.verify().ok


def test_a_disk_that_is_not_mounted_is_not_damage(path: Path) -> None:
    """A part behind a link that leads nowhere is waited for."""
    for part in ("words-1", "vectors-1"):
        elsewhere = path.parent / f"disk-{part}"
        (path / part).rename(elsewhere)
        (path / part).symlink_to(elsewhere)
        elsewhere.rename(path.parent / f"away-{part}")
    with Library.open(path) as library:
        report = library.verify(repair=True)
        assert [said.split(":")[0] for said in report.unchecked] == ["words", "vectors"]
        assert all("mount" in said for said in report.unchecked)
    for part in ("words-1", "vectors-1"):
        (path.parent / f"away-{part}").rename(path.parent / f"disk-{part}")
    with Library.open(path) as library:
        assert library.verify().ok
    answers(path)


@pytest.mark.parametrize("fault", ["raise ImportError('no chromadb here')", "import os; os.kill(os.getpid(), 9)"])
def test_a_check_that_could_not_run_is_not_damage(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """A package that does not load, and a process that is killed for its memory, say nothing of the files."""
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "chromadb.py").write_text(fault)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "broken"))
    before = digests(path)
    with Library.open(path) as library:
        report = library.verify(repair=True)
    assert (report.findings, len(report.unchecked)) == ((), 1)
    assert digests(path) == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 5 MB; needs the right to mount."""
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=5m", "tmpfs", str(place)], capture_output=True).returncode:
        pytest.skip("mounting a small disk needs root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


DAMAGE: dict[str, Callable[[Path], None]] = {
    "words": lambda path: flip(the(path, "words-1/*.pos")),
    "words' folder a file": lambda path: (shutil.rmtree(path / "words-1"), (path / "words-1").write_text("x"))[0],
    "vectors": lambda path: flip(path / "vectors-1" / "chroma.sqlite3", 0.0),
    "flat": lambda path: cut(path / "vectors-1" / "flat-1.keys"),
}


@pytest.mark.parametrize("kind", ["words", "vectors", "flat"])
def test_a_repair_that_finds_no_room_changes_nothing(sound: Path, small_disk: Path, kind: str) -> None:
    """A full disk is told as such beside the damage; what the repair had begun is gone; with room it is mended."""
    path = Path(shutil.copytree(sound, small_disk / "library"))
    DAMAGE[kind](path)
    free = os.statvfs(small_disk)
    (small_disk / "ballast").write_bytes(b"x" * max(0, free.f_bavail * free.f_bsize - 4096))
    before = digests(path)
    with Library.open(path) as library:
        report = library.verify(repair=True)
        assert not report.ok
        assert any("full" in said for said in report.unchecked), report
        assert digests(path) == before
        (small_disk / "ballast").unlink()
        assert library.verify(repair=True).ok
        assert library.verify().ok
    answers(path)


KILLS = [
    ("words", "repair", "ingest.library.catalog:Catalog.transaction", 1),
    ("words' folder a file", "repair", "ingest.library.mending:_discard", 1),
    ("vectors", "repair", "ingest.index.vectors:Vectors.put", 1),
    ("vectors", "repair", "ingest.index.vectors:Vectors.flush", 1),
    ("vectors", "repair", "ingest.library.catalog:Catalog.transaction", 1),
    ("vectors", "repair", "ingest.library.mending:_discard", 1),
    ("flat", "repair", "ingest.index.flat:FlatFiles.write", 1),
    ("", "compact", "ingest.index.flat:FlatFiles.others", 1),
    ("", "compact", "ingest.library.mending:_discard", 1),
]


@pytest.mark.parametrize(("kind", "what", "place", "times"), KILLS)
def test_a_repair_that_is_killed_leaves_a_usable_library(
    path: Path, kind: str, what: str, place: str, times: int
) -> None:
    """At any step: what was sound still answers, and the next repair ends in a library that is whole and tidy."""
    if kind:
        DAMAGE[kind](path)
    command = [sys.executable, "-m", "tests.ingest.repairs", str(path), what, place, str(times)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    with Library.open(path) as library:
        record = library.get("5")
        assert record is not None
        if not kind.startswith("words"):
            assert [hit.pmid for hit in library.search_words([WordTerm("m5")], 5)] == ["5"]
        if kind == "vectors" or not kind:
            assert library.search_vectors(HashingEmbedder().embed([record.text])[0], 1)[0].pmid == "5"
        library.verify(repair=True)
        assert library.verify().ok
        assert library.status().backlog == 0
    answers(path)
    parts = sorted(each.name.partition("-")[0] for each in path.iterdir() if each.is_dir())
    assert parts == ["vectors", "words"]
    assert len(list(path.glob("vectors-*/flat-*"))) == 2


def test_compacting_keeps_what_only_the_flat_copy_has(path: Path) -> None:
    """Where Chroma lacks rows of sound records, the copy is not made poorer."""
    with Library.open(path) as library:
        with library.writing() as writer:
            writer.vectors.remove(["1:0", "2:0"])
        library.compact()
        record = library.get("1")
        assert record is not None
        assert library.search_vectors(HashingEmbedder().embed([record.text])[0], 1)[0].pmid == "1"


def test_the_errors_of_a_place_are_told_apart() -> None:
    """What is full, what may not be written and what does not answer are each of the library's errors."""
    assert issubclass(StorageUnwritable, StorageFull)
    assert issubclass(StorageFull, LibraryError)
    assert issubclass(LibraryUnreachable, LibraryError)
