"""The short form of thirty answers of the bedside, as they were read; the golden files are the specification."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.api import Assistant
from evals.material.bedside import GOLDEN, MAKE, Bedside, answered, bedside, short_form

ROWS = bedside()


@pytest.fixture(scope="module")
def asking(starter_library: Path) -> Iterator[Assistant]:
    with Assistant.open(library=str(starter_library), audit=False) as assistant:
        yield assistant


@pytest.mark.parametrize("asked", ROWS, ids=[row.id for row in ROWS])
def test_an_answer_of_the_bedside_is_as_it_was_read(asked: Bedside, asking: Assistant) -> None:
    """Alerts, phenotypes, guideline rows and the first finding are those that were read and kept."""
    golden = GOLDEN / f"{asked.id}.txt"
    assert golden.is_file(), f"{golden.name} is missing; after reading the answers make it by `{MAKE}`"
    made = short_form(answered(asked, asking))
    assert made == golden.read_text(encoding="utf-8"), f"if the change is meant, read it and run `{MAKE} {asked.id}`"


def test_every_golden_file_belongs_to_a_question() -> None:
    """No file is left of a row that is gone."""
    kept = {path.stem for path in GOLDEN.glob("*.txt")}
    assert kept <= {row.id for row in ROWS}
