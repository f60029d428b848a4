"""Verifying and mending: every kind of damage to each part is found, and what is derived is made anew."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.errors import LibraryDamaged
from ingest.index.words import WordTerm
from ingest.library.library import Library
from ingest.library.writer import entries_of
from tests.ingest.fakes import HashingEmbedder, article


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of forty records, embedded and flushed."""
    path = tmp_path_factory.mktemp("sound") / "library"
    with Library.open(path, create=True) as library, library.writing() as writer:
        writer.store([article(n) for n in range(1, 41)])
        writer.embed_backlog(HashingEmbedder())
    return path


@pytest.fixture
def path(sound: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(sound, tmp_path / "library"))


def flip(file: Path, share: float = 0.5, length: int = 64) -> None:
    data = bytearray(file.read_bytes())
    middle = int(len(data) * share)
    data[middle : middle + length] = bytes(byte ^ 0xFF for byte in data[middle : middle + length])
    file.write_bytes(data)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def the(path: Path, pattern: str) -> Path:
    return max(path.glob(pattern), key=lambda file: file.stat().st_size)


def sql(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path / "catalog.sqlite")
    with connection:
        connection.execute(statement)
    connection.close()


def unindex(path: Path) -> None:
    with Library.open(path) as library, library.writing() as writer:
        writer.words.remove([1, 2])
        writer.words.put(entries_of(writer.catalog, [3]))
        writer.words.commit()


def unembed(path: Path) -> None:
    with Library.open(path) as library, library.writing() as writer:
        writer.vectors.remove(["1:0", "2:0"])
        writer.vectors.put(["99:0"], HashingEmbedder().embed(["stray"]), fresh=True)


WORDS_DAMAGE: dict[str, Callable[[Path], None]] = {
    "list gone": lambda path: (path / "words-1" / "meta.json").unlink(),
    "folder gone": lambda path: shutil.rmtree(path / "words-1"),
    "file flipped": lambda path: flip(the(path, "words-1/*.pos")),
    "file cut": lambda path: cut(the(path, "words-1/*.term")),
    "disagree": unindex,
}


@pytest.mark.parametrize("kind", WORDS_DAMAGE)
def test_damage_to_words_is_found_and_mended(tmp_path: Path, kind: str) -> None:
    """`verify` finds it, `verify --repair` brings back the same answers."""
    with Library.open(tmp_path, create=True) as library:
        with library.writing() as writer:
            writer.store([article(n) for n in range(1, 41)])
        WORDS_DAMAGE[kind](tmp_path)
        report = library.verify()
        assert {finding.split(":")[0] for finding in report.findings} == {"words"}
        assert not report.ok
        mended = library.verify(repair=True)
        assert mended.ok
        assert mended.findings == report.findings
        assert library.verify().findings == ()
        assert [hit.pmid for hit in library.search_words([WordTerm("m5")], 5)] == ["5"]


VECTORS_DAMAGE: dict[str, Callable[[Path], None]] = {
    "folder gone": lambda path: shutil.rmtree(path / "vectors-1"),
    "file flipped": lambda path: flip(the(path, "vectors-1/*/data_level0.bin"), length=4000),
    "table spoiled": lambda path: flip(path / "vectors-1" / "chroma.sqlite3", 0.0),
    "disagree": unembed,
}


@pytest.mark.parametrize("kind", VECTORS_DAMAGE)
def test_damage_to_vectors_is_found_and_mended(path: Path, kind: str) -> None:
    """`verify --repair` makes Chroma anew from the flat copy; only what that lacks, too, goes back on the backlog."""
    VECTORS_DAMAGE[kind](path)
    with Library.open(path) as library:
        report = library.verify(repair=True)
        assert {finding.split(":")[0] for finding in report.findings} == {"vectors"}
        assert report.ok
        assert report.waiting == {"disagree": 2, "folder gone": 40}.get(kind, 0)
        assert len(list(path.glob("vectors-*"))) == (kind != "folder gone")
        with library.writing() as writer:
            writer.embed_backlog(HashingEmbedder())
        assert library.verify().findings == ()
        record = library.get("5")
        assert record is not None
        assert library.search_vectors(HashingEmbedder().embed([record.text])[0], 1)[0].pmid == "5"


def forget_flat(path: Path) -> None:
    sql(path, "DELETE FROM meta WHERE name = 'flat'")
    for file in (path / "vectors-1").glob("flat-*"):
        file.unlink()


