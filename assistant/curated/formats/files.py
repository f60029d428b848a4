"""Reads a user's file as it was published: plain, gzipped or a zip archive, up to a size that no release has.

Nothing of an archive is written anywhere: its members are read in memory, one by one, each and all together limited,
whatever its directory says about their sizes.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from assistant.errors import KnowledgeError
from assistant.names.import_vocabulary import content, no_table

__all__ = ["MOST_BYTES", "date_in", "members", "table", "whole"]

MOST_BYTES = 64 << 20
"""Of a release, unpacked: CIViC's table has 5 MB, ClinPGx's guidelines 30."""
_MOST_MEMBERS = 10_000


def whole(path: Path) -> bytes:
    """The content of a plain or gzipped file. Raises KnowledgeError for one that cannot be read or is too large."""
    try:
        return content(path, MOST_BYTES)
    except (OSError, EOFError, zlib.error) as error:
        raise KnowledgeError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from error


def table(path: Path) -> list[list[str]]:
    """The lines of a table, a cell a column. Raises KnowledgeError for what is no table in UTF-8."""
    raw = whole(path)
    if wrong := no_table(raw):
        raise KnowledgeError(f"{path} {wrong}: give the .tsv file itself, or its .gz")
    try:
        lines = raw.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"{path} is not in UTF-8: give the file as it was downloaded") from error
    return [line.rstrip("\r").split("\t") for line in lines if line.strip()]


def members(path: Path) -> Iterator[tuple[str, bytes]]:
    """(name, content) of the files in a zip archive; of a file that is no archive, itself.

    Raises KnowledgeError for a broken archive and for one that holds over `MOST_BYTES`.
    """
    raw = whole(path)
    if not raw.startswith(b"PK\x03\x04"):
        yield path.name, raw
        return
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            inside = archive.infolist()
            if len(inside) > _MOST_MEMBERS:
                raise KnowledgeError(f"{path} holds over {_MOST_MEMBERS:,} files, which no release does")
            for member in inside:
                if member.is_dir():
                    continue
                with archive.open(member) as stream:
                    unpacked = stream.read(left + 1)
                left -= len(unpacked)
                if left < 0:
                    raise KnowledgeError(f"{path} holds over {MOST_BYTES:,} bytes unpacked, which no release does")
                yield member.filename, unpacked
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise KnowledgeError(f"{path} is a broken or locked archive ({error}): download it again") from error


_DATE = re.compile(r"(?<!\d)(?:(\d{4})-(\d\d)-(\d\d)|(\d\d)-([A-Z][a-z]{2})-(\d{4}))(?!\d)")


def date_in(name: str) -> str:
    """The ISO date in a file's name ("01-Apr-2026-AcceptedClinicalEvidenceSummaries.tsv"); empty where it has none."""
    for found in _DATE.finditer(name):
        written, form = (found[0], "%Y-%m-%d") if found[1] else (found[0], "%d-%b-%Y")
        try:
            return datetime.strptime(written, form).date().isoformat()
        except ValueError:
            continue
    return ""
