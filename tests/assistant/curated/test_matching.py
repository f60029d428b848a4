"""Whether a fact is on a case: its own variant, a class of it, a member, the gene alone; and combinations."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.curated.biomarkers import profile_groups
from assistant.curated.case import Case, case_of
from assistant.curated.joining import join
from assistant.curated.matching import match
from assistant.curated.store import facts_for
from assistant.question.understand import understand
from assistant.records.curated import CuratedFact
from assistant.records.patient import Patient, Variant
from assistant.variants.same_variant import Identity, relate


def on(biomarker: str, disease: str = "") -> CuratedFact:
    return CuratedFact(
        kind="biomarker evidence",
        source="CIViC",
        date="2026-01-01",
        identifier="EID1",
        biomarker=biomarker,
        requires=profile_groups(biomarker),
        disease=disease,
        therapies=("drug",),
        evidence_type="Predictive",
    )


def subject(biomarker: str, question: str) -> str:
    found = match(on(biomarker), case_of(understand(question)))
    return found.subject if found else ""


@pytest.mark.parametrize(
    ("biomarker", "question", "how"),
    [
        ("KRAS G12C", "KRAS G12C cancer treatment", "exact"),
        ("KRAS G12D", "KRAS G12C cancer treatment", ""),
        ("KRAS G12/G13", "KRAS G12C cancer treatment", "class"),
        ("KRAS Mutation", "KRAS G12C cancer treatment", "class"),
        ("KRAS Amplification", "KRAS G12C cancer treatment", ""),
        ("KRAS G12C", "KRAS mutated cancer treatment", "gene"),
        ("KRAS Amplification", "KRAS mutated cancer treatment", ""),
        ("BRAF V600E", "BRAF melanoma treatment", "gene"),
        ("KRAS G12C", "KRAS wild-type cancer treatment", ""),
        ("KRAS G12C", "cancer without KRAS G12C: treatment", ""),
        ("KRAS Wildtype", "KRAS wild-type cancer treatment", "exact"),
        ("KRAS Wildtype", "KRAS G12C cancer treatment", ""),
        ("NOT KRAS Mutation", "KRAS wild-type cancer treatment", "exact"),
        ("NOT BRAF Mutation", "BRAF melanoma treatment", ""),
        ("EGFR Exon 19 Deletion", "EGFR E746_A750del cancer treatment", "class"),
        ("EGFR E746_A750del", "EGFR exon 19 deletion cancer treatment", "member"),
        ("EGFR T790M", "EGFR exon 19 deletion cancer treatment", ""),
        ("EGFR Exon 19 Deletion", "EGFR T790M cancer treatment", ""),
        ("BRAF V600", "BRAF V600E cancer treatment", "class"),
        ("BRAF V600E", "BRAF V600 cancer treatment", "member"),
        ("v::ALK Fusion", "ALK-positive cancer treatment", "exact"),
        ("v::ALK Fusion", "EML4-ALK cancer treatment", "class"),
        ("EML4::ALK Fusion", "ALK fusion cancer treatment", "member"),
        ("ALK F1174L", "ALK fusion cancer treatment", ""),
        ("ERBB2 Amplification", "HER2-positive cancer treatment", "class"),
        ("ERBB2 Amplification", "HER2-low cancer treatment", ""),
        ("ERBB2 Amplification", "HER2-negative cancer treatment", ""),
        ("MSI High", "MSI-H cancer treatment", "exact"),
        ("ETV6::NTRK3 Fusion", "NTRK fusion cancer treatment", "member"),
    ],
)
def test_how_a_biomarker_meets_a_question(biomarker: str, question: str, how: str) -> None:
    """A class is said to be one, and another variant of the gene is no match at all."""
    assert subject(biomarker, question) == how


@pytest.mark.parametrize(
    ("biomarker", "question", "meets"),
    [
        ("BCR::ABL1 Fusion AND ABL1 T315I", "BCR-ABL1 T315I: which drug?", True),
        ("BCR::ABL1 Fusion AND ABL1 T315I", "chronic myeloid leukemia with T315I: which drug?", True),
        ("BCR::ABL1 Fusion AND ABL1 T315I", "BCR-ABL1 leukemia: which drug?", False),
        ("EGFR L858R AND EGFR T790M", "EGFR L858R and T790M: which drug?", True),
        ("EGFR L858R AND EGFR T790M", "EGFR L858R: which drug?", False),
        ("EGFR L858R OR EGFR T790M", "EGFR L858R: which drug?", True),
        ("EGFR L858R AND NOT EGFR T790M", "EGFR L858R, no T790M: which drug?", True),
        ("EGFR L858R AND NOT EGFR T790M", "EGFR L858R: which drug?", False),
    ],
)
def test_a_combination_needs_every_part(biomarker: str, question: str, meets: bool) -> None:
    """One that the name of the disease says counts; one that must be absent has to be said to be."""
    assert bool(subject(biomarker, question)) is meets


def test_other_variants_of_the_patient_complete_a_combination() -> None:
    """They do not stand as a match by themselves where the question is on another variant."""
    patient = Patient(variants=(Variant("EGFR", "L858R"), Variant("EGFR", "T790M"), Variant("EGFR", "C797S")))
    case = case_of(understand("EGFR C797S: what now?", patient), patient)
    assert match(on("EGFR L858R AND EGFR T790M AND EGFR C797S"), case)
    assert not match(on("EGFR L858R AND EGFR T790M"), case)


def test_more_of_the_case_outweighs_a_part_of_it() -> None:
    """A drug for the fusion is none for the fusion with a mutation that resists it."""
    rows = join(understand("Drug for chronic myeloid leukemia in BCR-ABL1 T315I?")).rows
    said = {(row.fact.therapies, row.fact.direction) for row in rows}
    assert (("imatinib",), "Supports / Resistance") in said
    assert (("imatinib",), "Supports / Sensitivity/Response") not in said


def test_a_gene_that_is_denied_is_not_there() -> None:
    """Nor is one that is listed behind it."""
    case = case_of(understand("Monotherapy in NSCLC with PD-L1 of 80%, EGFR and ALK negative?"))
    assert {"EGFR", "ALK"} <= case.wild
    assert not any(
        "EGFR" in row.fact.biomarker and "Wild" not in row.fact.biomarker
        for row in join(understand("Monotherapy in NSCLC with PD-L1 of 80%, EGFR and ALK negative?")).rows
    )


def test_a_class_says_so_in_words() -> None:
    """Of the variant and of the disease."""
    case = case_of(understand("BRAF V600E lung adenocarcinoma treatment"))
    found = match(on("BRAF V600", "Lung Non-small Cell Carcinoma"), case)
    assert found
    assert found.because == (
        "BRAF V600E is of BRAF V600; lung adenocarcinoma is a kind of lung non-small cell carcinoma"
    )


def test_a_disease_of_a_marker_state_needs_that_state() -> None:
    """A row on HER2-positive breast cancer is the case's own where it is positive, and none where it is negative."""
    row = on("PIK3CA Mutation", "Her2-receptor Positive Breast Cancer")
    found = match(row, case_of(understand("HER2-positive breast cancer with a PIK3CA mutation")))
    assert found
    assert found.disease == "same"
    assert match(row, case_of(understand("HER2-negative breast cancer with a PIK3CA mutation"))) is None


