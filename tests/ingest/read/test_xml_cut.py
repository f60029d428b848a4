"""Cutting records out of XML: the fast way gives what the slow one gives, and no reference is parsed for nothing."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read.pubmed_xml import read_pubmed_xml
from ingest.read.xml_cut import Cut, RecordCutter, slim
from ingest.records.article import Article, Deletion, Problem
from tests.ingest.pubmed_records import SAMPLES, document, large_record, record

SAMPLE = (SAMPLES / "full.xml").read_bytes()


def cut(data: bytes, size: int = 1 << 19) -> list[Cut]:
    pieces = (data[at : at + size] for at in range(0, len(data), size))
    return list(RecordCutter(pieces, lambda where, what: pytest.fail(f"{where}: {what}")))


def read(data: bytes) -> tuple[list[Article | Deletion], list[Problem]]:
    problems: list[Problem] = []
    return list(read_pubmed_xml(io.BytesIO(data), "", problems)), problems


@pytest.mark.parametrize("data", [SAMPLE, document(*map(large_record, range(20)))], ids=["sample", "large"])
def test_the_fast_way_gives_what_the_slow_one_gives(data: bytes) -> None:
    """A comment in each record forbids every shortcut; the articles are the same."""
    slow = data.replace(b"</MedlineCitation>", b"<!-- --></MedlineCitation>").replace(
        b"<BookDocument>", b"<BookDocument><?x?>"
    )
    assert {one.plain for one in cut(slow)} >= {False}
    assert read(slow) == read(data)


@given(st.integers(1, 200))
def test_the_cuts_do_not_depend_on_the_blocks(size: int) -> None:
    """Every record is cut from its start tag to its end tag, wherever a block ends."""
    records = [record(1), record(2, "a<!-- </PubmedArticle> -->b"), record(3, "<![CDATA[<PubmedArticle>]]>")]
    assert [one.data for one in cut(document(*records), size)] == records


PIECES = [
    "<!-- x -->",
    "<![CDATA[ > ]]>",
    "<?p q?>",
    "text ",
    "<i>i</i>",
    "</PubmedArticle2>",
    "<PubmedArticleX/>",
    "a > b",
]


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=5).map("".join), max_size=6), st.integers(1, 90))
def test_what_stands_in_a_record_does_not_move_its_end(titles: list[str], size: int) -> None:
    """Comments, CDATA, instructions, and tags whose names only begin like the record's."""
    records = [record(number, title) for number, title in enumerate(titles)]
    assert [one.data for one in cut(document(*records), size)] == records


def test_a_slim_record_keeps_its_day_of_entry_and_loses_its_references() -> None:
    """What costs most to parse and is not carried goes first."""
    (whole,) = cut(document(large_record(5)))
    lean = slim(whole)
    assert b"<Reference>" not in lean
    assert b'PubStatus="entrez"' in lean
    assert len(lean) < len(whole.data)


def test_a_record_says_where_it_stands() -> None:
    """By its number in the file and, when it has one, its PMID."""
    assert [one.where for one in cut(document(record(11), record("")))] == ["record 1 (PMID 11)", "record 2"]


def test_a_record_without_an_end_does_not_fill_the_memory() -> None:
    """Past the longest that a record can be, it is given up, and the reading goes on after it."""
    endless = b"<PubmedArticle><PMID>1</PMID>" + b"text " * (4 << 20)
    made, problems = read(document(endless + b"</PubmedArticle>", record(2)))
    assert [one.pmid for one in made] == ["2"]
    assert any("longer than" in problem.what and "PMID 1" in problem.where for problem in problems)


def test_a_comment_left_open_costs_its_record_and_no_other() -> None:
    """By the letter of XML it would hide the rest of the file."""
    made, problems = read(document(record(1), record(2, "A <!-- B"), record(3)))
    assert [one.pmid for one in made] == ["1", "3"]
    assert [problem.where for problem in problems] == ["record 2 (PMID 2)"]
