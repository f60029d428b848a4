"""MEDLINE text as articles: the same fields as from XML, faults named by line."""

from __future__ import annotations

import io
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read.medline import read_medline
from ingest.read.pubmed_xml import read_pubmed_xml
from ingest.records.article import Article, Deletion, Problem, Signal
from tests.ingest.pubmed_records import SAMPLES

SAMPLE = (SAMPLES / "full.nbib").read_bytes()


def read(data: bytes) -> tuple[list[Article | Deletion], list[Problem]]:
    problems: list[Problem] = []
    return list(read_medline(io.BytesIO(data), "file.nbib", problems)), problems


def one(data: bytes) -> Article:
    made, problems = read(data)
    assert problems == []
    assert isinstance(made[0], Article)
    return made[0]


def test_reads_the_sample_as_written_down() -> None:
    """Every field of full.nbib, long lines, people and what belongs to each, gives what full.nbib.json says."""
    made, problems = read(SAMPLE)
    assert problems == []
    assert msgspec.json.decode(msgspec.json.encode(made)) == json.loads((SAMPLES / "full.nbib.json").read_bytes())


def test_the_same_record_reads_alike_from_text_and_from_xml() -> None:
    """What both formats carry comes out equal, the canonical text of a structured abstract included."""
    text = one(SAMPLE)
    xml = next(iter(read_pubmed_xml(io.BytesIO((SAMPLES / "full.xml").read_bytes()), "", [])))
    assert isinstance(xml, Article)
    for field in ("published", "electronic", "revised", "entered", "doi", "pmcid", "languages", "grants", "issn"):
        assert getattr(text, field) == getattr(xml, field)
    assert text.authors[0].orcid == xml.authors[0].orcid
    assert [section.category for section in text.sections][:3] == [section.category for section in xml.sections][:3]


def test_a_retraction_reaches_the_integrity_signals() -> None:
    """RIN marks the retracted article, ROF the notice."""
    assert one(SAMPLE).integrity.retracted is Signal.YES
    notice = one(b"PMID- 1\nTI  - Retraction.\nPT  - Retraction Notice\nROF - J. 2020;1:1. PMID: 2\n")
    assert (notice.integrity.retraction_notice, notice.integrity.retracted) == (Signal.YES, Signal.NO)


@pytest.mark.parametrize("separator", [b"\n\n", b"\r\n\r\n", b"\n", b"\n\n\n \n"])
def test_records_part_at_a_blank_line_or_at_the_next_pmid(separator: bytes) -> None:
    """Windows line ends, several blank lines, and none at all."""
    made, problems = read(separator.join([b"PMID- 1", b"PMID- 2", b"PMID- 3"]))
    assert [article.pmid for article in made] == ["1", "2", "3"]
    assert problems == []


@given(st.integers(1, 300))
def test_the_size_of_the_blocks_changes_nothing(size: int) -> None:
    """However a file arrives, the same records come out of it."""

    class Pieces:
        stream = io.BytesIO(SAMPLE)

        def read(self, _: int, /) -> bytes:
            return self.stream.read(size)

    assert list(read_medline(Pieces(), "file.nbib", [])) == read(SAMPLE)[0]


def test_a_lone_label_stays_in_the_abstract() -> None:
    """ "NOTE:" at the start of a sentence is no structure."""
    assert one(b"PMID- 1\nAB  - METHODS: We looked.\n").text == "METHODS: We looked."


def test_a_book_stands_where_the_journal_does() -> None:
    """A chapter keeps its title; a whole book is its own title."""
    chapter = one(b"PMID- 1\nBTI - Invented Reviews\nTI  - A Disorder\n")
    assert (chapter.title, chapter.journal) == ("A Disorder", "Invented Reviews")
    assert one(b"PMID- 1\nBTI - Invented Reviews\n").title == "Invented Reviews"


FAULTS = {
    "no PMID": (b"TI  - A title\n", "record 2", "no PMID"),
    "bytes that are no UTF-8": (b"PMID- 2\nTI  - M\xfcller\n", "record 2", "0xfc"),
}


@pytest.mark.parametrize(("broken", "where", "what"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_costs_its_record_and_no_other(broken: bytes, where: str, what: str) -> None:
    """The records around it are kept, and the problem names the place."""
    made, problems = read(b"PMID- 1\n\n" + broken + b"\nPMID- 3\n")
    assert [article.pmid for article in made] == ["1", "3"]
    assert len(problems) == 1
    assert where in problems[0].where
    assert what in problems[0].what


def test_a_line_that_is_none_is_reported_and_the_record_kept() -> None:
    """The line is named by its number in the file."""
    made, problems = read(b"PMID- 1\n\nPMID- 2\nwhat is this\nTI  - A title\n")
    assert [article.pmid for article in made] == ["1", "2"]
    assert problems == [Problem("file.nbib", "line 4", "not a line of MEDLINE text: skipped")]


def test_an_empty_file_is_reported() -> None:
    """No record is a fault, not a silence."""
    assert read(b"\n\n") == ([], [Problem("file.nbib", "start", "no MEDLINE record in it")])