@cache
def _variants() -> tuple[tuple[str, str], ...]:
    facts = facts_for(genes=["EGFR", "KRAS", "BRAF", "PIK3CA", "KIT", "PDGFRA", "FLT3", "IDH1", "IDH2", "ESR1"])
    parts = {part for fact in facts for group in fact.requires for part in group if part.kind == "protein"}
    return tuple(sorted((part.gene, part.value) for part in parts))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_exact_row_is_on_another_variant(data: st.DataObject) -> None:
    """Of any variant that the sources know: every exact row names it or the same change in other words."""
    gene, value = data.draw(st.sampled_from(_variants()))
    case = Case(genes=frozenset([gene]), asked_genes=frozenset([gene]), there=(Identity(gene, "protein", value),))
    for fact in facts_for(genes=[gene]):
        found = match(fact, case)
        if found is None or found.subject != "exact":
            continue
        parts = [Identity(part.gene, part.kind, part.value) for group in fact.requires for part in group]
        assert any(relate(part, case.there[0]) == "same" for part in parts if part.gene == gene), fact.biomarker


def test_a_question_without_a_biomarker_has_no_rows() -> None:
    """Neither a gene, nor a variant, nor a marker."""
    assert join(understand("What is the best treatment of lung cancer?")).rows == ()
