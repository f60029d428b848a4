"""One bad record, file or reply is reported and skipped; what was good in the same run is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.doors.cli import main
from ingest.errors import LibraryError, NetworkError
from ingest.intake.job import add
from ingest.library.library import Library
from ingest.records.article import Article, Deletion, PartialDate
from ingest.settings import IngestSettings
from ingest.sources.eutils import EutilsClient, IdSource, SearchSource
from tests.ingest.eutils_server import serve
from tests.ingest.fakes import ListSource, article

NINES = "9" * 20


def citation(pmid: str = "2", version: str = "1", more: str = "") -> str:
    return (
        f'<MedlineCitation><PMID Version="{version}">{pmid}</PMID>{more}'
        "<Article><ArticleTitle>A title</ArticleTitle></Article></MedlineCitation>"
    )


BAD: dict[str, tuple[str, str]] = {
    "a version of twenty digits": (citation(version=NINES), "version"),
    "a version of 5,000 digits": (citation(version="9" * 5000), "version"),
    "a deletion of such a version": (f'<DeleteCitation><PMID Version="{NINES}">2</PMID></DeleteCitation>', "version"),
    "a PMID of twenty digits": (citation(pmid=NINES), "PMID"),
    "a PMID of 5,000 digits": (citation(pmid="9" * 5000), "PMID"),
    "a PMID that is none": (citation(pmid="x2"), "PMID"),
    "a PMID of other digits": (citation(pmid="٢"), "PMID"),
    "a PMID below one": (citation(pmid="-2"), "PMID"),
    "markup that breaks off": ("<MedlineCitation><PMID>2</PMID><Article></MedlineCitation>", "XML"),
    "an entity that nobody declared": (citation(more="<Note>&bomb;</Note>"), ""),
    "markup 5,000 deep": (citation(more="<Note>" + "<i>" * 5000 + "</i>" * 5000 + "</Note>"), ""),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_record_costs_no_good_one(tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a run over two files, every record but the bad one is stored, and the bad one is told in one line."""
    bad, names = BAD[kind]
    for name, content in (("a", citation("1") + bad + citation("3")), ("b", citation("4"))):
        text = f"<MedlineCitationSet>{content}</MedlineCitationSet>"
        (tmp_path / f"{name}.xml").write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["add", str(tmp_path / "a.xml"), str(tmp_path / "b.xml"), "--no-embed", "--library", str(tmp_path / "l")])
    said = capsys.readouterr().err
    with Library.open(tmp_path / "l") as library:
        assert {"1", "3", "4"} <= set(library.pmids())
        if names:
            assert list(library.pmids()) == ["1", "3", "4"]
            assert library.verify().ok
    if names:
        assert ended.value.code == 1
        assert names in said
    assert "Traceback" not in said
    assert max(map(len, said.splitlines()), default=0) < 1200


@pytest.mark.parametrize(
    "bad",
    [
        article(2, version=2**70),
        article(2, version=-1),
        article(2, published=PartialDate(10**20)),
        Deletion("2", 2**63),
        Deletion("none"),
    ],
)
def test_a_source_of_another_s_making_is_held_to_the_same(tmp_path: Path, bad: Article | Deletion) -> None:
    """A program's own source, and the writer used by itself."""
    with Library.open(tmp_path, create=True) as library:
        outcome = add(library, [ListSource("own", [article(1), bad, article(3)])])
        assert (list(library.pmids()), len(outcome.problems)) == (["1", "3"], 1)
        with library.writing() as writer, pytest.raises(LibraryError):
            writer.store([bad])
        assert library.verify().ok


REPLIES: dict[str, bytes] = {
    "binary": bytes(range(256)) * 20,
    "zeros": b"\0" * 500,
    "high bytes to the end": bytes(range(128, 256)) * 20 + b"</PubmedArticleSet>",
    "a count of words": b"<eSearchResult><Count>many</Count></eSearchResult>",
    "a count of 5,000 digits": b"<eSearchResult><Count>" + b"9" * 5000 + b"</Count></eSearchResult>",
    "a count below zero": b"<eSearchResult><Count>-5</Count></eSearchResult>",
    "a page of a proxy": b"<html><body>Sign in</body></html>",
    "nothing": b"",
}


@pytest.mark.parametrize("kind", REPLIES)
def test_a_reply_that_is_none_is_told(kind: str) -> None:
    """Of a search: NetworkError after every try; of a list of PMIDs: that, or the records named as missing."""
    sources: list[Callable[[EutilsClient], SearchSource | IdSource]] = [
        lambda client: SearchSource("x", client),
        lambda client: IdSource(["1"], client),
    ]
    for make in sources:
        with serve(3) as server:
            server.faults = [(200, REPLIES[kind], {})] * 20
            settings = IngestSettings(email="a@example.org", ncbi_api_key="faster", eutils_url=server.url)
            client = EutilsClient(settings, pause=lambda _: None)
            source, problems = make(client), []
            if kind.startswith("high") and isinstance(source, IdSource):
                assert list(source.records(problems)) == []
                assert "no record of PMID 1" in str(problems[-1])
                continue
            with pytest.raises(NetworkError) as told:
                list(source.records(problems))
            assert len(str(told.value)) < 500


@pytest.mark.parametrize(
    "content", [b"\0" * 100, b"<a>" * 3000, b"PMID- 1\nTI  - \xff\n", bytes(range(256)), b"\x1f\x8b\0"]
)
def test_a_file_of_something_else_costs_no_good_one(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is named, and the good file of the same run is stored."""
    (tmp_path / "odd.xml").write_bytes(content)
    (tmp_path / "good.xml").write_text(f"<MedlineCitationSet>{citation('4')}</MedlineCitationSet>", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(
            [
                "add",
                str(tmp_path / "odd.xml"),
                str(tmp_path / "good.xml"),
                "--no-embed",
                "--library",
                str(tmp_path / "l"),
            ]
        )
    assert ended.value.code == 1
    assert "odd.xml" in capsys.readouterr().err
    with Library.open(tmp_path / "l") as library:
        assert list(library.pmids()) == ["4"]
