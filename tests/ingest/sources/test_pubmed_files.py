"""Files of records: told apart by content, gzip or not, checked, and kept up to where they are damaged."""

from __future__ import annotations

import gzip
from hashlib import md5
from pathlib import Path

import pytest

from ingest.errors import BadFile, SourceError
from ingest.records.article import Problem
from ingest.sources.pubmed_files import FileSource, check_md5, is_record_file, nlm_order, stated_md5
from tests.ingest.pubmed_records import document, large_record, record

NBIB = b"PMID- 7\nTI  - A title\n"


def read(path: Path) -> tuple[list[str], list[Problem]]:
    problems: list[Problem] = []
    return [made.pmid for made in FileSource(path).records(problems)], problems


@pytest.mark.parametrize("name", ["a.xml", "a.xml.gz", "a.nbib", "nonsense.bin"])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("content", [document(record(7)), NBIB, b"\xef\xbb\xbf\n" + NBIB], ids=["xml", "nbib", "bom"])
def test_the_content_tells_the_format_and_not_the_name(tmp_path: Path, name: str, packed: bool, content: bytes) -> None:
    """XML and MEDLINE text, gzip or plain, under any name."""
    path = tmp_path / name
    path.write_bytes(gzip.compress(content) if packed else content)
    assert read(path) == (["7"], [])


def test_the_position_reaches_the_size(tmp_path: Path) -> None:
    """A progress bar over the bytes of the file ends full."""
    path = tmp_path / "a.xml.gz"
    path.write_bytes(gzip.compress(document(*(large_record(n) for n in range(50)))))
    source = FileSource(path)
    assert source.position() == 0
    assert len(list(source.records([]))) == 50
    assert source.position() == source.size == path.stat().st_size


def test_gzip_files_appended_to_each_other_are_read(tmp_path: Path) -> None:
    """A gzip file may have several members, and zeros after the last."""
    path = tmp_path / "a.nbib.gz"
    path.write_bytes(gzip.compress(NBIB) + gzip.compress(b"\nPMID- 8\n") + b"\0" * 20)
    assert read(path) == (["7", "8"], [])


