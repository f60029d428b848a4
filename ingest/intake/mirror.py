"""Keeps a folder of PubMed's baseline and update files in step with NLM's server, or with another folder like it.

The layout is NLM's: `baseline/` and `updatefiles/`, beside each file its MD5 sum. A file is fetched into a `.part`,
which a later run resumes, and takes its name only when its sum is right; its `.md5` is written last and says so.
"""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import md5
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol, TypeVar, cast
from urllib.error import HTTPError
from urllib.parse import unquote, urlsplit
from urllib.request import Request, urlopen

import msgspec

from ingest.errors import NetworkError, SourceError, StorageFull
from ingest.records.article import Problem
from ingest.sources.pubmed_files import file_digest, nlm_order, stated_md5

__all__ = ["OFFICIAL", "MirrorReport", "mirror"]

OFFICIAL = "https://ftp.ncbi.nlm.nih.gov/pubmed"

_PARTS = ("baseline", "updatefiles")
_FILE = re.compile(r"(?<![\w.-])(?:pubmed|medline)\d\dn\d{4,6}\.xml(?:\.gz)?(?![\w.])")
_BLOCK = 1 << 18
_TRIES = 5
_TIMEOUT = 60.0

T = TypeVar("T")
Progress = Callable[[str, int, int], None]
"""Takes the file's name, its bytes so far, and its bytes in all (0 when unknown)."""


class _Absent(Exception):
    """The origin says that it does not have, or does not give, this file."""


class MirrorReport(msgspec.Struct, frozen=True):
    """What one run did, names as "baseline/pubmed24n0001.xml.gz", in the order they are to be applied."""

    fetched: tuple[str, ...] = ()
    kept: int = 0
    removed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    bytes: int = 0
    """Bytes that were transferred."""


class _Opened(NamedTuple):
    stream: BinaryIO
    offset: int
    size: int


class _Origin(Protocol):
    """Where the files come from."""

    def listing(self, part: str) -> str:
        """Text that holds the names of the files of this part; "" when there is no such part."""
        ...

    def open(self, name: str, offset: int) -> _Opened:
        """The bytes from this offset on, or from 0 where the origin cannot resume. Raises OSError."""
        ...


def mirror(
    folder: Path, base_url: str, progress: Progress, *, pause: Callable[[float], None] = time.sleep
) -> MirrorReport:
    """Fetches what is missing or changed, removes what the origin has no longer, and leaves the rest alone.

    `base_url` is a URL or a folder. Raises NetworkError when the server cannot be reached, SourceError when there are
    no PubMed files, StorageFull when `folder` cannot be written. A file whose sum is wrong twice is a problem.
    """
    origin = _origin(base_url)
    listed = {part: _names(origin, base_url, part) for part in _PARTS}
    if not any(listed.values()):
        raise SourceError(f"{base_url} holds no PubMed files in baseline/ or updatefiles/: give NLM's {OFFICIAL}")
    run = _Run(origin, folder, progress, pause)
    for part in _PARTS:
        for name in listed[part]:
            run.keep(f"{part}/{name}")
        if listed[part]:
            run.remove_others(part, set(listed[part]))
    return MirrorReport(tuple(run.fetched), run.kept, tuple(run.removed), tuple(run.problems), run.bytes)


def _origin(base_url: str) -> _Origin:
    address = urlsplit(base_url)
    if address.scheme in ("http", "https"):
        return _Server(base_url.rstrip("/"))
    path = Path(unquote(address.path)) if address.scheme == "file" else Path(base_url).expanduser()
    if not path.is_dir():
        raise SourceError(f"{base_url!r} is no folder and no http(s) URL: give NLM's {OFFICIAL}, or a folder like it")
    return _Folder(path)


def _names(origin: _Origin, base_url: str, part: str) -> list[str]:
    try:
        text = origin.listing(part)
    except (OSError, http.client.HTTPException) as error:
        raise NetworkError(f"{base_url}/{part} cannot be listed ({error}): check the network and the URL") from error
    return sorted(set(_FILE.findall(text)), key=lambda name: nlm_order(Path(name)))


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    def listing(self, part: str) -> str:
        folder = self._path / part
        return "\n".join(path.name for path in folder.iterdir()) if folder.is_dir() else ""

    def open(self, name: str, offset: int) -> _Opened:
        path = self._path / name
        stream = path.open("rb")
        stream.seek(offset)
        return _Opened(stream, offset, path.stat().st_size)


