"""The vectors, embedded and on a Chroma server: one contract."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ingest.errors import LibraryDamaged, LibraryError, SettingsError
from ingest.index.vectors import Vectors, window_id, window_ids, window_of
from ingest.library.library import Library
from tests.ingest.fakes import HashingEmbedder, article

EYE = np.eye(8, dtype=np.float32)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`chroma run` on a free port of loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(folder), "--port", str(port)]
    log = (folder / "log").open("wb")
    process = subprocess.Popen([*command, "--host", "127.0.0.1"], stdout=log, stderr=log)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, (folder / "log").read_text()
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()
        log.close()


@pytest.fixture(params=["embedded", "server"])
def url(request: pytest.FixtureRequest) -> str:
    """Where the vectors are."""
    return "" if request.param == "embedded" else str(request.getfixturevalue("server"))


@pytest.fixture
def vectors(tmp_path: Path, url: str) -> Iterator[Vectors]:
    made = Vectors(tmp_path / "vectors", f"vouch-{tmp_path.name}", url)
    made.create()
    made.put(["1:0", "1:1", "2:0"], EYE[:3], fresh=True)
    yield made
    made.drop()
    made.close()


def test_the_nearest_come_first_with_their_cosine(vectors: Vectors) -> None:
    """1 for the same direction, 0 for a right angle."""
    found = vectors.nearest(EYE[1], 3)
    assert found[0] == ("1:1", pytest.approx(1.0, abs=1e-5))
    assert [score for _, score in found[1:]] == pytest.approx([0.0, 0.0], abs=1e-5)


def test_asking_for_more_than_there_are_gives_all(vectors: Vectors) -> None:
    """And for none gives none."""
    assert len(vectors.nearest(EYE[0], 50)) == 3
    assert vectors.nearest(EYE[0], 0) == []


def test_rows_are_replaced_and_removed(vectors: Vectors) -> None:
    """A replaced row has the new vector, a removed one is gone; removing what is not there is no error."""
    vectors.put(["2:0"], EYE[5:6], fresh=False)
    vectors.remove(["1:0", "99:0"])
    rows = {identifier: row.tolist() for ids, page in vectors.rows() for identifier, row in zip(ids, page, strict=True)}
    assert rows == {"1:1": EYE[1].tolist(), "2:0": EYE[5].tolist()}
    assert len(vectors) == 2


def test_what_was_written_is_there_after_opening_again(vectors: Vectors) -> None:
    """Flushed or not."""
    vectors.flush()
    vectors.put(["3:0"], EYE[3:4], fresh=True)
    vectors.reopen()
    assert vectors.exists
    assert vectors.nearest(EYE[3], 1)[0][0] == "3:0"


def test_a_library_behaves_the_same_over_both(tmp_path: Path, url: str) -> None:
    """Store, embed, find, change, delete, verify."""
    with Library.open(tmp_path / "library", create=True, chroma_url=url) as library:
        with library.writing() as writer:
            writer.store([article(n) for n in range(1, 40)])
            writer.embed_backlog(HashingEmbedder())
            writer.store([article(1, "Another title entirely")])
            writer.embed_backlog(HashingEmbedder())
        record = library.get("7")
        assert record is not None
        assert library.search_vectors(HashingEmbedder().embed([record.text])[0], 3)[0].pmid == "7"
        assert library.verify().findings == ()
        library.verify(repair=True)
        assert library.status().backlog == 0


def test_vectors_elsewhere_are_not_silently_started_anew(tmp_path: Path, server: str) -> None:
    """A library embedded in its folder and opened with a server says so when it is written to or verified; it is
    searched by its flat copy meanwhile. Repairing brings them to the server without embedding, and leaves the old."""
    with Library.open(tmp_path / "library", create=True) as library, library.writing() as writer:
        writer.store([article(1)])
        writer.embed_backlog(HashingEmbedder())
    with Library.open(tmp_path / "library", chroma_url=server) as library:
        assert [hit.pmid for hit in library.search_vectors([1.0] * 32, 3)] == ["1"]
        assert server in library.verify().findings[0]
        with library.writing() as writer:
            writer.store([article(2)])
            with pytest.raises(LibraryDamaged, match="VOUCH_CHROMA_URL"):
                writer.embed_backlog(HashingEmbedder())
        assert library.verify(repair=True).ok
        assert (tmp_path / "library" / "vectors-1" / "chroma.sqlite3").is_file()
        with library.writing() as writer:
            assert writer.embed_backlog(HashingEmbedder()) == 1
        assert library.verify().findings == ()


@pytest.mark.parametrize(("url", "error"), [("127.0.0.1:8000", SettingsError), ("http://127.0.0.1:9", LibraryError)])
def test_a_server_that_is_not_there_is_named(tmp_path: Path, url: str, error: type[Exception]) -> None:
    """One line with the address, and what to do."""
    with pytest.raises(error, match=url):
        Vectors(tmp_path, "vouch", url).create()


def test_missing_vectors_are_told(tmp_path: Path) -> None:
    """A folder without a collection is damage, with its cure."""
    with pytest.raises(LibraryDamaged, match="verify --repair"):
        Vectors(tmp_path, "vouch").nearest(EYE[0], 1)


def test_ids_name_record_and_window() -> None:
    """And back."""
    assert window_of(window_id(12345678, 3)) == (12345678, 3)
    assert window_ids([(1, 2), (2, 1)]) == ["1:0", "1:1", "2:0"]
