"""Phenotypes of pharmacogenes: by words and by activity score."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.variants.phenotypes import phenotypes_in, spelled_out
from ingest.knowledge.tables import read_table
from tests.assistant.made_records import article

NORMAL = [row[:2] for row in read_table(Path(__file__).parents[1] / "tables" / "normal_genes.tsv").rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CYP2C19 poor metabolizers", ["CYP2C19 poor metabolizer"]),
        ("CYP2C19 poor metabolisers", ["CYP2C19 poor metabolizer"]),
        ("poor metabolizers of CYP2C19", ["CYP2C19 poor metabolizer"]),
        ("poor CYP2C19 metabolizers", ["CYP2C19 poor metabolizer"]),
        ("CYP2D6 ultra-rapid metabolizers", ["CYP2D6 ultrarapid metabolizer"]),
        ("CYP2D6 ultra‐rapid metabolizers", ["CYP2D6 ultrarapid metabolizer"]),  # U+2010
        ("CYP2C19 poor–metabolizer phenotype", ["CYP2C19 poor metabolizer"]),
        ("CYP2D6 ultrarapid metabolizers", ["CYP2D6 ultrarapid metabolizer"]),
        ("CYP2D6 extensive metabolizers", ["CYP2D6 normal metabolizer"]),
        (
            "CYP2C19 poor or intermediate metabolizers",
            ["CYP2C19 poor metabolizer", "CYP2C19 intermediate metabolizer"],
        ),
        (
            "CYP2C19, CYP2D6 and CYP2C9 poor metabolizers",
            ["CYP2C9 poor metabolizer", "CYP2D6 poor metabolizer", "CYP2C19 poor metabolizer"],
        ),
        ("poor metabolizers", [" poor metabolizer"]),
        ("SLCO1B1 decreased function", ["SLCO1B1 decreased function"]),
        ("normal renal function", []),
        ("decreased function of the heart", []),
        ("DPYD activity score of 1.5", ["DPYD intermediate metabolizer"]),
        ("DPYD activity score 0", ["DPYD poor metabolizer"]),
        ("CYP2D6 activity scores of 0.25-1", ["CYP2D6 intermediate metabolizer"]),
        ("CYP2D6 activity score of 9", []),
        ("a poor outcome", []),
        ("", []),
    ],
)
def test_a_text_names_phenotypes_with_their_genes(text: str, expected: list[str]) -> None:
    """Each phenotype once, with the gene in, before or after its words; kidneys and hearts have none of a gene."""
    assert [f"{one.gene} {one.name}" for one in phenotypes_in(text)] == expected


@pytest.mark.parametrize(
    ("sentence", "spelled"),
    [
        ("PMs had more pain.", "poor metabolizers had more pain."),
        ("One PM had pain.", "One poor metabolizers had pain."),
        ("PM2.5 and APMs were high.", "PM2.5 and APMs were high."),
        ("Nothing is short here.", "Nothing is short here."),
    ],
)
def test_a_record_s_own_abbreviation_is_written_out(sentence: str, spelled: str) -> None:
    """Only where the record defines it as a phenotype, and only as a whole word."""
    record = article("1", "Codeine", "We compared poor metabolizers (PMs) with normal metabolizers (NMs).")
    assert spelled_out(sentence, record) == spelled
    assert spelled_out(sentence, article("2", "Air", "We measured particulate matter (PM).")) == sentence


WORDS = [
    "poor",
    "ultra-rapid",
    "metabolizers",
    "CYP2C19",
    "CYP2D6",
    "and",
    ",",
    "function",
    "activity score of 1.5",
    "normal",
]


@given(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join))
def test_no_phenotype_comes_twice_or_of_a_gene_that_is_not_there(text: str) -> None:
    """Whatever the order of the words, each phenotype is listed once, and its gene stands in the text."""
    found = phenotypes_in(text)
    assert len(found) == len(set(found))
    assert all(one.gene in text for one in found)


@pytest.mark.parametrize(("text", "genes"), NORMAL)
def test_a_gene_is_normal_only_where_the_text_says_so(text: str, genes: str) -> None:
    """What is denied, or only compared with the normal, is not read as normal."""
    said = [one.gene for one in phenotypes_in(text) if one.name.startswith("normal")]
    assert said == (genes.split("|") if genes else [])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CYP2C19 ultrarapid metabolizer, CYP2D6 intermediate metabolizer", "CYP2C19 ultrarapid;CYP2D6 intermediate"),
        ("CYP2C19 rapid metabolizer and CYP2D6 poor metabolizer", "CYP2C19 rapid;CYP2D6 poor"),
        ("CYP2C19 poor metabolizer/CYP2D6 normal metabolizer", "CYP2C19 poor;CYP2D6 normal"),
        (
            "CYP2C19 rapid metabolizer, CYP2D6 poor metabolizer, DPYD intermediate metabolizer",
            "CYP2C19 rapid;CYP2D6 poor;DPYD intermediate",
        ),
        ("poor metabolizer of CYP2D6, normal metabolizer of CYP2C19", "CYP2D6 poor;CYP2C19 normal"),
        ("CYP2C19 poor metabolizer; CYP2D6 normal metabolizer", "CYP2C19 poor;CYP2D6 normal"),
        ("CYP2C19 poor or intermediate metabolizers", "CYP2C19 poor;CYP2C19 intermediate"),
        ("CYP2C19 poor metabolizers and intermediate metabolizers", "CYP2C19 poor;CYP2C19 intermediate"),
        ("CYP2D6 and CYP2C19 poor metabolizer", "CYP2D6 poor;CYP2C19 poor"),
        ("poor metabolizers of TPMT or NUDT15", "TPMT poor;NUDT15 poor"),
        ("poor CYP2D6 metabolizer", "CYP2D6 poor"),
        ("poor metabolizer", " poor"),
    ],
)
def test_each_phenotype_is_of_its_own_gene(text: str, told: str) -> None:
    """Where each gene of a list has its own; a list of phenotypes of one gene, or of genes with one, stays together."""
    found = (f"{one.gene} {one.name.removesuffix(' metabolizer')}" for one in phenotypes_in(text))
    assert sorted(found) == sorted(told.split(";"))
