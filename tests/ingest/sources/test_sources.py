"""What the user names: searches, PMIDs, files, folders and patterns; each once, in order, or an error with a cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import SettingsError, SourceError
from ingest.records.article import Problem
from ingest.settings import IngestSettings
from ingest.sources.sources import resolve
from tests.ingest.eutils_server import serve
from tests.ingest.pubmed_records import document, record

SETTINGS = IngestSettings(email="a@example.org")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two update files and one baseline file as NLM lays them out, with sums and a note beside."""
    for pmid, name in enumerate(
        ["baseline/pubmed24n0001.xml", "updatefiles/pubmed24n0010.xml", "updatefiles/pubmed24n0009.xml"]
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(document(record(pmid)))
    (tmp_path / "baseline" / "README.txt").write_text("Read me.")
    return tmp_path


def test_a_folder_gives_its_files_in_nlms_order(folder: Path) -> None:
    """To any depth: the baseline first, then the update files by number."""
    names = [Path(source.name).name for source in resolve([str(folder)], SETTINGS)]
    assert names == ["pubmed24n0001.xml", "pubmed24n0009.xml", "pubmed24n0010.xml"]


def test_a_file_named_twice_comes_once(folder: Path) -> None:
    """By its folder, by a pattern, by its name, and by a way around."""
    one = folder / "baseline" / "pubmed24n0001.xml"
    specs = [
        str(one),
        str(folder),
        str(folder / "*" / "*.xml"),
        str(folder / "updatefiles" / ".." / "baseline" / one.name),
    ]
    sources = resolve(specs, SETTINGS)
    assert [Path(source.name).name for source in sources] == [one.name, "pubmed24n0009.xml", "pubmed24n0010.xml"]


def test_a_pattern_gives_what_it_matches(folder: Path) -> None:
    """Stars reach over folders when there are two."""
    assert [Path(s.name).name for s in resolve([str(folder / "**" / "*n0009*")], SETTINGS)] == ["pubmed24n0009.xml"]


def test_every_source_gives_records_fingerprint_and_size(folder: Path) -> None:
    """The seam that a job stands on."""
    problems: list[Problem] = []
    for source in resolve([str(folder)], SETTINGS):
        assert source.fingerprint().startswith("blake2b:")
        assert source.size > 0
        assert len(list(source.records(problems))) == 1
    assert problems == []


def test_a_search_and_a_list_of_pmids_ask_ncbi(tmp_path: Path) -> None:
    """PMIDs from the word or from a file with remarks; a query with a colon of its own."""
    listed = tmp_path / "list.txt"
    listed.write_text("3 # the third\n4,5\n")
    with serve(5) as server:
        settings = IngestSettings(email="a@example.org", ncbi_api_key="0123456789abcdef", eutils_url=server.url)
        sources = resolve(["search:2020:2021[dp]", "ids:1, 2", f"ids:@{listed}", "ids:1, 2"], settings)
        made = [[record.pmid for record in source.records([])] for source in sources]
        assert server.asked("esearch")[0]["term"] == "2020:2021[dp]"
    assert made == [["1", "2", "3", "4", "5"], ["1", "2"], ["3", "4", "5"]]
    assert [source.fingerprint() for source in sources] == ["", "", ""]


WRONG = {
    "nowhere.xml": "is no file, no folder",
    "*.nothing": "no file matches",
    "search:": "names nothing",
    "search:  ": "names nothing",
    "ids:": "names nothing",
    "ids:,": "names no PMID",
    "ids:1,PMC2": "'PMC2'.* is no PMID",
    "ids:@nowhere": "cannot be read",
    "empty": "holds no file of records",
}


@pytest.mark.parametrize(("spec", "said"), WRONG.items(), ids=WRONG.keys())
def test_a_word_that_names_nothing_is_an_error_with_the_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spec: str, said: str
) -> None:
    """One line, with the word in it."""
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceError, match=said) as caught:
        resolve([spec], SETTINGS)
    assert "\n" not in str(caught.value)


def test_files_need_no_email_address_and_ncbi_does(folder: Path) -> None:
    """The setting is asked for where it is needed, before anything is read."""
    assert len(resolve([str(folder)], IngestSettings())) == 3
    with pytest.raises(SettingsError, match="email"):
        resolve([str(folder), "search:x"], IngestSettings())
