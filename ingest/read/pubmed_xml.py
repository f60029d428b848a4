"""Streams articles and deletions out of PubMed XML: efetch, baseline and update files, MedlineCitationSet, books.

Records are cut out as bytes, freed of their references, and parsed by libxml2 a group at a time; a group that does not
parse is read record by record, so that a fault costs one record and is reported with its place. Memory does not grow
with the file. Nothing a document type declares is loaded, expanded or fetched.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ingest.read.citation import MissingPMID, read_record
from ingest.read.citation_parts import BadField
from ingest.read.streams import Readable, utf8_blocks
from ingest.read.xml_cut import Cut, RecordCutter, slim
from ingest.records.article import Article, Deletion, Problem

if TYPE_CHECKING:
    from lxml.etree import XMLParser, XMLSyntaxError, _Element

__all__ = ["find_texts", "read_pubmed_xml"]

_GROUP_BYTES = 1 << 16
_DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]*>")
"""libxml2 would look for the declared DTD, and fail for want of a network that it is not given."""


def read_pubmed_xml(stream: Readable, source: str, problems: list[Problem]) -> Iterator[Article | Deletion]:
    """Articles and deletions in the order of the file; each fault is appended to `problems`, what is whole is yielded.

    `stream` gives the decompressed bytes; `source` names it in the problems. Raises nothing for bad content.
    """

    def report(where: str, what: str) -> None:
        problems.append(Problem(source, where, what))

    cutter = RecordCutter(utf8_blocks(stream, report), report)
    for group in _groups(cutter):
        opening = b"<group" + cutter.namespaces + b">"
        for cut, element, fault in _parse_group(group, opening):
            if element is None:
                report(cut.where, fault)
                continue
            try:
                yield from read_record(element)
            except MissingPMID:
                report(cut.where, "the record has no PMID")
            except BadField as error:
                report(cut.where, str(error))
            except RecursionError:
                report(cut.where, "its markup is nested too deeply")


def find_texts(document: bytes, *tags: str) -> dict[str, list[str]]:
    """The texts of the elements with these tags in a small XML reply, in order; raises ValueError when it is broken."""
    from lxml import etree

    try:
        root = etree.fromstring(_DOCTYPE.sub(b"", document, count=1), _parser())
    except etree.XMLSyntaxError as error:
        raise ValueError(_message(error)) from error
    return {tag: ["".join(map(str, element.itertext())).strip() for element in root.iter(tag)] for tag in tags}


def _groups(cuts: Iterable[Cut]) -> Iterator[list[Cut]]:
    group: list[Cut] = []
    size = 0
    for cut in cuts:
        group.append(cut)
        size += len(cut.data)
        if size >= _GROUP_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _parse_group(group: list[Cut], opening: bytes) -> Iterator[tuple[Cut, _Element | None, str]]:
    """(cut, its element, "") for each record that parses, (cut, None, fault) for each that does not."""
    from lxml import etree

    elements = None
    if not any(cut.fault for cut in group):
        whole = b"".join([opening, *(slim(cut) for cut in group), b"</group>"])
        with contextlib.suppress(etree.XMLSyntaxError):
            elements = etree.fromstring(whole, _parser())
    if elements is None:
        yield from (_parse_alone(cut, opening) for cut in group)
    else:
        yield from ((cut, element, "") for cut, element in zip(group, elements, strict=True))


def _parse_alone(cut: Cut, opening: bytes) -> tuple[Cut, _Element | None, str]:
    from lxml import etree

    if cut.fault:
        return cut, None, cut.fault
    fault = ""
    for data in (slim(cut), cut.data):
        try:
            return cut, etree.fromstring(opening + data + b"</group>", _parser())[0], ""
        except etree.XMLSyntaxError as error:
            fault = _message(error)
    return cut, None, fault


def _parser() -> XMLParser:
    from lxml import etree

    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _message(error: XMLSyntaxError) -> str:
    """libxml2's sentence without the line and column, which count within the record."""
    return f"broken XML: {error.msg.rpartition(', line ')[0] or error.msg}"