class _Server:
    def __init__(self, url: str) -> None:
        self._url = url

    def listing(self, part: str) -> str:
        try:
            with urlopen(f"{self._url}/{part}/", timeout=_TIMEOUT) as reply:  # noqa: S310 - http(s), checked above
                return cast(bytes, reply.read()).decode("utf-8", "replace")
        except HTTPError as error:
            error.close()
            if error.code == 404:
                return ""
            raise

    def open(self, name: str, offset: int) -> _Opened:
        headers = {"Range": f"bytes={offset}-"} if offset else {}
        request = Request(f"{self._url}/{name}", headers=headers)  # noqa: S310 - http(s), checked above
        try:
            reply = urlopen(request, timeout=_TIMEOUT)  # noqa: S310 - the same
        except HTTPError as error:
            error.close()
            if error.code == 416:
                return self.open(name, 0)
            raise
        begins = offset if reply.status == 206 else 0
        return _Opened(reply, begins, begins + int(reply.headers.get("Content-Length") or 0))


class _Run:
    """One run over the files, and what came of it."""

    def __init__(self, origin: _Origin, folder: Path, progress: Progress, pause: Callable[[float], None]) -> None:
        self.fetched: list[str] = []
        self.removed: list[str] = []
        self.problems: list[Problem] = []
        self.kept = 0
        self.bytes = 0
        self._origin = origin
        self._folder = folder
        self._progress = progress
        self._pause = pause

    def keep(self, name: str) -> None:
        """Makes this file present and right."""
        path = self._folder / name
        beside = path.with_name(path.name + ".md5")
        try:
            stated = stated_md5(self._patiently(lambda: self._small(f"{name}.md5")))
        except _Absent as error:
            return self._report(name, f"its MD5 sum cannot be had ({error}): not fetched")
        if not stated:
            return self._report(name, "its .md5 states no sum: not fetched")
        if path.is_file() and self._is_known(path, beside, stated):
            self.kept += 1
            return None
        for _ in range(2):
            part = path.with_name(path.name + ".part")
            try:
                self._patiently(partial(self._fetch, name, part))
            except _Absent as error:
                return self._report(name, f"it cannot be fetched ({error})")
            found = file_digest(part, md5(usedforsecurity=False))
            if found == stated:
                with _writing(path):
                    part.replace(path)
                    beside.write_text(f"MD5({path.name})= {stated}\n", encoding="utf-8")
                self.fetched.append(name)
                return None
            with _writing(part):
                part.unlink()
        return self._report(name, f"its MD5 sum is {found}, and {stated} is stated: not kept")

    def remove_others(self, part: str, names: set[str]) -> None:
        """Removes files of PubMed the origin has no longer (last year's baseline), and nothing else."""
        for path in sorted((self._folder / part).glob("*")):
            name = path.name.removesuffix(".md5").removesuffix(".part")
            if _FILE.fullmatch(name) and name not in names:
                with _writing(path):
                    path.unlink()
                if path.name == name:
                    self.removed.append(f"{part}/{name}")

    def _report(self, name: str, what: str) -> None:
        self.problems.append(Problem(name, "mirror", what))

    def _is_known(self, path: Path, beside: Path, stated: str) -> bool:
        """Whether the file was checked before against this very sum and not touched since, or passes the check now."""
        if beside.is_file() and path.stat().st_mtime_ns <= beside.stat().st_mtime_ns:
            return stated_md5(beside.read_text(encoding="utf-8", errors="replace")) == stated
        if file_digest(path, md5(usedforsecurity=False)) != stated:
            return False
        with _writing(beside):
            beside.write_text(f"MD5({path.name})= {stated}\n", encoding="utf-8")
        return True

    def _small(self, name: str) -> str:
        with self._origin.open(name, 0).stream as stream:
            return stream.read(_BLOCK).decode("utf-8", "replace")

    def _patiently(self, action: Callable[[], T]) -> T:
        """Tries again after a failure, each time after twice the wait. Raises _Absent, or at last NetworkError."""
        for tried in range(1, _TRIES + 1):
            try:
                return action()
            except FileNotFoundError as error:
                raise _Absent(error.strerror) from error
            except HTTPError as error:
                if error.code in (401, 403, 404, 410):
                    raise _Absent(str(error)) from error
                fault: Exception = error
            except (OSError, http.client.HTTPException) as error:
                fault = error
            if tried < _TRIES:
                self._pause(2.0 ** (tried - 1))
        raise NetworkError(f"the mirror stopped after {_TRIES} tries ({fault}): run it again, it resumes") from fault

    def _fetch(self, name: str, part: Path) -> None:
        """Fills the part from where it ends; raises OSError when it is cut, and what came stays for the next try."""
        opened = self._origin.open(name, part.stat().st_size if part.is_file() else 0)
        with opened.stream as stream:
            with _writing(part):
                part.parent.mkdir(parents=True, exist_ok=True)
                out = part.open("r+b" if opened.offset else "wb")
            with out:
                out.seek(opened.offset)
                done = opened.offset
                while block := stream.read(_BLOCK):
                    with _writing(part):
                        out.write(block)
                        out.flush()
                    done += len(block)
                    self.bytes += len(block)
                    self._progress(name, done, opened.size)
        if done < opened.size:
            raise OSError(f"{name} was cut off at {done} of {opened.size} bytes")


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageFull(f"{path} cannot be written: {error.strerror or error}") from error
