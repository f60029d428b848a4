"""Files of records: PubMed XML and MEDLINE text, plain or gzip, told apart by their content; NLM's order and checksums.

NLM ships a yearly baseline and then update files (`pubmed24n0001.xml.gz`), each with its MD5 sum in a file beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b, md5
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ingest.errors import BadFile, SourceError
from ingest.read.medline import read_medline
from ingest.read.pubmed_xml import read_pubmed_xml
from ingest.records.article import Article, Deletion, Problem

if TYPE_CHECKING:
    from io import BufferedReader

__all__ = ["FileSource", "check_md5", "file_digest", "is_record_file", "nlm_order", "stated_md5"]

_GZIP = b"\x1f\x8b"
_TRAILER = 8
"""Bytes at the end of a gzip member: sum and length."""

_BLOCK = 1 << 16
_HEAD = 64
_SUFFIXES = (".xml", ".txt", ".nbib", ".medline")
_SUM = re.compile(r"\b([0-9a-fA-F]{32})\b")
_MEDLINE_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*[A-Z][A-Z0-9]{1,3} *- ")
_NUMBERS = re.compile(r"(\d+)")


class Hasher(Protocol):
    """What the sums of hashlib have in common."""

    def update(self, data: bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


class FileSource:
    """One file of records, as a source: streamed, its place known, checked against NLM's sum when that is beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = str(path)
        self.size = path.stat().st_size
        self._at = 0
        self._fingerprint = ""

    def __repr__(self) -> str:
        return f"FileSource({self.name!r})"

    def fingerprint(self) -> str:
        """BLAKE2 of the bytes of the file, whatever its name; raises SourceError when it cannot be read."""
        if not self._fingerprint:
            self._fingerprint = "blake2b:" + file_digest(self.path, blake2b(digest_size=16))
        return self._fingerprint

    def position(self) -> int:
        """Bytes of the file read so far, of `size`."""
        return self._at

    def records(self, problems: list[Problem]) -> Iterator[Article | Deletion]:
        """The records in the order of the file; faults in it go to `problems`.

        Raises BadFile when it is no file of records or its MD5 sum is not the stated one, SourceError when it cannot
        be read at all.
        """
        self._at = 0
        check_md5(self.path)
        try:
            raw = self.path.open("rb")
        except OSError as error:
            raise _unreadable(self.path, error) from error
        with raw:
            blocks = self._blocks(raw)
            stream = _Stream(_gunzipped(blocks) if raw.peek(2)[:2] == _GZIP else blocks)
            reader = read_medline if _MEDLINE_START.match(stream.head) else read_pubmed_xml
            yield from reader(stream, self.name, problems)

    def _blocks(self, raw: BufferedReader) -> Iterator[bytes]:
        while block := raw.read(_BLOCK):
            self._at += len(block)
            yield block


class _Stream:
    """Blocks as something to `read`, with a `head` to tell the format by.

    A fault is raised once, after all that came before it was given.
    """

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self.head = b""
        self._blocks = blocks
        self._fault: Exception | None = None
        try:
            while len(self.head) < _HEAD and (block := next(blocks, b"")):
                self.head += block
        except (OSError, EOFError) as fault:
            self._fault = fault
        self._given = False

    def read(self, size: int, /) -> bytes:
        """The next block, of whatever size it came in."""
        if not self._given and self.head:
            self._given = True
            return self.head
        if self._fault is not None:
            fault, self._fault = self._fault, None
            raise fault
        return next(self._blocks, b"")


def is_record_file(path: Path) -> bool:
    """Whether a file found in a folder is taken for records: by the end of its name, and a .txt by its beginning."""
    name = path.name.lower()
    if name.startswith(".") or not path.is_file():
        return False
    if name.endswith(".txt"):
        with path.open("rb") as file:
            head = file.read(_HEAD)
        return bool(_MEDLINE_START.match(head)) or head.lstrip().startswith(b"<")
    return name.removesuffix(".gz").endswith(_SUFFIXES)


def nlm_order(path: Path) -> tuple[int, list[str | int], str]:
    """Sorts files as they are to be applied: baseline before update files, numbers in their names by value."""
    folders = {part.lower() for part in path.parts[:-1]}
    stage = 2 if "updatefiles" in folders else 0 if "baseline" in folders else 1
    named = [int(part) if part.isdigit() else part.lower() for part in _NUMBERS.split(path.name)]
    return stage, named, str(path.parent)


def stated_md5(text: str) -> str:
    """The sum in the text of NLM's .md5 file ("MD5(pubmed24n0001.xml.gz)= …"), or "" when there is none."""
    found = _SUM.search(text)
    return found[1].lower() if found else ""


def check_md5(path: Path) -> None:
    """Raises BadFile when there is an .md5 file beside the file and it states another sum."""
    beside = path.with_name(path.name + ".md5")
    if not beside.is_file():
        return
    stated = stated_md5(beside.read_text(encoding="utf-8", errors="replace"))
    found = file_digest(path, md5(usedforsecurity=False))
    if found != stated:
        said = f"states {stated}" if stated else "states none"
        raise BadFile(f"{path}: its MD5 sum is {found}, but {beside.name} {said}: fetch both files again")


def file_digest(path: Path, digest: Hasher) -> str:
    """The hexadecimal sum of the bytes of a file; raises SourceError when it cannot be read."""
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError as error:
        raise _unreadable(path, error) from error
    return digest.hexdigest()


def _unreadable(path: Path, error: OSError) -> SourceError:
    return SourceError(f"{path} cannot be read: {error.strerror or error}")


def _gunzipped(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The content of gzip members; raises OSError at damage and EOFError at a cut, after all that could be read.

    The last eight bytes (sum and length) are held back, so that a wrong sum at the end costs no content.
    """
    from isal import isal_zlib

    damaged: Any = isal_zlib.error
    member, held = isal_zlib.decompressobj(31), b""
    for block in chain(blocks, (b"",)):
        data = held + block
        data, held = (data[:-_TRAILER], data[-_TRAILER:]) if block else (data, b"")
        while data:
            try:
                made = member.decompress(data)
            except damaged as error:
                raise OSError(f"the compressed data are damaged ({error})") from error
            yield made
            data = member.unused_data.lstrip(b"\0") if member.eof else b""
            if data:
                member = isal_zlib.decompressobj(31)
    if not member.eof:
        raise EOFError("the compressed data are cut off")
