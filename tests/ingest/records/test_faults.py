"""A full disk, a folder that cannot be written: one clear error, and nothing of what was stored is lost."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.errors import LibraryLocked, StorageFull
from ingest.index.words import WordTerm
from ingest.library.library import Library
from ingest.records.faults import storage_faults
from tests.ingest.fakes import HashingEmbedder, article, chatter


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "full"),
        (RuntimeError("database or disk is full"), "full"),
        (ValueError("An IO error occurred: 'File too large (os error 27)'"), "full"),
        (PermissionError(errno.EACCES, "Permission denied"), "cannot be written"),
        (RuntimeError("attempt to write a readonly database"), "cannot be written"),
    ],
)
def test_every_engine_s_words_for_it_become_one_error(error: Exception, said: str) -> None:
    """With the place, the cure and the cause."""
    with pytest.raises(StorageFull, match=said) as raised, storage_faults(Path("/some/place")):
        raise error
    assert "/some/place" in str(raised.value)
    assert raised.value.__cause__ is error


def test_other_errors_pass_as_they_are() -> None:
    """Errors of our own, and those that are not about the disk."""
    with pytest.raises(KeyError), storage_faults(Path()):
        raise KeyError("x")
    with pytest.raises(LibraryLocked), storage_faults(Path()):
        raise LibraryLocked("disk is full of locks")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 6 MB; needs the right to mount."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("mounting a small disk needs root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(library: Library, told: list[int]) -> None:
    """Store until it fails; `told` has the sizes of the batches that were reported stored."""
    with library.writing() as writer:
        for start in range(1, 20_000, 200):
            writer.store([article(n, abstract=chatter(n, 300)) for n in range(start, start + 200)])
            told.append(200)


def test_a_full_disk_is_one_clear_error_and_what_was_stored_stays(small_disk: Path) -> None:
    """The batch that does not fit counts as not stored; after space is made, it does and all agrees."""
    with Library.open(small_disk / "library", create=True) as library:
        ballast = small_disk / "ballast"
        ballast.write_bytes(b"x" * 1_000_000)
        told: list[int] = []
        with pytest.raises(StorageFull, match="free some space"):
            fill(library, told)
        assert told
        assert len(library) >= sum(told)
        assert len(library.search_words([WordTerm("w7")], 20_000)) > 0
        ballast.unlink()
        with library.writing() as writer:
            writer.store([article(50_000)])
        assert library.verify().findings == ()


def test_a_full_disk_while_embedding_keeps_the_backlog(small_disk: Path) -> None:
    """What could not be embedded waits; the next run takes it up."""
    with Library.open(small_disk / "library", create=True) as library:
        with library.writing() as writer:
            writer.store([article(n) for n in range(1, 300)])
        free = os.statvfs(small_disk)
        (small_disk / "ballast").write_bytes(b"x" * max(0, free.f_bavail * free.f_bsize - 150_000))
        with pytest.raises(StorageFull), library.writing() as writer:
            writer.embed_backlog(HashingEmbedder())
        assert library.status().backlog > 0
        (small_disk / "ballast").unlink()
        with library.writing() as writer:
            writer.embed_backlog(HashingEmbedder())
        assert library.status().backlog == 0
        assert library.verify().findings == ()


LIMITED = """
import resource, sys
from pathlib import Path
from ingest.errors import StorageFull
from ingest.library.library import Library
from tests.ingest.fakes import article, chatter
library = Library.open(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
try:
    with library.writing() as writer:
        for start in range(1, 20_000, 200):
            writer.store([article(n, abstract=chatter(n, 300)) for n in range(start, start + 200)])
except StorageFull as error:
    print(error)
"""


def test_files_that_may_not_grow_are_told_the_same_way(tmp_path: Path) -> None:
    """A quota (RLIMIT_FSIZE, in a process of its own) reads like a full disk, and leaves a library that agrees."""
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
    Library.open(tmp_path / "library", create=True).close()
    root = Path(__file__).parents[3]
    command = [sys.executable, "-c", LIMITED, str(tmp_path / "library")]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert "is full" in ran.stdout, ran.stderr
    with Library.open(tmp_path / "library") as library:
        with library.writing():
            pass
        assert library.verify().findings == ()


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A library on a disk that is mounted read-only; needs the right to mount."""
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(place)], capture_output=True).returncode != 0:
        pytest.skip("mounting a disk needs root")
    with Library.open(place / "library", create=True) as library, library.writing() as writer:
        writer.store([article(n) for n in range(1, 20)])
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
    yield place / "library"
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_read_only_library_answers_and_refuses_to_be_written(read_only: Path) -> None:
    """Records and words are read; writing and making say that the folder cannot be written."""
    with Library.open(read_only) as library:
        assert library.get("3") is not None
        assert library.count([WordTerm("cohort")]) == 19
        assert library.status().records == 19
        with pytest.raises(StorageFull, match="cannot be written"), library.writing():
            pass
    with pytest.raises(StorageFull, match="cannot be written"):
        Library.open(read_only.parent / "another", create=True)
