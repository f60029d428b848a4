"""The one reader of tables: what a file holds, by row and by column."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.knowledge.tables import Table, read_table, records

PACKAGES = Path(__file__).parents[3]
TABLES = [path for package in ("assistant", "ingest") for path in (PACKAGES / package / "knowledge").rglob("*.tsv")]


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("a\tb\n1\t2\n", Table(("a", "b"), (("1", "2"),))),
        ("# on the table\na\tb\n# on the row\n1\t2", Table(("a", "b"), (("1", "2"),))),
        ("a\tb\n\n1\t\n\n", Table(("a", "b"), (("1", ""),))),
        ("a\tb\r\n1\t2\r\n", Table(("a", "b"), (("1", "2"),))),
        ('a\tb\n"1"\t \n\t#\n', Table(("a", "b"), (('"1"', " "), ("", "#")))),
        ("a\tb\n\u2028\t\u000b\n", Table(("a", "b"), (("\u2028", "\u000b"),))),
        ("a\tb\n", Table(("a", "b"), ())),
        ("", Table((), ())),
    ],
    ids=[
        "plain",
        "comments",
        "empty lines",
        "carriage returns",
        "quotes and blanks",
        "other breaks",
        "header",
        "empty",
    ],
)
def test_a_file_is_read_as_it_stands(text: str, table: Table, tmp_path: Path) -> None:
    """Cells are kept to the letter; comments, empty lines and the header are no rows."""
    path = tmp_path / "table.tsv"
    path.write_bytes(text.encode())
    assert read_table(path) == table


def test_a_row_of_another_length_is_an_error(tmp_path: Path) -> None:
    """A cell too many or too few is not given to the wrong column."""
    path = tmp_path / "table.tsv"
    path.write_text("a\tb\n1\t2\t3\n", encoding="utf-8")
    with pytest.raises(ValueError, match="longer"):
        list(read_table(path).records())


def test_a_table_of_the_package_is_read_once() -> None:
    """Its rows come by column, and the same ones each time."""
    designs = records("designs")
    assert designs is records("designs")
    assert {"publication_type": "Meta-Analysis", "design": "meta-analysis"}.items() <= designs[2].items()


@pytest.mark.parametrize("path", TABLES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_every_table_is_whole(path: Path) -> None:
    """Each row of each table of both packages has a cell for each column, of which the last is the source."""
    table = read_table(path)
    assert table.columns[-1] == "source"
    assert [row for row in table.rows if len(row) != len(table.columns)] == []
    assert table.rows
