"""A user's own table of interactions serves beside the package's, and a bad row is told in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import KnowledgeError
from assistant.records.patient import Patient
from assistant.safety.imported import COLUMNS, add_interactions, imported_rows
from assistant.safety.interactions import interactions_of

GOOD = {
    "a": "osimertinib",
    "b": "Zestril",
    "b_kind": "drug",
    "severity": "monitor",
    "mechanism": "other pharmacodynamic",
    "effect": "made up for a test",
    "source": "Our hospital",
    "date": "2026-04",
    "url": "https://example.org/list",
    "excerpt": "",
}


def written(folder: Path, *rows: dict[str, str]) -> Path:
    file = folder / "mine.tsv"
    lines = ["\t".join(COLUMNS), *("\t".join({**GOOD, **row}[name] for name in COLUMNS) for row in rows)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_imported_rows_count_beside_ours_with_their_source(tmp_path: Path) -> None:
    """From the next question on, also for a brand, and gone when another table replaces them."""
    patient = Patient(medications=("osimertinib 80 mg",))
    assert interactions_of(patient, ("lisinopril",)).found == ()
    assert str(add_interactions(written(tmp_path, {}))).startswith("1 interactions of Our hospital in ")
    found = interactions_of(patient, ("lisinopril",)).found
    assert [(one.severity, one.source, one.date) for one in found] == [("monitor", "Our hospital", "2026-04")]
    add_interactions(written(tmp_path, {"b": "amlodipine"}))
    assert interactions_of(patient, ("lisinopril",)).found == ()


def test_an_imported_class_row_meets_its_members(tmp_path: Path) -> None:
    """The class is one that ships."""
    add_interactions(written(tmp_path, {"b": "proton pump inhibitors", "b_kind": "class", "severity": "caution"}))
    found = interactions_of(Patient(medications=("osimertinib",)), ("omeprazole",)).found
    assert [one.severity for one in found] == ["caution"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"severity": "danger"}, "line 2: severity is 'danger': it is one of contraindicated, avoid"),
        ({"a": ""}, "line 2: a is empty: it must be given"),
        ({"source": " "}, "line 2: source is empty"),
        ({"b": "zorbitrex"}, "line 2: no vocabulary knows the drug 'zorbitrex'"),
        ({"b_kind": "klass"}, "line 2: b_kind is 'klass'"),
        ({"b_kind": "class", "b": "lucky drugs"}, "line 2: no class is called 'lucky drugs'"),
        ({"date": "April"}, "line 2: date is 'April': write it as 2026"),
        ({"url": "javascript:x"}, "line 2: url is 'javascript:x'"),
        ({"effect": "x" * 1001}, "line 2: effect has over 1,000 characters"),
    ],
)
def test_a_bad_row_is_one_line_with_its_value_and_the_cure(tmp_path: Path, row: dict[str, str], said: str) -> None:
    """And nothing of the file is taken."""
    told: list[str] = []
    with pytest.raises(KnowledgeError, match="is not taken for 1 bad row: mend and add it again"):
        add_interactions(written(tmp_path, row, {}), told.append)
    assert len(told) == 1
    assert told[0].startswith(said)
    assert imported_rows() == ()


def test_many_bad_rows_are_counted(tmp_path: Path) -> None:
    """The first twenty are told one by one."""
    told: list[str] = []
    with pytest.raises(KnowledgeError, match="25 bad rows"):
        add_interactions(written(tmp_path, *({"a": ""} for _ in range(25))), told.append)
    assert len(told) == 20


def test_a_row_of_too_few_cells_and_a_file_without_the_columns_are_told(tmp_path: Path) -> None:
    """By line, and by the columns that are missing."""
    file = written(tmp_path, {})
    file.write_text(file.read_text(encoding="utf-8") + "one\ttwo\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="line 3: it has 2 cells and the first line 10"):
        add_interactions(file)
    file.write_text("a\tb\nx\ty\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="no column b_kind, severity"):
        add_interactions(file)
    file.write_bytes(b"\x00\x01")
    with pytest.raises(KnowledgeError, match="packed or binary"):
        add_interactions(file)
