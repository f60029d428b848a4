"""Faults of the disk, mapped where they enter: whichever engine meets a full or unwritable disk, it reads the same."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import StorageFull, VouchError

__all__ = ["storage_faults"]

_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM}
_FULL = re.compile(
    r"disk is full|no space left|file too large|quota exceeded|disk I/O error|database or disk|os error (?:28|27|122)",
    re.I,
)
_UNWRITABLE = re.compile(r"readonly|read-only|permission denied|unable to open database|os error (?:13|30)", re.I)


@contextmanager
def storage_faults(place: Path) -> Iterator[None]:
    """Within, an error that means a full or unwritable disk is raised as StorageFull naming `place`; others pass."""
    try:
        yield
    except VouchError:
        raise
    except Exception as error:
        said = str(error)
        if _FULL.search(said) or (
            isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
        ):
            raise StorageFull(
                f"the disk of {place} is full: free some space and run it again, it resumes ({said})"
            ) from error
        if _UNWRITABLE.search(said) or (isinstance(error, OSError) and error.errno in _ERRNOS):
            raise StorageFull(f"{place} cannot be written: check the folder's permissions ({said})") from error
        raise
