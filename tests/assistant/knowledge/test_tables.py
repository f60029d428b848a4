"""The loader gives each table of the package in the shapes it is used in, and a folder's tables beside it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from assistant.knowledge import tables
from assistant.knowledge.tables import grouped, lookup, mapping, records, rows, table_path, values, words_in

FOLDER = Path(tables.__file__).parent


@pytest.fixture
def shapes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of the package, "shapes", that only this test knows."""
    path = tmp_path / "shapes.tsv"
    lines = ["kind\tuse\twords\tsource", "x\tfirst\tone two\ts1", "y\tfirst\t\ts2", "x\tlast\ttwo three\ts3", ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(tables, "_paths", lambda: {"shapes": path})
    for shape in (tables._table, records, values, words_in, lookup, mapping, grouped):
        shape.cache_clear()


@pytest.mark.usefixtures("shapes")
def test_a_table_has_its_shapes() -> None:
    """Rows, records, columns, words, the first row of a key and all of its rows are those of the file."""
    assert rows("shapes")[0] == ("x", "first", "one two", "s1")
    assert records("shapes")[1] == {"kind": "y", "use": "first", "words": "", "source": "s2"}
    assert values("shapes") == {"x", "y"}
    assert values("shapes", 1) == {"first", "last"}
    assert words_in("shapes") == {"one", "two", "three"}
    assert words_in("shapes", "x", "last") == {"two", "three"}
    assert lookup("shapes") == {"x": "first", "y": "first"}
    assert mapping("shapes") == {"x": ("first", "one two"), "y": ("first", "")}
    assert grouped("shapes") == {"x": (("first", "one two"), ("last", "two three")), "y": (("first", ""),)}


@pytest.mark.usefixtures("shapes")
def test_a_table_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many shapes are asked for, its file is opened once."""
    opened = Counter[str]()
    read = tables.read_table

    def counted(path: Path) -> tables.Table:
        opened[path.name] += 1
        return read(path)

    monkeypatch.setattr(tables, "read_table", counted)
    for shape in (rows, records, values, words_in, lookup, mapping, grouped, rows):
        shape("shapes")
    assert opened == {"shapes.tsv": 1}


def test_a_folder_of_a_user_is_read_anew(tmp_path: Path) -> None:
    """A table of a user's or a library's folder stands beside the package's, may be absent, and may change."""
    assert rows("drugs", tmp_path) == ()
    for name in ("blargotin", "blargotan"):
        (tmp_path / "drugs.tsv").write_text(f"id\tname\tsource\n\t{name}\tmine\n", encoding="utf-8")
        assert rows("drugs", tmp_path) == (("", name, "mine"),)
    assert "blargotin" not in values("drugs", 1)


def test_a_table_that_is_not_there_is_an_error() -> None:
    """The package has every table that is asked of it by name."""
    with pytest.raises(KeyError, match="no_such_table"):
        rows("no_such_table")


def test_every_table_is_in_a_folder_of_its_kind() -> None:
    """None lies beside the folders, and there is no folder but these."""
    assert {path.parent.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.tsv")} == {
        "curated",
        "learned",
        "patterns",
        "pharmacogenomics",
        "safety",
        "vocabulary",
        "words",
    }


def test_names_are_unique_over_the_folders() -> None:
    """A name finds one file, whatever folder it is in."""
    names = Counter(path.stem for path in FOLDER.rglob("*.tsv"))
    assert names
    assert [name for name, number in names.items() if number > 1] == []
    assert all(table_path(name).is_file() for name in names)
