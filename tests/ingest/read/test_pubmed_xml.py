"""PubMed XML as articles: everything carried, each fault costs one record, nothing is fetched, memory stays flat."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read.pubmed_xml import find_texts, read_pubmed_xml
from ingest.records.article import Article, Deletion, Problem, Signal
from tests.ingest.pubmed_records import HEAD, SAMPLES, TAIL, document, large_record, record

SAMPLE = (SAMPLES / "full.xml").read_bytes()


def read(data: bytes) -> tuple[list[Article | Deletion], list[Problem]]:
    problems: list[Problem] = []
    return list(read_pubmed_xml(io.BytesIO(data), "file.xml", problems)), problems


def pmids(data: bytes) -> list[str]:
    return [made.pmid for made in read(data)[0]]


class InPieces:
    """A stream that gives its bytes in pieces of this size, whatever is asked for."""

    def __init__(self, data: bytes, size: int) -> None:
        self._stream = io.BytesIO(data)
        self._size = size

    def read(self, size: int, /) -> bytes:
        return self._stream.read(self._size)


def test_reads_the_sample_record_by_record_as_written_down() -> None:
    """Articles of every make, a book record and deletions give exactly what full.xml.json says."""
    made, problems = read(SAMPLE)
    assert problems == []
    assert msgspec.json.decode(msgspec.json.encode(made)) == json.loads((SAMPLES / "full.xml.json").read_bytes())


def test_a_record_survives_its_own_json() -> None:
    """What is read can be stored and read again, equal."""
    article = read(SAMPLE)[0][0]
    assert isinstance(article, Article)
    assert Article.from_json(article.to_json()) == article
    assert json.loads(article.to_json())["pmid"] == "90000001"


def test_corrections_of_every_kind_reach_the_integrity_signals() -> None:
    """A retracted and republished article is retracted; its erratum is one; what is not said is no, not unknown."""
    integrity = read(SAMPLE)[0][0].integrity
    assert (integrity.retracted, integrity.erratum) == (Signal.YES, Signal.YES)
    assert (integrity.concern, integrity.retraction_notice) == (Signal.NO, Signal.NO)


@given(st.integers(1, 400))
def test_the_size_of_the_blocks_changes_nothing(size: int) -> None:
    """However a file arrives, the same records come out of it."""
    problems: list[Problem] = []
    pieces = list(read_pubmed_xml(InPieces(SAMPLE, size), "file.xml", problems))
    assert pieces == read(SAMPLE)[0]
    assert problems == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig", "utf-32", "iso-8859-1", "windows-1252"])
def test_reads_a_file_in_the_encoding_it_declares(encoding: str) -> None:
    """The encoding of a file does not change its records."""
    name = {"utf-16-le": "utf-16", "utf-8-sig": "utf-8"}.get(encoding, encoding)
    text = (
        f'<?xml version="1.0" encoding="{name}"?><PubmedArticleSet>{record(1, "Müller ü").decode()}</PubmedArticleSet>'
    )
    made, problems = read(text.encode(encoding))
    assert (problems, made[0].title) == ([], "Müller ü")


def test_an_encoding_nobody_knows_is_reported() -> None:
    """It is named, and nothing is guessed."""
    made, problems = read(b'<?xml version="1.0" encoding="x-klingon"?><PubmedArticleSet/>')
    assert made == []
    assert "x-klingon" in str(problems[0])


def test_the_old_root_and_single_records_are_read() -> None:
    """MedlineCitationSet of before 2016, a book set, and a file that is one record."""
    citation = b"<MedlineCitation><PMID>%d</PMID><Article><ArticleTitle>T</ArticleTitle></Article></MedlineCitation>"
    deleted = b"<DeleteCitation><PMID>9</PMID></DeleteCitation>"
    old = b"<MedlineCitationSet>" + citation % 1 + citation % 2 + deleted + b"</MedlineCitationSet>"
    assert pmids(old) == ["1", "2", "9"]
    assert pmids(record(3)) == ["3"]
    assert pmids(b"<PubmedBookArticleSet><PubmedBookArticle/></PubmedBookArticleSet>") == []


def test_replies_appended_to_one_file_are_all_read() -> None:
    """People save page after page of efetch into one file."""
    assert pmids(document(record(1)) + document(record(2))) == ["1", "2"]


TRICKS = {
    "a comment": "<!-- </PubmedArticle><PubmedArticle> -->",
    "CDATA": "<![CDATA[</PubmedArticle><ReferenceList><PubmedArticle>]]>",
    "an instruction": "<?x </PubmedArticle> ?>",
}


@pytest.mark.parametrize("trick", TRICKS.values(), ids=TRICKS.keys())
def test_an_end_tag_that_is_none_does_not_cut_a_record(trick: str) -> None:
    """Comments, CDATA and processing instructions may hold anything, in a record and between records."""
    made, problems = read(document(record(1), record(2, f"A{trick}B"), trick.encode(), record(3)))
    assert [one.pmid for one in made] == ["1", "2", "3"]
    assert made[1].title.startswith("A")
    assert made[1].title.endswith("B")
    assert problems == []


def test_references_never_lend_their_identifiers() -> None:
    """The DOI and the PMCID of a cited paper are not the record's, nested lists and comments or not."""
    ids = '<ArticleId IdType="doi">10.1/x</ArticleId><ArticleId IdType="pmc">PMC1</ArticleId>'
    cited = f"<Reference><ArticleIdList>{ids}</ArticleIdList></Reference>"
    nested = f"<ReferenceList>{cited}<ReferenceList>{cited}</ReferenceList></ReferenceList>"
    for remark in ("", "<!-- remark -->"):
        data = f"<PubmedData>{remark}<ArticleIdList/>{nested}</PubmedData></PubmedArticle>".encode()
        made, problems = read(document(record(1).replace(b"</PubmedArticle>", data), record(2)))
        assert [one.pmid for one in made] == ["1", "2"]
        assert (made[0].doi, made[0].pmcid, problems) == ("", "", [])


