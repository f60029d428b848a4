"""Reads a table of knowledge: the one reader of such files, for both packages.

A table is UTF-8 text, a row a line, its cells divided by tabs. A line that begins with "#" is a comment and an empty
one nothing; the first other line names the columns. Nothing is quoted, so a cell holds neither a tab nor a line break.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

__all__ = ["Table", "read_table", "records"]

_HERE = Path(__file__).parent


class Table(NamedTuple):
    """The names of a table's columns, and its rows, a cell a column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def records(self) -> Iterator[dict[str, str]]:
        """Each row by the names of its columns. Raises ValueError for a row with more or fewer cells than columns."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)


def read_table(path: Path) -> Table:
    """The table of that file; an empty file is one without columns. Raises OSError when it cannot be read."""
    text = path.read_text(encoding="utf-8")
    lines = [tuple(line.split("\t")) for line in text.split("\n") if line and line[0] != "#"]
    return Table(lines[0] if lines else (), tuple(lines[1:]))


@cache
def records(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `name`.tsv of this package, by column; read when first asked for, and kept."""
    return tuple(read_table(_HERE / f"{name}.tsv").records())
