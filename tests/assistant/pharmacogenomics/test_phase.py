"""Two changes of one gene whose phase nobody gave: the graver count stands, and what the other comes to is said."""

from __future__ import annotations

import pytest

from assistant.pharmacogenomics.phenotyping import phenotypes_of
from assistant.records.patient import Diplotype, Patient, Variant
from assistant.records.phenotype import GenePhenotype
from assistant.safety.alerts import alerts_for

_OPEN = "their phase is not given"


def of_variants(*notations: str, zygosity: str = "heterozygous", gene: str = "DPYD") -> Patient:
    return Patient(variants=tuple(Variant(gene, one, zygosity=zygosity) for one in notations))


def told(patient: Patient, gene: str = "DPYD") -> GenePhenotype:
    return next(one for one in phenotypes_of(patient) if one.gene == gene)


@pytest.mark.parametrize(
    ("variants", "score", "other"),
    [
        (("c.1905+1G>A", "c.2846A>T"), "0.5", "On one chromosome the score would be 1 (intermediate metabolizer)."),
        (("*2A", "c.2846A>T"), "0.5", "On one chromosome the score would be 1 (intermediate metabolizer)."),
        (("*2A", "*13"), "0", "On one chromosome the score would be 1 (intermediate metabolizer)."),
        (
            ("c.1905+1G>A", "c.1129-5923C>G"),
            "0.5",
            "On one chromosome the score would be 1 (intermediate metabolizer).",
        ),
        (("c.1129-5923C>G", "c.2846A>T"), "1", "On one chromosome the score would be 1.5 (intermediate metabolizer)."),
        (("c.1679T>G", "c.2846A>T"), "0.5", "On one chromosome the score would be 1 (intermediate metabolizer)."),
    ],
)
def test_the_graver_count_stands_and_the_other_is_said(variants: tuple[str, ...], score: str, other: str) -> None:
    """The score on two chromosomes counts; the note has that on one."""
    one = told(of_variants(*variants))
    assert one.score == score
    (said,) = [note for note in one.notes if _OPEN in note]
    assert f"a score of {score} (" in said
    assert other in said


@pytest.mark.parametrize(
    ("alleles", "score", "phenotype"),
    [
        ("*1/*2A+c.2846A>T", "1", "intermediate metabolizer"),
        ("*1/[c.1905+1G>A; c.2846A>T]", "1", "intermediate metabolizer"),
        ("*2A/c.2846A>T", "0.5", "poor metabolizer"),
        ("*2A/*13", "0", "poor metabolizer"),
        ("*1/*2A", "1", "intermediate metabolizer"),
        ("*1/c.2846A>T", "1.5", "intermediate metabolizer"),
    ],
)
def test_a_phase_that_is_given_counts(alleles: str, score: str, phenotype: str) -> None:
    """Two changes on one chromosome are one copy that works as its graver change; nothing is said of a phase."""
    one = told(Patient(diplotypes=(Diplotype("DPYD", alleles),)))
    assert (one.score, one.phenotype) == (score, phenotype)
    assert not any(_OPEN in note for note in one.notes)


@pytest.mark.parametrize(
    ("alleles", "score"), [("*1/*10+*4", "1.25"), ("*1/*2x2", "3"), ("*10/*10+*4", "0.5"), ("*1/*10x2", "1.5")]
)
def test_copies_of_a_gene_that_is_multiplied_add_up(alleles: str, score: str) -> None:
    """Of CYP2D6 a chromosome may have several."""
    assert told(Patient(diplotypes=(Diplotype("CYP2D6", alleles),)), "CYP2D6").score == score


def test_an_alert_says_that_the_phase_is_not_known() -> None:
    """Beside what is advised, with both scores."""
    patient = of_variants("c.1905+1G>A", "c.2846A>T")
    (alert,) = alerts_for(patient, ["capecitabine"], phenotypes=phenotypes_of(patient, ["capecitabine"]))
    assert alert.severity == "avoid"
    assert _OPEN in alert.limits
    assert "On one chromosome the score would be 1 " in alert.limits


def test_one_change_on_both_copies_leaves_no_phase_open() -> None:
    """Homozygous."""
    assert not any(_OPEN in note for note in told(of_variants("c.2846A>T", zygosity="homozygous")).notes)
