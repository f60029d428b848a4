"""Names that are only a part of a longer one are not what a question is on."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.question.understand import understand
from ingest.knowledge.tables import read_table

ROWS = read_table(Path(__file__).parents[1] / "tables" / "names_within.tsv").rows
_KINDS = ("drug", "drug class", "disease", "phenotype")


@pytest.mark.parametrize(("question", "read"), [row[:2] for row in ROWS])
def test_the_longer_name_is_read_and_not_its_part(question: str, read: str) -> None:
    """An enzyme, an antibody, an isoform or a syndrome leaves no drug or disease that it only holds the name of."""
    named = [f"{one.kind}: {one.name}" for one in understand(question).concepts if one.kind in _KINDS]
    assert named == (read.split("; ") if read else [])
