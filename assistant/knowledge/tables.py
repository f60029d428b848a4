"""Gives the tables in the shapes they are used in, and cuts text into the words that names are compared by.

A table of the package is found by its name alone, in whichever folder of `knowledge` it lies. It is read when first
asked for and kept, and so is each shape of it:

    rows       the cells as they stand; also of a table in a user's or a library's folder
    records    the cells by the names of their columns
    values     what stands in a column, once
    words_in   the words of cells that hold many
    lookup     first column to the second
    mapping    first column to the columns between it and the source
    grouped    the same where a first cell has several rows
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path

from ingest.knowledge.tables import Table, read_table

__all__ = [
    "WORD",
    "grouped",
    "lookup",
    "mapping",
    "pieces",
    "records",
    "rows",
    "spell",
    "spell_all",
    "stamp",
    "table_path",
    "user_folder",
    "values",
    "words_in",
    "words_of",
]

_HERE = Path(__file__).parent

WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['’]s\b")


def rows(name: str, folder: Path | None = None) -> tuple[tuple[str, ...], ...]:
    """Rows of the package's table of that name, or of `name`.tsv in a folder, read anew, where an absent one has none.

    Raises KeyError when the package has no such table.
    """
    if folder is None:
        return _table(name).rows
    path = folder / f"{name}.tsv"
    return read_table(path).rows if path.is_file() else ()


@cache
def records(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table by column: for tables of many columns, and where a column's name says more than its place."""
    return tuple(_table(name).records())


@cache
def values(name: str, column: int = 0) -> frozenset[str]:
    """What stands in a column of a table."""
    return frozenset(row[column] for row in rows(name))


@cache
def words_in(name: str, *marks: str) -> frozenset[str]:
    """The words of the cells before the source, which hold many divided by blanks, in the rows that have all `marks`
    in a cell further left."""
    chosen = (row for row in rows(name) if all(mark in row[:-2] for mark in marks))
    return frozenset(word for row in chosen for word in row[-2].split())


@cache
def lookup(name: str) -> dict[str, str]:
    """First column of a table to the second; the first row of a key counts."""
    return {key: rest[0] for key, rest in mapping(name).items()}


@cache
def mapping(name: str) -> dict[str, tuple[str, ...]]:
    """First column of a table to the columns between it and the source; the first row of a key counts."""
    return {key: found[0] for key, found in grouped(name).items()}


@cache
def grouped(name: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """First column of a table to the columns between it and the source of each of its rows, in their order."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for first, *rest in rows(name):
        found.setdefault(first, []).append(tuple(rest[:-1]))
    return {key: tuple(group) for key, group in found.items()}


def table_path(name: str) -> Path:
    """The file of the package's table of that name. Raises KeyError when it has none."""
    return _paths()[name]


@cache
def _paths() -> dict[str, Path]:
    return {path.stem: path for path in chain(_HERE.glob("*.tsv"), _HERE.glob("*/*.tsv"))}


@cache
def _table(name: str) -> Table:
    return read_table(table_path(name))


def pieces(cell: str) -> list[str]:
    """The values of a cell that holds several, divided by "|"."""
    return cell.split("|") if cell else []


def user_folder() -> Path:
    """Where `vouch knowledge add` keeps vocabularies that serve every library of this user."""
    from platformdirs import user_data_path

    return user_data_path("vouch", appauthor=False) / "knowledge"


def stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Changes when a table of the folder changes: (file, size, modification time in ns) of each."""
    try:
        found = [(path.name, path.stat()) for path in sorted(folder.glob("*.tsv"))]
    except OSError:
        return ()
    return tuple((name, state.st_size, state.st_mtime_ns) for name, state in found)


def words_of(name: str) -> str:
    """The form in which names are compared: words in lower case and American spelling, a blank between.

    Hyphens, commas, slashes and a possessive make no difference; a Greek letter is its name.
    """
    return " ".join(spell_all(name).split())


def spell_all(text: str) -> str:
    """Lower case, American spelling, Greek letters by name, and a blank for every mark but tab, line break and "|"."""
    low = _POSSESSIVE.sub("", text.lower()).translate(_plain())
    if not low.isascii():
        low = _FOREIGN.sub(_bare, low)
    for british, american in _spellings():
        if british in low:
            low = low.replace(british, american)
    return low


def spell(word: str) -> str:
    """One word in lower case, Greek letters by name, and American spelling ("tumour" is "tumor")."""
    low = word.lower()
    if not low.isascii():
        low = spell_all(low)
    # One of these is in every British form of the table: most words need no closer look.
    if "ae" in low or "oe" in low or "our" in low or "iser" in low or "leuc" in low:
        for british, american in _spellings():
            if british in low:
                low = low.replace(british, american)
    return low


def _bare(match: re.Match[str]) -> str:
    """A letter beyond ASCII without its accent; a mark becomes a blank."""
    return "".join(c for c in unicodedata.normalize("NFKD", match[0]) if c.isalnum()).lower() or " "


_FOREIGN = re.compile(r"[^\x00-\x7f]")
_KEPT = " \t\n|"


@lru_cache(maxsize=1)
def _plain() -> dict[int, str]:
    """What single characters become: marks a blank, Greek letters their names."""
    marks = {code: " " for code in (*range(0x80), *range(0x2000, 0x2070)) if not chr(code).isalnum()}
    greek = {code: _greek(code) for code in range(0x370, 0x400) if chr(code).isalpha()}
    micro = {0xB5: "mu", 0xAE: " ", 0x2122: " ", 0xB0: " ", 0xB7: " ", 0x2212: " "}
    return {code: made for code, made in (marks | greek | micro).items() if chr(code) not in _KEPT}


def _greek(code: int) -> str:
    return unicodedata.name(chr(code), "").split("LETTER ")[-1].split(" ")[0].lower()


@lru_cache(maxsize=1)
def _spellings() -> tuple[tuple[str, str], ...]:
    return tuple(lookup("spellings").items())
