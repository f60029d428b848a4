"""Binary streams of records as blocks, in UTF-8 whatever encoding they came in, up to where they break."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

__all__ = ["Readable", "Report", "blocks", "utf8_blocks"]

Report = Callable[[str, str], None]
"""Takes (where, what) of a fault."""

_BLOCK = 1 << 19
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z][\w.-]*)[\"']")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)


class Readable(Protocol):
    """What the readers need of a binary stream: blocks of about `size` bytes, b"" at the end."""

    def read(self, size: int, /) -> bytes: ...


def blocks(stream: Readable, report: Report) -> Iterator[bytes]:
    """The bytes of a stream; where it breaks (compression cut or damaged, a failing disk) it is reported, and ends."""
    at = 0
    while True:
        try:
            block = stream.read(_BLOCK)
        except (EOFError, OSError, zlib.error) as error:
            report(f"byte {at}", f"reading stopped: {error}")
            return
        if not block:
            return
        at += len(block)
        yield block


def utf8_blocks(stream: Readable, report: Report) -> Iterator[bytes]:
    """The same, in UTF-8 whatever encoding the file declares; one it cannot be read in is reported, and it ends."""
    source = blocks(stream, report)
    first = next(source, b"")
    encoding = _encoding_of(first)
    if encoding in ("utf-8", "us-ascii", "ascii"):
        yield first
        yield from source
        return
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
        yield decoder.decode(first).encode()
        for block in source:
            yield decoder.decode(block).encode()
        yield decoder.decode(b"", True).encode()
    except (LookupError, UnicodeError) as error:
        report("encoding", f"not readable as {encoding}: {error}")


def _encoding_of(head: bytes) -> str:
    for mark, name in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return name
    declared = _DECLARED.match(head[:200].lstrip())
    return declared[1].decode().lower().replace("utf8", "utf-8") if declared else "utf-8"
