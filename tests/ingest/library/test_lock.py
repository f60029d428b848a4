"""The right to write: one process at a time."""

from __future__ import annotations

import multiprocessing
import os
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from ingest.errors import LibraryLocked
from ingest.library.lock import writing_lock


def hold(folder: Path, held: Event) -> None:
    with writing_lock(folder):
        held.set()
        multiprocessing.Event().wait(60)


def test_a_second_writer_is_told_at_once_who_writes(tmp_path: Path) -> None:
    """The error names the process; when that is killed, the lock is free without any cleaning up."""
    context = multiprocessing.get_context("forkserver")
    held = context.Event()
    process = context.Process(target=hold, args=(tmp_path, held))
    process.start()
    assert held.wait(60)
    with pytest.raises(LibraryLocked, match=f"process {process.pid}"), writing_lock(tmp_path):
        pass
    process.kill()
    process.join()
    with writing_lock(tmp_path):
        assert (tmp_path / "writer.pid").read_text() == str(os.getpid())


def test_the_lock_is_not_taken_twice_in_one_process(tmp_path: Path) -> None:
    """Two threads of a server are two writers, too."""
    with writing_lock(tmp_path), pytest.raises(LibraryLocked, match=str(os.getpid())), writing_lock(tmp_path):
        pass