def misplace_flat(path: Path) -> None:
    keys = path / "vectors-1" / "flat-1.keys"
    row = keys.stat().st_size // 40
    keys.write_bytes(keys.read_bytes()[row:] + keys.read_bytes()[:row])


FLAT_DAMAGE: dict[str, Callable[[Path], None]] = {
    "gone": lambda path: (path / "vectors-1" / "flat-1.rows").unlink(),
    "cut": lambda path: cut(path / "vectors-1" / "flat-1.keys"),
    "flipped": lambda path: flip(path / "vectors-1" / "flat-1.rows"),
    "of other records": misplace_flat,
    "of an earlier version": forget_flat,
}


@pytest.mark.parametrize("kind", FLAT_DAMAGE)
def test_damage_to_the_flat_copy_is_found_and_mended_without_embedding(path: Path, kind: str) -> None:
    """From the vectors that Chroma holds; and answers are what they were."""
    with Library.open(path) as library:
        asked = HashingEmbedder().embed(["treatment of adults"])[0]
        before = library.search_vectors(asked, 10)
    FLAT_DAMAGE[kind](path)
    with Library.open(path) as library:
        report = library.verify(repair=True)
        assert report.findings
        assert "flat copy" in report.findings[0]
        assert (report.ok, report.waiting) == (True, 0)
        assert library.verify().findings == ()
        after = library.search_vectors(asked, 10)
        assert [(hit.pmid, hit.passage) for hit in after] == [(hit.pmid, hit.passage) for hit in before]


def test_a_library_of_an_earlier_version_gets_its_flat_copy_from_the_next_writer(path: Path) -> None:
    """And is searched without one until then."""
    forget_flat(path)
    with Library.open(path) as library:
        asked = HashingEmbedder().embed(["treatment of adults"])[0]
        before = library.search_vectors(asked, 10)
        assert len(before) == 10
        with library.writing() as writer:
            assert writer.embed_backlog(HashingEmbedder()) == 0
        assert library.verify().findings == ()
        after = library.search_vectors(asked, 10)
        assert [hit.score for hit in after] == pytest.approx([hit.score for hit in before], abs=1e-4)


def test_compacting_drops_the_rows_of_former_contents(path: Path) -> None:
    """From the flat copy, which until then holds both."""
    with Library.open(path) as library:
        with library.writing() as writer:
            writer.store([article(n, "Changed since") for n in range(1, 11)])
            writer.embed_backlog(HashingEmbedder())
        grown = the(path, "vectors-1/flat-*.rows").stat().st_size
        library.compact()
        assert the(path, "vectors-1/flat-*.rows").stat().st_size < grown
        assert library.verify().findings == ()
        record = library.get("3")
        assert record is not None
        assert library.search_vectors(HashingEmbedder().embed([record.text])[0], 1)[0].passage is not None


@pytest.mark.parametrize("spoil", ["page", "content", "header"])
def test_damage_to_the_catalog_is_found_and_named_as_beyond_repair(path: Path, spoil: str) -> None:
    """A spoiled page, a content that its hash does not name, a file that is no database."""
    file = path / "catalog.sqlite"
    if spoil == "content":
        sql(path, "UPDATE bodies SET body = (SELECT body FROM bodies WHERE id = 2) WHERE id = 1")
    else:
        flip(file, 0.0 if spoil == "header" else 0.1, length=3000 if spoil == "header" else file.stat().st_size // 2)
    if spoil == "header":
        with pytest.raises(LibraryDamaged, match="catalog"):
            Library.open(path)
        return
    with Library.open(path) as library:
        report = library.verify()
        assert report.findings[0].startswith("catalog:")
        assert not library.verify(repair=True).ok


def test_a_sound_library_has_no_findings(path: Path) -> None:
    """And repairing it changes nothing."""
    with Library.open(path) as library:
        before = library.snapshot()
        assert library.verify().findings == ()
        report = library.verify(repair=True)
        assert (report.findings, report.records, report.waiting) == ((), 40, 0)
        assert library.snapshot() == before


def test_a_reader_follows_a_rebuilt_index(path: Path) -> None:
    """A library that was open while words were rebuilt goes on to answer."""
    with Library.open(path) as reader, Library.open(path) as other:
        assert reader.count([WordTerm("cohort")]) == 40
        other.compact()
        assert not (path / "words-1").exists()
        assert reader.count([WordTerm("cohort")]) == 40
