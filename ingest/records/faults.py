"""Faults of the disk, mapped where they enter: whichever engine meets one, it reads the same.

An engine fails for many reasons, and only one of them is that its files are damaged. What is full, may not be written
or does not answer is sound; so is what was asked for a value that cannot be. Each is an error of its own here, and
damage is what is left.
"""

from __future__ import annotations

import errno
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import LibraryDamaged, LibraryError, LibraryUnreachable, StorageFull, StorageUnwritable, VouchError

__all__ = ["catalog_fault", "is_of_a_value", "mounted", "storage_fault", "storage_faults"]

_FULL_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_UNWRITABLE_ERRNOS = {errno.EROFS, errno.EACCES, errno.EPERM}
_SCARCE_ERRNOS = {errno.EMFILE, errno.ENFILE, errno.ENOMEM}
_GONE_ERRNOS = {errno.EIO, errno.ESTALE, errno.ENODEV, errno.ENXIO, errno.ETIMEDOUT, errno.ENOTCONN, errno.EHOSTDOWN}
_FULL = re.compile(
    r"disk is full|no space left|file too large|quota exceeded|disk I/O error|database or disk"
    r"|os error (?:28|27|122)\b",
    re.I,
)
_UNWRITABLE = re.compile(
    r"readonly|read-only|permission ?denied|operation not permitted|unable to open database|os error (?:1|13|30)\b",
    re.I,
)
_SCARCE = re.compile(r"too many open files|cannot allocate memory|out of memory|os error (?:12|23|24)\b", re.I)
_GONE = re.compile(r"input/output error|stale (?:nfs )?file handle|os error (?:5|6|19|107|110|112|116)\b", re.I)
_OF_A_VALUE = (OverflowError, TypeError, UnicodeError, IndexError, KeyError, AttributeError, ImportError, MemoryError)
"""What an engine raises for what it was given, or for want of something, never for what its files hold."""

_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_ERROR}
"""The codes by which SQLite says that a file is not what it should be; SQLITE_ERROR: a table of ours is not in it."""


def is_of_a_value(error: BaseException) -> bool:
    """Whether an engine's error is about what it was given, so that it says nothing of its files."""
    return isinstance(error, _OF_A_VALUE)


def storage_fault(error: BaseException, place: Path) -> LibraryError | None:
    """What the disk's part in an error is, as an error of ours naming `place`; None when it has none."""
    said, number = str(error), error.errno if isinstance(error, OSError) else None
    if number in _FULL_ERRNOS or (number is None and _FULL.search(said)):
        return StorageFull(f"the disk of {place} is full: free some space and run it again, it resumes ({said})")
    if number in _UNWRITABLE_ERRNOS or (number is None and _UNWRITABLE.search(said)):
        return StorageUnwritable(f"{place} cannot be written: check the folder's permissions ({said})")
    if number in _SCARCE_ERRNOS or (number is None and _SCARCE.search(said)) or isinstance(error, MemoryError):
        return LibraryError(f"{place} cannot be used now, this process may not have more: close others ({said})")
    if number in _GONE_ERRNOS or (number is None and _GONE.search(said)):
        return LibraryUnreachable(f"the disk of {place} does not answer: is it connected and well? ({said})")
    return None


@contextmanager
def storage_faults(place: Path) -> Iterator[None]:
    """Within, an error that is the disk's is raised as what it means, naming `place`; others pass."""
    try:
        yield
    except VouchError:
        raise
    except Exception as error:
        if fault := storage_fault(error, place):
            raise fault from error
        raise


def mounted(folder: Path) -> None:
    """Raises LibraryUnreachable when the folder is a link to what is not there: that disk may come back."""
    if folder.is_symlink() and not folder.exists():
        raise LibraryUnreachable(f"{folder} leads to {folder.readlink()}, which is not there: mount that disk again")


def catalog_fault(error: sqlite3.Error, path: Path) -> LibraryError:
    """What SQLite's error on the catalog at `path` means: damage only where SQLite says that the file is broken."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = None if code is None else code & 0xFF
    if primary in _BROKEN:
        return LibraryDamaged(
            f"the catalog {path} is damaged ({error}): it is the truth and cannot be rebuilt from the other parts;"
            " restore it from a copy, or add the sources to a new library"
        )
    if primary in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return LibraryError(f"the catalog {path} is in use by another process ({error}): try again when that is done")
    if primary == sqlite3.SQLITE_CANTOPEN:
        return StorageUnwritable(f"the catalog {path} cannot be opened ({error}): check its permissions")
    if code == sqlite3.SQLITE_IOERR_READ:
        return LibraryUnreachable(f"the disk of {path} does not answer: is it connected and well? ({error})")
    return storage_fault(error, path) or LibraryError(f"the catalog {path} cannot be used ({error}): try again")