def test_prefixes_the_root_declares_hold_in_its_records() -> None:
    """MathML may be declared once, at the root."""
    data = document(record(1, "<m:math><m:mi>x</m:mi></m:math>"))
    made, problems = read(data.replace(b"<PubmedArticleSet>", b'<PubmedArticleSet xmlns:m="urn:m" a=">">'))
    assert (made[0].title, problems) == ("x", [])


FAULTS = {
    "broken markup": (record(2, "<b>A</i>"), "PMID 2", "mismatch"),
    "no end tag": (record(2).replace(b"</PubmedArticle>", b""), "PMID 2", "no end tag"),
    "bytes that are no UTF-8": (record(2, "A?B").replace(b"?", b"\xe9"), "PMID 2", "encoding"),
    "no PMID": (record(""), "record 2", "no PMID"),
    "an empty record": (b"<PubmedArticle/>", "record 2", "no PMID"),
    "an unknown entity": (record(2, "&alpha;"), "PMID 2", "alpha"),
    "a stray element": (b"<Stray>x</Stray>", "after record 1", "Stray"),
    "markup nested too deeply": (record(2, "<b>" * 5000 + "</b>" * 5000), "PMID 2", "depth"),
}


@pytest.mark.parametrize(("broken", "where", "what"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_costs_its_record_and_no_other(broken: bytes, where: str, what: str) -> None:
    """The records around it are kept, and the problem names file, place and fault."""
    made, problems = read(document(record(1), broken, record(3)))
    assert [one.pmid for one in made] == ["1", "3"]
    assert len(problems) == 1
    assert problems[0].source == "file.xml"
    assert where in problems[0].where
    assert what.lower() in problems[0].what.lower()


def test_a_fault_in_a_full_group_costs_its_record_and_no_other() -> None:
    """Records parsed together are parsed one by one when one of them is broken."""
    records = [large_record(n) for n in range(200)]
    records[77] = records[77].replace(b"</Article>", b"")
    made, problems = read(document(*records))
    assert [one.pmid for one in made] == [str(n) for n in range(200) if n != 77]
    assert [problem.where for problem in problems] == ["record 78 (PMID 77)"]


def test_a_file_that_ends_early_is_reported_with_what_was_kept() -> None:
    """Whole records before the end come, the cut one is named."""
    made, problems = read(document(record(1), record(2))[: -len(TAIL) - 30])
    assert [one.pmid for one in made] == ["1"]
    assert any("PMID 2" in problem.where and "cut off" in problem.what for problem in problems)


def test_a_missing_end_of_the_root_is_reported() -> None:
    """All records are there, and still the file may have been longer."""
    made, problems = read(HEAD + record(1))
    assert [one.pmid for one in made] == ["1"]
    assert "PubmedArticleSet" in problems[0].what


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"  \n", "no XML"),
        (b"pmid,title\n1,A", "no XML"),
        (b"<html><body>Error</body></html>", "<html>"),
        (b"<eSummaryResult><DocSum/></eSummaryResult>", "<eSummaryResult>"),
        (b"<!-- never closed", "-->"),
        (b"<!DOCTYPE x [", "no end"),
        (b"<PubmedArticleSet ", "no end"),
    ],
)
def test_what_is_no_pubmed_xml_is_reported_once_by_name(data: bytes, said: str) -> None:
    """One problem, one reason, no record."""
    made, problems = read(data)
    assert made == []
    assert said in problems[0].what


