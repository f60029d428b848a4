"""A folder kept in step with NLM's layout: fetched once, resumed, checked, and cleared of what is gone."""

from __future__ import annotations

import functools
import http.server
import os
import threading
from collections.abc import Iterator
from hashlib import md5
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import NetworkError, SourceError, StorageFull
from ingest.intake.mirror import MirrorReport, mirror

NAMES = ["baseline/pubmed24n0001.xml.gz", "baseline/pubmed24n0002.xml.gz", "updatefiles/pubmed24n0003.xml.gz"]


def put(origin: Path, name: str, content: bytes) -> None:
    path = origin / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.with_name(path.name + ".md5").write_text(f"MD5({path.name})= {md5(content).hexdigest()}\n")  # noqa: S324 - NLM's


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """Two baseline files and an update file, with sums, and what else lies there."""
    made = tmp_path / "origin"
    for name in NAMES:
        put(made, name, name.encode() * 50_000)
    (made / "baseline" / "README.txt").write_text("Read me.")
    return made


class Server(http.server.ThreadingHTTPServer):
    """NLM's server in small: listings, ranges, and on demand a cut, a failure or no ranges."""

    def __init__(self, origin: Path) -> None:
        super().__init__(("127.0.0.1", 0), functools.partial(Handler, directory=str(origin)))
        self.cuts = 0
        self.failures = 0
        self.ranges = True
        self.asked: list[tuple[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.SimpleHTTPRequestHandler):
    server: Server

    def log_message(self, *_: Any) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        wanted = self.headers.get("Range", "")
        if not self.path.endswith(".gz"):
            return super().do_GET()
        self.server.asked.append((self.path[1:], wanted))
        if self.server.failures:
            self.server.failures -= 1
            return self.send_error(503)
        content = Path(self.translate_path(self.path)).read_bytes()
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and self.server.ranges else 0
        if start >= len(content):
            return self.send_error(416)
        self.send_response(206 if start else 200)
        body = content[start:]
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.server.cuts:
            self.server.cuts -= 1
            body = body[: len(body) // 2]
        self.wfile.write(body)
        self.close_connection = True
        return None


@pytest.fixture
def server(origin: Path) -> Iterator[Server]:
    """The origin behind HTTP on loopback."""
    with Server(origin) as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def keep(folder: Path, base: str | Path) -> MirrorReport:
    return mirror(folder, str(base), lambda *_: None, pause=lambda _: None)


def same(folder: Path, origin: Path) -> bool:
    return all((folder / name).read_bytes() == (origin / name).read_bytes() for name in NAMES)


@pytest.mark.parametrize("kind", ["server", "folder"])
def test_fetches_all_in_order_once_and_then_nothing(tmp_path: Path, origin: Path, server: Server, kind: str) -> None:
    """The first run brings every file, baseline first; the second finds all in step."""
    base = server.url + "/" if kind == "server" else str(origin)
    seen: list[tuple[str, int, int]] = []
    report = mirror(tmp_path / "copy", base, lambda *step: seen.append(step))
    assert report.fetched == tuple(NAMES)
    assert report.bytes == sum((origin / name).stat().st_size for name in NAMES)
    assert report.problems == ()
    assert same(tmp_path / "copy", origin)
    assert seen[-1] == (NAMES[-1], (origin / NAMES[-1]).stat().st_size, (origin / NAMES[-1]).stat().st_size)
    assert keep(tmp_path / "copy", base) == MirrorReport(kept=3)


def test_a_cut_transfer_goes_on_where_it_stopped(tmp_path: Path, origin: Path, server: Server) -> None:
    """What came is not asked for again."""
    server.cuts = 2
    report = keep(tmp_path / "copy", server.url)
    size = (origin / NAMES[0]).stat().st_size
    assert server.asked[:3] == [
        (NAMES[0], ""),
        (NAMES[0], f"bytes={size // 2}-"),
        (NAMES[0], f"bytes={size * 3 // 4}-"),
    ]
    assert report.bytes == sum((origin / name).stat().st_size for name in NAMES)
    assert same(tmp_path / "copy", origin)


def test_a_server_without_ranges_is_read_from_the_start(tmp_path: Path, origin: Path, server: Server) -> None:
    """The part is written over."""
    server.cuts, server.ranges = 1, False
    keep(tmp_path / "copy", server.url)
    assert same(tmp_path / "copy", origin)


@pytest.mark.parametrize("left", [b"x", b"x" * 5_000_000], ids=["wrong", "too long"])
def test_a_wrong_part_of_an_earlier_run_does_no_harm(tmp_path: Path, origin: Path, server: Server, left: bytes) -> None:
    """The sum finds it, and the file is fetched anew."""
    part = tmp_path / "copy" / (NAMES[0] + ".part")
    part.parent.mkdir(parents=True)
    part.write_bytes(left)
    assert keep(tmp_path / "copy", server.url).problems == ()
    assert same(tmp_path / "copy", origin)
    assert not part.exists()


def test_a_changed_file_is_fetched_again_and_a_damaged_one_too(tmp_path: Path, origin: Path) -> None:
    """By the sum that stands beside it, or, where none does, by its own."""
    copy = tmp_path / "copy"
    keep(copy, origin)
    put(origin, NAMES[0], b"changed")
    (copy / NAMES[1]).write_bytes(b"damaged")
    (copy / (NAMES[1] + ".md5")).unlink()
    (copy / (NAMES[2] + ".md5")).unlink()
    report = keep(copy, origin)
    assert (report.fetched, report.kept) == (tuple(NAMES[:2]), 1)
    assert same(copy, origin)


def test_a_file_that_was_touched_since_it_was_checked_is_checked_again(tmp_path: Path, origin: Path) -> None:
    """What a disk or a person did to it is found by the next run, and made good."""
    keep(tmp_path / "copy", origin)
    file = tmp_path / "copy" / NAMES[1]
    with file.open("ab") as stream:
        stream.write(b"more")
    checked = file.with_name(file.name + ".md5").stat().st_mtime_ns
    os.utime(file, ns=(checked + 10**9, checked + 10**9))
    assert keep(tmp_path / "copy", origin).fetched == (NAMES[1],)
    assert file.read_bytes() == (origin / NAMES[1]).read_bytes()


def test_what_the_origin_has_no_longer_is_removed_and_nothing_else(tmp_path: Path, origin: Path) -> None:
    """Last year's files go with their sums and parts; a file of the user stays; an empty listing removes nothing."""
    copy = tmp_path / "copy"
    keep(copy, origin)
    old = copy / "baseline" / "pubmed23n0001.xml.gz"
    for path in (old, Path(f"{old}.md5"), Path(f"{old}.part"), copy / "baseline" / "mine.xml.gz"):
        path.write_bytes(b"x")
    (origin / NAMES[2]).unlink()
    report = keep(copy, origin)
    assert report.removed == ("baseline/pubmed23n0001.xml.gz",)
    left = sorted(path.name for path in (copy / "baseline").iterdir())
    assert left == ["mine.xml.gz", *sorted(name for n in NAMES[:2] for name in (Path(n).name, Path(n).name + ".md5"))]
    assert (copy / NAMES[2]).exists()


def test_a_file_whose_sum_is_wrong_is_not_kept(tmp_path: Path, origin: Path) -> None:
    """Both sums are named, the other files come, and a sum that is missing or empty is a problem, too."""
    wrong, none, gone = (origin / (name + ".md5") for name in NAMES)
    wrong.write_text("MD5(x)= " + "0" * 32)
    none.write_text("?")
    gone.unlink()
    report = keep(tmp_path / "copy", origin)
    said = [problem.what for problem in report.problems]
    assert "0" * 32 in said[0]
    assert md5((origin / NAMES[0]).read_bytes()).hexdigest() in said[0]  # noqa: S324 - NLM's
    assert "states no sum" in said[1]
    assert "cannot be had" in said[2]
    assert [problem.source for problem in report.problems] == NAMES
    assert not list((tmp_path / "copy").rglob("*.gz"))


def test_a_passing_failure_is_waited_out_and_a_lasting_one_stops(tmp_path: Path, server: Server) -> None:
    """Each wait is twice the one before; in the end one line says to run again."""
    waits: list[float] = []
    server.failures = 2
    mirror(tmp_path / "copy", server.url, lambda *_: None, pause=waits.append)
    assert waits == [1.0, 2.0]
    server.failures = 99
    with pytest.raises(NetworkError, match="run it again, it resumes"):
        keep(tmp_path / "other", server.url)


def test_an_origin_that_is_none_is_an_error_with_the_cure(tmp_path: Path, server: Server) -> None:
    """No folder, no PubMed files, no server."""
    for base in ("ftp://192.0.2.1/pubmed", str(tmp_path / "nowhere"), server.url + "/nowhere", str(tmp_path)):
        with pytest.raises(SourceError, match=r"https://ftp\.ncbi\.nlm\.nih\.gov/pubmed"):
            keep(tmp_path / "copy", base)
    with pytest.raises(NetworkError, match="cannot be listed"):
        keep(tmp_path / "copy", "http://127.0.0.1:1")


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path, origin: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "copy").write_text("")
    with pytest.raises(StorageFull, match="cannot be written"):
        keep(tmp_path / "copy", origin)
