"""Genes that a text calls normal, against those that it denies to be, by the labeled rows of `normal_genes.tsv`."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.variants.phenotypes import phenotypes_in
from ingest.knowledge.tables import read_table

CASES = [row[:2] for row in read_table(Path(__file__).parents[1] / "tables" / "normal_genes.tsv").rows]


@pytest.mark.parametrize(("text", "genes"), CASES)
def test_a_gene_is_normal_only_where_the_text_says_so(text: str, genes: str) -> None:
    """What is denied, or only compared with the normal, is not read as normal."""
    said = [one.gene for one in phenotypes_in(text) if one.name.startswith("normal")]
    assert said == (genes.split("|") if genes else [])
