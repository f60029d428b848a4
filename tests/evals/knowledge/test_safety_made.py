"""The tables of the safety gate are what readings make of the facts."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge.tables import table_path
from evals.knowledge import safety
from ingest.knowledge.tables import read_table

READINGS = Path(safety.__file__).with_name("contraindication_readings.tsv")


@pytest.mark.data
def test_the_tables_are_made_from_the_facts(shared_data: Path) -> None:
    """Making a table again gives the one that ships."""
    for name, text in safety.tables(shared_data / "facts").items():
        assert table_path(name).read_text(encoding="utf-8") == text


def test_a_kept_reading_is_whole() -> None:
    """What is kept has drugs, kind, bound and action; what is not has none but the drug."""
    for row in read_table(READINGS).records():
        cells = [row[name] for name in ("drugs", "kind", "bound", "action")]
        assert all(cells) if row["keep"] == "y" else not any(cells[1:])


def test_an_excerpt_has_the_words_that_decide() -> None:
    """Where they would be cut off it begins further on: at their sentence, or a few words before them."""
    before = "Here a label speaks at length of what has nothing to do with it at all. "
    told = safety.cut(before * 5 + "Not for the kidney.", ["kidney"])
    assert told.endswith("… Not for the kidney.")
    assert safety.cut("word " * 90 + "kidney at last", ["kidney"]).endswith("word kidney at last")
    assert safety.cut(before * 5, ["label"]) == safety.cut(before * 5)


def test_an_excerpt_is_cut_at_a_sentence() -> None:
    """Whole sentences where they fit, else whole words and a mark."""
    first = "It is said here at some length that a thing must not be given to anybody at all. "
    assert safety.cut(first * 6) == (first * 3).strip()
    assert safety.cut("word " * 100).endswith("word …")
    assert safety.cut("short") == "short"
