"""What the user names to be read, as sources of records: searches, lists of PMIDs, files, folders, patterns."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from ingest.errors import SourceError
from ingest.records.article import Article, Deletion, Problem
from ingest.settings import IngestSettings
from ingest.sources.eutils import EutilsClient, IdSource, SearchSource
from ingest.sources.pubmed_files import FileSource, is_record_file, nlm_order

__all__ = ["STARTER", "Source", "resolve"]

_MAGIC = re.compile(r"[*?\[]")
STARTER = "starter"
"""The word for the digests that ship."""

_HELP = (
    "give a file (.xml, .txt, .nbib, each also .gz), a folder, a pattern, search:QUERY, ids:1,2,3, ids:@FILE or starter"
)


class Source(Protocol):
    """Something that gives records. `size` and `position` are bytes, for a progress bar; a size of 0 is unknown."""

    name: str
    size: int

    def fingerprint(self) -> str:
        """What it holds, as a sum that is the same for the same content; "" for what has no stable content."""
        ...

    def records(self, problems: list[Problem]) -> Iterator[Article | Deletion]:
        """The records in order; faults of single records go to `problems`. Raises SourceError when it cannot go on."""
        ...

    def position(self) -> int: ...


def resolve(specs: Sequence[str], settings: IngestSettings) -> list[Source]:
    """The sources that these words name, in the order given; files of one folder or pattern in NLM's order.

    A file named twice comes once. Raises SourceError when a word names nothing, SettingsError when NCBI is needed and
    no e-mail address is set.
    """
    made: list[Source] = []
    seen: set[Path | str] = set()
    for spec in specs:
        if spec.startswith(("search:", "ids:")):
            if spec not in seen:
                made.append(_from_ncbi(spec, settings))
            seen.add(spec)
            continue
        for path in _files(spec):
            real = path.resolve()
            if real not in seen:
                made.append(FileSource(path))
            seen.add(real)
    return made


def _from_ncbi(spec: str, settings: IngestSettings) -> Source:
    kind, _, rest = spec.partition(":")
    rest = rest.strip()
    if not rest:
        raise SourceError(f"{spec!r} names nothing: write search:QUERY, ids:1,2,3 or ids:@FILE")
    if kind == "search":
        return SearchSource(rest, EutilsClient(settings))
    pmids = _pmids_of_file(Path(rest[1:]).expanduser()) if rest.startswith("@") else _pmids(rest, spec)
    return IdSource(pmids, EutilsClient(settings), name=spec if rest.startswith("@") else "")


def _pmids_of_file(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeError) as error:
        raise SourceError(f"the list of PMIDs {path} cannot be read: {error}") from error
    return _pmids(" ".join(line.partition("#")[0] for line in lines), str(path))


def _pmids(text: str, where: str) -> list[str]:
    words = [word for word in re.split(r"[\s,;]+", text) if word]
    if wrong := next((word for word in words if not re.fullmatch(r"[0-9]{1,9}", word)), ""):
        raise SourceError(f"{wrong!r} in {where!r} is no PMID: PMIDs are numbers, separated by commas or spaces")
    if not words:
        raise SourceError(f"{where!r} names no PMID")
    return words


def _files(spec: str) -> list[Path]:
    """The files a word names: itself, those of a folder (to any depth), or those of a pattern."""
    path = Path(__file__).parents[1] / STARTER if spec == STARTER else Path(spec).expanduser()
    if path.is_file():
        return [path]
    if path.is_dir():
        found = [inner for inner in path.rglob("*") if is_record_file(inner)]
        if not found:
            raise SourceError(f"the folder {spec!r} holds no file of records (.xml, .txt, .nbib, each also .gz)")
        return sorted(found, key=nlm_order)
    if _MAGIC.search(spec):
        matches = (Path(match) for match in glob.glob(str(path), recursive=True))  # noqa: PTH207 - absolute patterns
        found = [match for match in matches if match.is_file() and match.suffix not in (".md5", ".part")]
        if not found:
            raise SourceError(f"no file matches {spec!r}")
        return sorted(found, key=nlm_order)
    raise SourceError(f"{spec!r} is no file, no folder and no search: {_HELP}")