def test_a_cut_gzip_keeps_the_records_before_the_cut(tmp_path: Path) -> None:
    """What was whole comes; the file is reported by name as cut."""
    path = tmp_path / "a.xml.gz"
    data = gzip.compress(document(*(large_record(n) for n in range(300))))
    path.write_bytes(data[: len(data) // 2])
    made, problems = read(path)
    assert 100 < len(made) < 300
    assert made == [str(n) for n in range(len(made))]
    assert "cut off" in problems[0].what
    assert {problem.source for problem in problems} == {str(path)}


@pytest.mark.parametrize("keep", [0, 4, 8])
def test_a_gzip_whose_sum_is_wrong_or_missing_keeps_every_record(tmp_path: Path, keep: int) -> None:
    """The last bytes are a check, not content."""
    path = tmp_path / "a.xml.gz"
    whole = gzip.compress(document(*(record(n) for n in range(9))))
    path.write_bytes(whole[:-8] + b"\1" * keep)
    made, problems = read(path)
    assert made == [str(n) for n in range(9)]
    assert len(problems) == 1


def test_damage_in_the_middle_of_a_gzip_is_reported(tmp_path: Path) -> None:
    """Records before it are kept."""
    path = tmp_path / "a.xml.gz"
    data = bytearray(gzip.compress(document(*(large_record(n) for n in range(2000))), compresslevel=1))
    data[-1000:-900] = b"\xff" * 100
    path.write_bytes(data)
    made, problems = read(path)
    assert made[:100] == [str(n) for n in range(100)]
    assert any("damaged" in problem.what for problem in problems)


def test_an_empty_file_is_reported(tmp_path: Path) -> None:
    """Plain or packed, it holds nothing, and that is said."""
    (tmp_path / "a.xml").write_bytes(b"")
    (tmp_path / "b.xml.gz").write_bytes(gzip.compress(b""))
    for name in ("a.xml", "b.xml.gz"):
        made, problems = read(tmp_path / name)
        assert made == []
        assert "empty" in problems[0].what


def test_the_fingerprint_is_that_of_the_content(tmp_path: Path) -> None:
    """A copy has the same, a change another."""
    for name, content in (("a.xml", NBIB), ("b.xml", NBIB), ("c.xml", NBIB + b"\n")):
        (tmp_path / name).write_bytes(content)
    first, copy, changed = (FileSource(tmp_path / name).fingerprint() for name in ("a.xml", "b.xml", "c.xml"))
    assert first == copy != changed
    assert first.startswith("blake2b:")


def test_a_sum_beside_the_file_is_checked(tmp_path: Path) -> None:
    """A right sum passes, a wrong one stops the file and names both, an unreadable one is wrong."""
    path, beside = tmp_path / "a.xml", tmp_path / "a.xml.md5"
    path.write_bytes(document(record(7)))
    right = md5(path.read_bytes(), usedforsecurity=False).hexdigest()
    beside.write_text(f"MD5(a.xml)= {right.upper()}\n")
    assert read(path) == (["7"], [])
    beside.write_text("MD5(a.xml)= " + "0" * 32)
    with pytest.raises(BadFile, match=f"{right}.*{'0' * 32}"):
        read(path)
    beside.write_text("nothing")
    with pytest.raises(BadFile, match="states none"):
        check_md5(path)


def test_a_file_that_cannot_be_read_is_an_error_with_its_name(tmp_path: Path) -> None:
    """It vanished after it was named."""
    path = tmp_path / "gone.xml"
    path.write_bytes(NBIB)
    source = FileSource(path)
    path.unlink()
    with pytest.raises(SourceError, match=r"gone\.xml"):
        source.fingerprint()
    with pytest.raises(SourceError, match=r"gone\.xml"):
        list(source.records([]))


def test_files_sort_as_they_are_to_be_applied() -> None:
    """The baseline first, then update files, numbers by value."""
    names = ["updatefiles/pubmed24n1220.xml.gz", "baseline/pubmed24n0010.xml.gz", "baseline/pubmed24n0002.xml.gz"]
    names += ["updatefiles/pubmed24n1219.xml.gz", "baseline/pubmed24n10000.xml.gz"]
    assert [str(path) for path in sorted(map(Path, names), key=nlm_order)] == [
        "baseline/pubmed24n0002.xml.gz",
        "baseline/pubmed24n0010.xml.gz",
        "baseline/pubmed24n10000.xml.gz",
        "updatefiles/pubmed24n1219.xml.gz",
        "updatefiles/pubmed24n1220.xml.gz",
    ]


def test_a_folder_gives_the_files_that_can_be_records(tmp_path: Path) -> None:
    """Sums, notes and hidden files are not; a .txt counts when it begins like records."""
    contents = {
        "a.xml": b"",
        "b.XML.gz": b"",
        "c.nbib": b"",
        "d.txt": NBIB,
        "README.txt": b"Read me.",
        "a.xml.md5": b"",
    }
    for name, content in {**contents, ".e.xml": b"", "f.part": b""}.items():
        (tmp_path / name).write_bytes(content)
    assert sorted(path.name for path in tmp_path.iterdir() if is_record_file(path)) == [
        "a.xml",
        "b.XML.gz",
        "c.nbib",
        "d.txt",
    ]


def test_nlms_sum_is_read_from_either_of_its_forms() -> None:
    """ "MD5(name)= sum", or the sum first; upper case counts."""
    assert stated_md5("MD5(pubmed24n0001.xml.gz)= " + "aB" * 16) == "ab" * 16
    assert stated_md5("ab" * 16 + "  pubmed24n0001.xml.gz\n") == "ab" * 16
    assert stated_md5("not found") == ""
