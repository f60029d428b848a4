"""Cuts a PubMed XML stream into the bytes of its records, so that each can be parsed, or fail, on its own.

Between records the stream is read as XML markup (comments, processing instructions, document type, tags); a record
reaches from its start tag to its end tag. A "<" cannot stand in an attribute value or in text, so a plain search finds
the end tag; only where a record holds a comment, CDATA or a processing instruction is it read mark by mark. No
document type declaration reaches the parser: nothing it declares can be expanded or fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ingest.read.streams import Report

__all__ = ["Cut", "RecordCutter", "slim"]

LONGEST_RECORD = 16 << 20
"""Bytes; the longest PubMed records (thousands of authors, each with affiliations) are a few million."""

_RECORDS = frozenset((b"PubmedArticle", b"PubmedBookArticle", b"MedlineCitation", b"DeleteCitation", b"DeleteDocument"))
_ROOTS = frozenset((b"PubmedArticleSet", b"MedlineCitationSet", b"PubmedBookArticleSet"))
_MARK = re.compile(rb"<(?:(!--|!\[CDATA\[|\?|!DOCTYPE)|(/?)([A-Za-z_:][\w.:-]*))")
_CLOSERS = {b"!--": b"-->", b"![CDATA[": b"]]>", b"?": b"?>"}
_DOCTYPE = re.compile(rb"\"[^\"]*\"|'[^']*'|<!--.*?-->|<\?.*?\?>|<!ENTITY|[\[\]>]", re.DOTALL)
_TAG_END = re.compile(rb"(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>")
_NAMESPACES = re.compile(rb"\sxmlns:[\w.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_GLIMPSE = 4096
"""Bytes kept of a faulty record, to find its PMID."""

_PMID = re.compile(rb"<PMID[^>]*>\s*(\d+)")
_ENTERED = b'<PubMedPubDate PubStatus="entrez">'


class Cut(NamedTuple):
    """The bytes of one record of a file; `fault` says why they are not whole, "" when they are.

    `plain`: there are only elements and text in it, no comment, CDATA or processing instruction.
    """

    data: bytes
    number: int
    plain: bool = True
    fault: str = ""

    @property
    def where(self) -> str:
        found = _PMID.search(self.data)
        return f"record {self.number} (PMID {found[1].decode()})" if found else f"record {self.number}"


def slim(cut: Cut) -> bytes:
    """The record without what `Article` does not carry and costs most to parse: references, and dates but entry."""
    record = cut.data
    if not cut.plain:
        return record
    while (start := record.find(b"<ReferenceList")) != -1:
        end = record.find(b"</ReferenceList>", start)
        if end == -1:
            break
        record = record[:start] + record[end + 16 :]
    start = record.find(b"<History>")
    end = record.find(b"</History>", start)
    if start == -1 or end == -1:
        return record
    entered = record.find(_ENTERED, start, end)
    stop = record.find(b"</PubMedPubDate>", entered, end)
    kept = record[entered : stop + 16] if entered != -1 and stop != -1 else b""
    if not kept and b"entrez" in record[start:end]:
        return record
    return record[: start + 9] + kept + record[end:]


class RecordCutter:
    """Iterates over the records of a stream of UTF-8 blocks; faults between records go to `report`.

    `namespaces` holds the prefixes the root declares, as bytes of a start tag.
    """

    def __init__(self, source: Iterator[bytes], report: Report) -> None:
        self.namespaces = b""
        self._source = source
        self._report = report
        self._buffer = b""
        self._at = 0
        self._count = 0
        self._root = b""
        self._open = False
        self._stray = False
        self._read_any = False

    def __iter__(self) -> Iterator[Cut]:
        while (mark := self._next_mark()) is not None:
            special, slash, name = mark.groups()
            if special == b"!DOCTYPE":
                self._skip_doctype()
            elif special is not None:
                self._at = mark.end()
                self._skip_past(_CLOSERS[special])
            elif not slash and name in _RECORDS:
                self._root = self._root or name
                yield self._cut(mark.start(), name)
            elif name in _ROOTS:
                self._enter_or_leave(mark.start(), name, bool(slash))
            elif not self._root:
                self._report("root", f"the root element is <{_shown(name)}>, not PubmedArticleSet")
                return
            else:
                self._skip_stray(mark, name)
        self._report_end()

    def _report_end(self) -> None:
        if not self._root:
            self._report("start", "no XML element in it" if self._read_any else "the file is empty")
        elif self._open:
            self._report("end", f"the file ends before </{_shown(self._root)}>, after record {self._count}")

    def _more(self) -> bool:
        """Takes another block in, letting go of what lies before the place reached; False at the end."""
        block = next(self._source, None)
        if block is None:
            return False
        self._read_any = self._read_any or bool(block)
        self._buffer = self._buffer[self._at :] + block
        self._at = 0
        return True

    def _next_mark(self) -> re.Match[bytes] | None:
        while True:
            mark = _MARK.search(self._buffer, self._at)
            if mark is not None and mark.end() < len(self._buffer):
                self._at = mark.start()
                return mark
            self._at = mark.start() if mark else max(self._at, len(self._buffer) - 16)
            if not self._more():
                return None

    def _skip_past(self, closer: bytes) -> None:
        while (end := self._buffer.find(closer, self._at)) == -1:
            self._at = max(self._at, len(self._buffer) - len(closer))
            if not self._more():
                self._report("end", f"a {_shown(closer)} is missing")
                return
        self._at = end + len(closer)

    def _skip_doctype(self) -> None:
        """Passes over the document type; entities it declares are refused (each record that uses one will fail)."""
        while True:
            depth, entities = 0, False
            for token in _DOCTYPE.finditer(self._buffer, self._at + 9):
                entities = entities or token[0] == b"<!ENTITY"
                depth += {b"[": 1, b"]": -1}.get(token[0], 0)
                if token[0] == b">" and depth <= 0:
                    if entities:
                        self._report("document type", "declares entities: refused, nothing was expanded or fetched")
                    self._at = token.end()
                    return
            if len(self._buffer) - self._at > LONGEST_RECORD or not self._more():
                self._at += 9
                self._report("document type", "it has no end")
                return

    def _enter_or_leave(self, start: int, name: bytes, leaving: bool) -> None:
        while (tag := _TAG_END.match(self._buffer, start)) is None:
            if len(self._buffer) - start > LONGEST_RECORD or not self._more():
                self._at = len(self._buffer)
                self._report("root", f"the tag <{_shown(name)}> has no end")
                return
            start = self._at
        self._at = tag.end()
        self._open = not leaving and not tag[0].endswith(b"/>")
        if not leaving:
            self._root = name
            self.namespaces = b"".join(_NAMESPACES.findall(tag[0]))

    def _skip_stray(self, mark: re.Match[bytes], name: bytes) -> None:
        """What stands between records and is none: said once per gap."""
        if not self._stray:
            self._report(f"after record {self._count}", f"<{_shown(name)}> stands outside any record: skipped")
        self._stray = True
        self._at = mark.end()

    def _cut(self, start: int, name: bytes) -> Cut:
        self._count += 1
        self._stray = False
        finder = _EndFinder(name)
        while (found := finder.find(self._buffer, start)) is None:
            if len(self._buffer) - start > LONGEST_RECORD:
                found = finder.give_up(self._buffer, start, f"it is longer than {LONGEST_RECORD >> 20} MB")
            elif not self._more():
                found = finder.give_up(self._buffer, start, "it is cut off by the end of the file")
            else:
                start = self._at
                continue
            break
        self._at = found.at
        stop = min(found.at, start + _GLIMPSE) if found.fault else found.at
        return Cut(self._buffer[start:stop], self._count, found.plain, found.fault)


class _End(NamedTuple):
    at: int
    plain: bool = True
    fault: str = ""


class _EndFinder:
    """Where a record ends: behind its end tag, or before the next record when its own end tag is missing."""

    def __init__(self, name: bytes) -> None:
        self._close = b"</" + name
        self._open = b"<" + name
        self._marks = re.compile(rb"<(!--|!\[CDATA\[|\?)|(</?)" + name + rb"(?=[\s>/])")
        self._empty = re.compile(rb"<" + name + rb"(?:[^\"'>/]|\"[^\"]*\"|'[^']*')*/>")

    def find(self, buffer: bytes, start: int) -> _End | None:
        """None when the end is not in the buffer yet."""
        if empty := self._empty.match(buffer, start):
            return _End(empty.end())
        end = self._tag_at(buffer, self._close, start)
        if end == -1:
            after = self._tag_at(buffer, self._open, start + 1)
            return None if after == -1 else self._by_marks(buffer, start)
        close = buffer.find(b">", end)
        if close == -1:
            return None
        if not _is_plain(buffer, start, close):
            return self._by_marks(buffer, start)
        after = self._tag_at(buffer, self._open, start + 1, end)
        return _End(close + 1) if after == -1 else _End(after, fault="it has no end tag")

    def give_up(self, buffer: bytes, start: int, fault: str) -> _End:
        """Where to go on when no end is found: at the next record (a comment left open may hide it), or after all."""
        after = self._tag_at(buffer, self._open, start + 1)
        return _End(len(buffer), fault=fault) if after == -1 else _End(after, fault="it has no end")

    def _by_marks(self, buffer: bytes, start: int) -> _End | None:
        at = start + 1
        while mark := self._marks.search(buffer, at):
            if mark[1] is not None:
                closer = _CLOSERS[mark[1]]
                at = buffer.find(closer, mark.end())
                if at == -1:
                    return None
                at += len(closer)
            elif mark[2] == b"<":
                return _End(mark.start(), fault="it has no end tag")
            else:
                close = buffer.find(b">", mark.end())
                return None if close == -1 else _End(close + 1, plain=False)
        return None

    @staticmethod
    def _tag_at(buffer: bytes, tag: bytes, start: int, stop: int | None = None) -> int:
        """Where this tag stands, and not one whose name only begins like it (PubmedArticleSet)."""
        limit = len(buffer) if stop is None else stop
        at = buffer.find(tag, start, limit)
        while at != -1 and buffer[at + len(tag) : at + len(tag) + 1] not in (b">", b" ", b"\n", b"\t", b"\r", b"/"):
            at = buffer.find(tag, at + 1, limit)
        return at


def _shown(name: bytes) -> str:
    return name.decode("utf-8", "replace")


def _is_plain(buffer: bytes, start: int, stop: int) -> bool:
    """Whether no "<!" and no "<?" is there; looks for the second character, which is rare and so found fast."""
    for sign in (b"!", b"?"):
        at = buffer.find(sign, start, stop)
        while at != -1:
            if buffer[at - 1 : at] == b"<":
                return False
            at = buffer.find(sign, at + 1, stop)
    return True
