"""Interactions that a user adds from a table of their own: checked row by row, kept beside the package's.

The table has the columns of `COLUMNS`, those of `OPTIONAL` if it likes, in any order. It goes into the user's data
folder, where it replaces an earlier one; a file with a bad row is not taken, and each bad row is told in a line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, get_args

from assistant.curated.formats.files import table
from assistant.curated.store import import_folder
from assistant.errors import KnowledgeError
from assistant.knowledge.tables import stamp, values
from assistant.names.medications import drug_of
from assistant.records.safety import Severity
from ingest.errors import shown
from ingest.knowledge.tables import read_table

__all__ = [
    "COLUMNS",
    "OPTIONAL",
    "SEVERITIES",
    "AddedInteractions",
    "add_interactions",
    "imported_rows",
    "imported_stamp",
]

COLUMNS = ("a", "b", "b_kind", "severity", "mechanism", "effect", "source", "date", "url", "excerpt")
OPTIONAL = ("changed", "only_if")
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""The strongest first."""
_MOST_ROWS = 100_000
_LONGEST = 1000
"""Characters of a cell."""
_MOST_TOLD = 20
"""Bad rows that are told one by one; of all the number is."""
_NAME = "interactions"


class AddedInteractions(NamedTuple):
    """What was written where."""

    number: int
    sources: tuple[str, ...]
    path: Path

    def __str__(self) -> str:
        return f"{self.number:,} interactions of {', '.join(self.sources[:5])} in {self.path}"


def add_interactions(path: str | Path, tell: Callable[[str], None] = lambda line: None) -> AddedInteractions:
    """Reads a table of interactions into the user's data folder. `tell` is given a line for each bad row.

    Raises KnowledgeError for a file that is no such table or has a bad row; nothing of it is taken then.
    """
    file = Path(path)
    lines = table(file)
    header, body = (lines[0], lines[1:]) if lines else ([], [])
    columns = [name.strip().lower() for name in header]
    if missing := [name for name in COLUMNS if name not in columns]:
        raise KnowledgeError(f"{file} has no column {', '.join(missing)}: its first line names {', '.join(COLUMNS)}")
    if not body or len(body) > _MOST_ROWS:
        raise KnowledgeError(f"{file} has {len(body):,} rows: give 1 to {_MOST_ROWS:,}")
    made: dict[tuple[str, ...], None] = {}
    wrong: list[str] = []
    for number, cells in enumerate(body, start=2):
        row = dict(zip(columns, (" ".join(cell.split()) for cell in cells), strict=False))
        said = _wrong(row, len(cells), len(columns))
        wrong += [f"line {number}: {said}"] if said else []
        made[_written(row)] = None
    if wrong:
        for line in wrong[:_MOST_TOLD]:
            tell(line)
        are = "1 bad row" if len(wrong) == 1 else f"{len(wrong):,} bad rows"
        raise KnowledgeError(f"{file} is not taken for {are}: mend and add it again; the first is {wrong[0]}")
    sources = tuple(sorted({row["source"] for row in _records(made)}))
    return AddedInteractions(len(made), sources, _write(list(made)))


def imported_rows() -> tuple[dict[str, str], ...]:
    """The rows of the user's table; none where there is none or it cannot be read as one."""
    return _read(import_folder(), imported_stamp())


def imported_stamp() -> object:
    """Changes when the user's table does."""
    return tuple(one for one in stamp(import_folder()) if one[0] == f"{_NAME}.tsv")


@lru_cache(maxsize=2)
def _read(folder: Path, _: object) -> tuple[dict[str, str], ...]:
    file = folder / f"{_NAME}.tsv"
    if not file.is_file():
        return ()
    found = read_table(file)
    if set(found.columns) != {*COLUMNS, *OPTIONAL}:
        raise KnowledgeError(f"{file} is damaged: add the table again, or delete it")
    return tuple(found.records())


def _records(made: dict[tuple[str, ...], None]) -> Iterator[dict[str, str]]:
    return (dict(zip((*COLUMNS, *OPTIONAL), cells, strict=True)) for cells in made)


def _wrong(row: dict[str, str], cells: int, columns: int) -> str:
    """What is wrong with a row, its value and the cure; "" for a good one."""
    if cells != columns:
        return f"it has {cells} cells and the first line {columns}: part them by tabs, one a column"
    if long := next((name for name, cell in row.items() if len(cell) > _LONGEST), ""):
        return f"{long} has over {_LONGEST:,} characters: shorten it"
    if empty := next((name for name in ("a", "b", "severity", "source") if not row[name]), ""):
        return f"{empty} is empty: it must be given"
    if row["severity"] not in SEVERITIES:
        return f"severity is {shown(row['severity'])}: it is one of {', '.join(SEVERITIES)}"
    if row["b_kind"] not in ("drug", "class"):
        return f'b_kind is {shown(row["b_kind"])}: it is "drug" or "class"'
    if row["b_kind"] == "class" and row["b"] not in values("interaction_classes"):
        return f'no class is called {shown(row["b"])}: write it as "strong CYP3A4 inhibitors", or give its drugs'
    drugs = [*row["a"].split("+"), *(row["b"].split("+") if row["b_kind"] == "drug" else ())]
    if unknown := next((drug for drug in drugs if not drug_of(drug.strip())), ""):
        return f"no vocabulary knows the drug {shown(unknown)}: use its generic name, or `vouch knowledge add drugs`"
    return _wrong_date(row["date"]) or _wrong_url(row["url"])


def _wrong_date(said: str) -> str:
    try:
        if said and not (len(said) == 4 and said.isdigit()):
            date.fromisoformat(said if len(said) > 7 else f"{said}-01")
    except ValueError:
        return f"date is {shown(said)}: write it as 2026, 2026-04 or 2026-04-25"
    return ""


def _wrong_url(said: str) -> str:
    return (
        "" if not said or said.startswith("https://") else f"url is {shown(said)}: give an https:// address or nothing"
    )


def _written(row: dict[str, str]) -> tuple[str, ...]:
    """The cells of a row in the order of the kept table, drugs by the names that interactions are looked up by."""
    named = {**dict.fromkeys((*COLUMNS, *OPTIONAL), ""), **row}
    named["a"] = _drugs(named["a"])
    if named["b_kind"] == "drug":
        named["b"] = _drugs(named["b"])
    return tuple(named[name] for name in (*COLUMNS, *OPTIONAL))


def _drugs(said: str) -> str:
    parts = [part.strip() for part in said.split("+")]
    return "+".join(sorted(dict.fromkeys(drug_of(part) or part for part in parts)))


def _write(lines: Sequence[tuple[str, ...]]) -> Path:
    """Written beside and moved into place, so that a reader never meets half a table."""
    target = import_folder() / f"{_NAME}.tsv"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_suffix(".part")
        head = "\t".join((*COLUMNS, *OPTIONAL))
        beside.write_text("\n".join([head, *("\t".join(cells) for cells in lines), ""]), encoding="utf-8")
        beside.replace(target)
    except OSError as error:
        raise KnowledgeError(f"{target} cannot be written: {error.strerror or error}") from error
    return target
