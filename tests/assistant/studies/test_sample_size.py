"""How many people a study studied."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.studies.effects import read_effects
from assistant.studies.sample_size import sample_size
from ingest.knowledge.tables import read_table

CASES = read_table(Path(__file__).parent.parent / "tables" / "sample_sizes.tsv").rows


@pytest.mark.parametrize(("text", "people"), CASES)
def test_people_studied_are_told_from_groups_and_events(text: str, people: str) -> None:
    """A number counts where the words around it say that so many were studied, and none is larger."""
    assert str(sample_size(text, read_effects(text)) or "") == people
