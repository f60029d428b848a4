"""Deletions and insertions of bases as they were written before HGVS: where they stand, and which are one."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.question.understand import understand
from assistant.variants.find import find_variants
from assistant.variants.legacy import legacy_in, legacy_writings
from ingest.knowledge.tables import read_table

ROWS = read_table(Path(__file__).parents[1] / "tables" / "legacy_notations.tsv").rows


@pytest.mark.parametrize(("text", "gene", "value"), [row[:3] for row in ROWS])
def test_a_deletion_without_its_prefix_is_a_variant_of_the_gene_beside_it(text: str, gene: str, value: str) -> None:
    """ "185delAG" is read with its gene and in one spelling; what has a prefix or is no such name is not."""
    found = [(one.gene, one.value) for one in find_variants(text) if one.kind == "legacy"]
    assert found == ([(gene, value)] if value else [])


def test_a_question_names_it_whole() -> None:
    """The variant is asked about, with its gene; the letters behind its number are no word by themselves."""
    concepts = understand("How frequent are BRCA1 185delAG and BRCA2 6174delT?").concepts
    variants = [(one.gene, one.name) for one in concepts if one.kind == "variant"]
    assert variants == [("BRCA1", "BRCA1 185delAG"), ("BRCA2", "BRCA2 6174delT")]


def test_each_other_writing_is_read_as_the_same_name() -> None:
    """What is searched for besides "1294del40" reads back as it."""
    for value in ("185delAG", "1294del40", "295_298delTCAT"):
        read = [one.value for text in legacy_writings(value) for one in legacy_in(text)]
        assert read == [value, value]
