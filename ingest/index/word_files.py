"""The files of a words index, checked byte by byte against the checksums tantivy wrote into them."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import msgspec

__all__ = ["broken_files"]

_MAGIC = 1337


class _Segment(msgspec.Struct):
    segment_id: str


class _Meta(msgspec.Struct):
    """What is read of tantivy's own list of the index."""

    segments: list[_Segment]


def broken_files(folder: Path) -> list[str]:
    """The index files of a folder whose bytes do not agree with the checksum in their footer."""
    listed = msgspec.json.decode((folder / "meta.json").read_bytes(), type=_Meta)
    # Only of the segments in use: a run that was cut off leaves others behind, for the next writer to clear.
    used = tuple(segment.segment_id.replace("-", "") for segment in listed.segments)
    files = sorted(path for path in folder.iterdir() if path.name.startswith(used))
    return [path.name for path in files if not _sound(path)]


def _sound(path: Path) -> bool:
    """tantivy ends each file with a footer: JSON that holds the CRC of the rest, its length, and a magic number."""
    data = path.read_bytes()
    if len(data) < 8:
        return False
    length, magic = struct.unpack("<II", data[-8:])
    if magic != _MAGIC or length > len(data) - 8:
        return False
    try:
        footer: dict[str, Any] = msgspec.json.decode(data[-8 - length : -8])
    except msgspec.MsgspecError:
        return False
    return zlib.crc32(data[: -8 - length]) == footer.get("crc")