BOMB = b'<!DOCTYPE PubmedArticleSet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
EXTERNAL = b'<!DOCTYPE PubmedArticleSet [<!ENTITY b SYSTEM "file:///etc/hostname">]>'
REMOTE = b'<!DOCTYPE PubmedArticleSet [<!ENTITY % p SYSTEM "http://192.0.2.1/x.dtd"> %p;]>'


@pytest.mark.parametrize("declared", [BOMB, EXTERNAL, REMOTE], ids=["bomb", "external", "parameter"])
def test_entities_are_refused_and_nothing_is_fetched(declared: bytes) -> None:
    """Declared entities are reported; a record that uses one is left out; the others are kept."""
    body = b"<PubmedArticleSet>" + record(1) + record(2, "&b;") + record(3) + b"</PubmedArticleSet>"
    made, problems = read(declared + body)
    assert [one.pmid for one in made] == ["1", "3"]
    assert "refused" in problems[0].what
    assert "PMID 2" in problems[1].where


def test_a_document_type_with_quotes_and_brackets_is_passed_over() -> None:
    """An internal subset without entities is no fault."""
    declared = b'<!DOCTYPE PubmedArticleSet [<!ELEMENT x (a|b)> <!-- ]> --> <!ATTLIST x y CDATA "]>">]>'
    assert read(declared + record(1))[1] == []


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read where Linux keeps it")
def test_memory_stays_flat_over_thirty_thousand_records(tmp_path: Path) -> None:
    """A file of 30,000 records of a real one's size takes less than 200 MB, measured in a process of its own."""
    path = tmp_path / "large.xml.gz"
    block = gzip.compress(b"".join(map(large_record, range(500))), compresslevel=1)
    path.write_bytes(gzip.compress(HEAD) + block * 60 + gzip.compress(TAIL))
    # getrusage would not do: after exec it still counts the peak of the process that started this one
    code = (
        "import re, sys; from pathlib import Path; from ingest.sources.pubmed_files import FileSource; problems = [];"
        "count = sum(1 for _ in FileSource(Path(sys.argv[1])).records(problems));"
        "peak = re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1];"
        "print(count, len(problems), peak)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    count, faults, kilobytes = map(int, done.stdout.split())
    assert (count, faults) == (30000, 0)
    assert kilobytes < 200_000


def test_small_replies_give_their_texts() -> None:
    """A reply of E-utilities by tag; a broken one says so."""
    assert find_texts(b"<r><a> 1 </a><b/><a>2</a></r>", "a", "b", "c") == {"a": ["1", "2"], "b": [""], "c": []}
    with pytest.raises(ValueError, match="broken XML"):
        find_texts(b"<r>", "a")
