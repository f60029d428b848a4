"""A source's biomarker is taken apart into the notations that the project compares by, and nothing is made up."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.curated.biomarkers import genes_of, marker_groups, phenotype_groups, profile_groups
from assistant.curated.rows import cells_of, fact_of
from assistant.records.curated import Alteration, CuratedFact
from assistant.variants.same_variant import Identity, relate
from ingest.knowledge.tables import read_table

CASES = read_table(Path(__file__).parents[1] / "tables" / "curated_biomarkers.tsv").rows


def groups_of(source: str, text: str) -> tuple[tuple[Alteration, ...], ...]:
    if source == "guideline":
        return phenotype_groups(dict(state.split(": ", 1) for state in text.split("; ")), {})
    return profile_groups(text) if source == "CIViC" else marker_groups(text)


def written(groups: tuple[tuple[Alteration, ...], ...]) -> str:
    fact = CuratedFact(kind="guideline", source="CPIC", date="", identifier="", requires=groups)
    return cells_of(fact)[3]


@pytest.mark.parametrize(("source", "text", "requires"), CASES, ids=[case[1] for case in CASES])
def test_a_biomarker_is_taken_apart(source: str, text: str, requires: str) -> None:
    """Each row of the table: the parts, which of them go together, and which must be absent."""
    assert written(groups_of(source, text)) == requires


def test_parts_are_what_variants_are_compared_by() -> None:
    """A part's gene, kind and value are the identity that the comparison of variants takes."""
    ((part,),) = profile_groups("EGFR Exon 19 Deletion")
    case = Identity("EGFR", "protein", "E746_A750del")
    assert relate(Identity(part.gene, part.kind, part.value), case) == "member"


def test_the_genes_of_a_fusion_are_both_partners() -> None:
    """A fusion is found by either of its genes; "v", any partner, is no gene."""
    assert genes_of(profile_groups("EML4::ALK Fusion AND ABCB1 Overexpression")) == ("ALK", "EML4", "ABCB1")
    assert genes_of(profile_groups("v::ALK Fusion")) == ("ALK",)


@given(st.text(alphabet="ABRKEGFV6001(): ANDORNT;|&=!*pc.>-+", max_size=80))
def test_any_text_is_taken_apart_and_written_back(text: str) -> None:
    """Whatever a source writes, each reader gives groups that a row holds and gives back."""
    for read in (profile_groups, marker_groups, lambda said: phenotype_groups({"CYP2D6": said}, {})):
        fact = CuratedFact(kind="approval", source="FDA", date="", identifier="x", requires=read(text))
        cells = cells_of(fact)
        row = dict(zip(("identifier", "genes", "biomarker", "requires"), cells, strict=False))
        again = fact_of("approval", {**row, "therapies": "", "pmids": "", "year": "", "date": "", "source": "FDA"})
        assert cells_of(again)[3] == cells[3]


def test_a_large_combination_is_not_multiplied_out() -> None:
    """Twenty alternatives in each of twenty parts stay as they are worded: it takes no time and names nothing else."""
    either = " OR ".join(f"TP53 R{place}H" for place in range(100, 120))
    groups = profile_groups(" AND ".join(f"( {either} )" for _ in range(20)))
    assert all(len(group) < 100 for group in groups)
    assert len(groups) <= 64
