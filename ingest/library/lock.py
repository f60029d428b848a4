"""The right to write to a library: one process at a time, told at once who has it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import LibraryLocked
from ingest.records.faults import storage_faults

__all__ = ["writing_lock"]


@contextmanager
def writing_lock(folder: Path) -> Iterator[None]:
    """Hold the lock of the library in `folder`; the operating system frees it when the process dies.

    Raises LibraryLocked, naming the process, when another writes; StorageFull when the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    lock, holder = FileLock(folder / "write.lock"), folder / "writer.pid"
    with storage_faults(folder):
        try:
            lock.acquire(blocking=False)
        except Timeout:
            raise LibraryLocked(
                f"the library at {folder} is being written by process {_read(holder)}: wait for it, or stop it"
                " (what it stored is kept)"
            ) from None
    try:
        with storage_faults(folder):
            holder.write_text(str(os.getpid()), encoding="ascii")
        yield
    finally:
        # The name goes before the lock does: between the two nobody else can have written theirs.
        holder.unlink(missing_ok=True)
        lock.release()


def _read(holder: Path) -> str:
    try:
        return holder.read_text(encoding="ascii") or "(unknown)"
    except OSError:
        return "(unknown)"
