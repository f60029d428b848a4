"""A user's newer release of CIViC, CPIC or ClinPGx in place of the one that ships, kept in the user's data folder.

It serves source by source where its date is not older than what ships. Of its texts nothing is kept.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from assistant.curated.actions import UNREAD
from assistant.curated.formats.civic import read_civic, reviewed
from assistant.curated.formats.clinpgx import created, read_clinpgx
from assistant.curated.formats.cpic import read_cpic
from assistant.curated.formats.files import date_in, members, table, whole
from assistant.curated.rows import COLUMNS, cells_of
from assistant.curated.store import OLDER, import_folder, release_dates
from assistant.errors import KnowledgeError
from assistant.records.curated import CuratedFact

__all__ = ["KINDS", "AddedRelease", "add_release"]


class AddedRelease(NamedTuple):
    """What of a release was written where."""

    facts: int
    unread: int
    """Recommendations whose text nobody has read yet: "see the guideline"."""
    dates: dict[str, str]
    path: Path

    def __str__(self) -> str:
        named = ", ".join(f"{source} of {day}" for source, day in sorted(self.dates.items()))
        unread = f"; {self.unread:,} of them say “{UNREAD}”, their text is new" if self.unread else ""
        return f"{self.facts:,} facts of {named} in {self.path}{unread}"


def add_release(kind: str, path: str | Path, on: str = "", older: bool = False) -> AddedRelease:
    """Reads a release as it was published into the user's data folder; an earlier import of its kind is replaced.

    `kind`: one of `KINDS`. `on`: the release's ISO date, where neither the file nor its name says it. `older`: it is to
    serve although what serves now is newer. Raises KnowledgeError.
    """
    reader = KINDS.get(kind)
    if reader is None:
        raise KnowledgeError(f"there is no release of kind {kind!r}: it is one of {', '.join(sorted(KINDS))}")
    file = Path(path)
    said = _checked(on) if on else date_in(file.name)
    try:
        facts = reader(file, said)
    except KnowledgeError as error:
        told = str(error)
        raise KnowledgeError(told if told.startswith(str(file)) else f"{file}: {told}") from error
    if not facts:
        raise KnowledgeError(f"{file} has no row that reads as {kind}: is it the right file?")
    if not facts[0].date:
        raise KnowledgeError(f"{file} does not say of when it is: add --date YYYY-MM-DD")
    _checked(facts[0].date)
    dates = {fact.source: fact.date for fact in facts}
    _not_older(file, dates, older)
    unread = sum(fact.action == UNREAD for fact in facts)
    return AddedRelease(len(facts), unread, dates, _write(kind, facts, older))


def _not_older(file: Path, dates: dict[str, str], older: bool) -> None:
    for source, serving in release_dates().items():
        if source in dates and dates[source] < serving and not older:
            raise KnowledgeError(
                f"{file} is {source} of {dates[source]}, and that of {serving} serves: add --older to take it anyway"
            )


def _checked(on: str) -> str:
    """An ISO date that is not in the future."""
    try:
        day = date.fromisoformat(on)
    except ValueError as error:
        raise KnowledgeError(f"{on!r} is not a date: write it as 2026-04-25") from error
    if day > datetime.now(UTC).date():
        raise KnowledgeError(f"{on} is in the future: give the date of the release")
    return day.isoformat()


def _civic(file: Path, said: str) -> list[CuratedFact]:
    lines = table(file)
    return read_civic(lines, said or reviewed(lines))


def _cpic(file: Path, said: str) -> list[CuratedFact]:
    try:
        content = msgspec.json.decode(whole(file))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{file} is not JSON ({error}): give CPIC's list of drugs as its API gives it") from error
    return read_cpic(content, said)


def _clinpgx(file: Path, said: str) -> list[CuratedFact]:
    inside = list(members(file))
    return read_clinpgx(inside, said or max((created(*one) for one in inside), default=""))


KINDS: dict[str, Callable[[Path, str], list[CuratedFact]]] = {"civic": _civic, "clinpgx": _clinpgx, "cpic": _cpic}
"""What can be added to its reader."""


def _write(kind: str, facts: list[CuratedFact], older: bool) -> Path:
    """Written beside and moved into place, so that a reader never meets half a table."""
    target = import_folder() / f"{kind}.tsv"
    lines = dict.fromkeys("\t".join(cells_of(fact)) for fact in facts)
    head = [OLDER] if older else []
    text = "\n".join([*head, "\t".join(COLUMNS[facts[0].kind]), *lines, ""])
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=target.parent, prefix=f"{kind}-", suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        Path(beside).replace(target)
    except OSError as error:
        raise KnowledgeError(f"{target} cannot be written: {error.strerror or error}") from error
    return target
