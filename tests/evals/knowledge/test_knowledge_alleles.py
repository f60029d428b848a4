"""What records print side by side becomes a row of the package's knowledge; what they dispute does not."""

from __future__ import annotations

from evals.knowledge.alleles import (
    activity_scores_table,
    diplotypes_table,
    polymorphisms_table,
    stars_table,
)
from evals.knowledge.sources import Facts, Gene


def facts(**texts: str) -> Facts:
    recommendation = {"phenotypes": {"CYP2C9": "Poor Metabolizer"}, "activityscore": {"CYP2C9": "0.5"}}
    return Facts(
        genes={"CYP2C9": Gene("HGNC:2623", "CYP2C9", "", ())},
        mesh={},
        doid={},
        doid_mesh={},
        drugbank={},
        evidence=[],
        evidence_2026=[],
        variants=[],
        civic_genes=[],
        guidelines=[{"recommendations": [recommendation]}],
        pairs=[{"Gene": "CYP2C9"}],
        alleles=[],
        records={str(number): text for number, text in enumerate(texts.values(), 1)},
        snippets={},
    )


def test_an_allele_gets_its_notations_through_its_rsid() -> None:
    """The c. notation of one record and the allele of another meet in the rsID; every row cites both."""
    read = facts(a="CYP2C9*2 (rs1799853) was typed.", b="CYP2C9 c.430C>T (rs1799853) was typed.")
    assert stars_table(read) == [["CYP2C9", "*2", "rs1799853", "c.430C>T", "PMID 1 2"]]
    assert polymorphisms_table(read) == [["CYP2C9", "", "", "c.430C>T", "rs1799853", "C430T", "PMID 2"]]


def test_what_records_dispute_is_left_out() -> None:
    """Two records that give an allele two rsIDs settle nothing."""
    assert stars_table(facts(a="CYP2C9*2 (rs1799853)", b="CYP2C9*2 (rs1057910)")) == []


def test_diplotypes_come_from_print_and_from_function() -> None:
    """A printed diplotype counts as printed; two alleles without function are a poor metabolizer."""
    read = facts(a="CYP2C9 poor metabolizers (*3/*3) bled.", b="The loss-of-function allele CYP2C9*6 was rare.")
    found = {row[1]: row[2] for row in diplotypes_table(read)}
    assert found["*3/*3"] == "poor metabolizer"
    assert found["*6/*6"] == "poor metabolizer"
    assert found["*1/*6"] == "intermediate metabolizer"


def test_activity_scores_are_cpics() -> None:
    """A recommendation that gives a phenotype and a score makes a row."""
    assert activity_scores_table(facts()) == [["CYP2C9", "0.5", "poor metabolizer", "CPIC guidelines"]]
