"""Every gene, drug, disease, variant and code of a sentence is one that the evidence names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.verify.checks.entities import check_codes, check_diseases, check_drugs, check_genes, check_variants
from assistant.verify.checks.finding import Finding, Sides
from tests.assistant.verify.checks.laid import ask, sides

CHECKS = {
    "drugs": check_drugs,
    "genes": check_genes,
    "diseases": check_diseases,
    "variants": check_variants,
    "names": check_codes,
}


@pytest.mark.parametrize(
    ("check", "claim", "evidence", "outcome"),
    [
        ("drugs", "Survival was longer.", "Gefitinib helped.", "nothing"),
        ("drugs", "Herceptin prolonged life.", "Trastuzumab prolonged life.", "passed"),
        ("drugs", "Gefitinib prolonged life.", "Erlotinib prolonged life.", "lacks"),
        ("drugs", "Gefitinib and erlotinib prolonged life.", "Gefitinib prolonged life.", "lacks"),
        ("drugs", "Gefitinib helped.", "Erlotinib helped. Gefitinib was given to the others.", "lacks"),
        ("drugs", "Helped by gefitinib, life was long.", "Gefitinib was given, and then life was long.", "passed"),
        ("drugs", "5-FU was toxic.", "5‐fluorouracil was toxic.", "passed"),
        ("genes", "HER2 was lost in cells.", "ERBB2 was lost in cells.", "passed"),
        ("genes", "The PTEN gene was lost.", "The EGFR gene was lost.", "lacks"),
        ("genes", "CYP2C19 was slow.", "CYP2C9 was slow.", "lacks"),
        ("diseases", "It cured lung cancer.", "It cured lung adenocarcinoma.", "passed"),
        ("diseases", "It cured lung adenocarcinoma.", "It cured lung cancer.", "lacks"),
        ("diseases", "It cured melanoma.", "It cured glioblastoma.", "lacks"),
        ("diseases", "It helped people with HIV infection.", "It helped people with HIV.", "passed"),
        ("variants", "BRAF V600E shrank.", "BRAF p.Val600Glu shrank.", "passed"),
        ("variants", "BRAF V600E shrank.", "BRAF V600K shrank.", "lacks"),
        ("variants", "BRAF V600E shrank.", "BRAF mutations shrank.", "lacks"),
        ("variants", "CYP2C19*2 bled.", "CYP2C19*17 bled.", "lacks"),
        ("variants", "HLA-B*57:01 had rash.", "HLA‐B*5701 had rash.", "passed"),
        ("variants", "HLA-B*57:01 had rash.", "HLA-B*57:03 had rash.", "lacks"),
        ("variants", "rs9923231 set the dose.", "rs9923232 set the dose.", "lacks"),
        ("variants", "EML4-ALK shrank.", "EML4::ALK shrank.", "passed"),
        ("variants", "The TT genotype relapsed.", "The CC genotype relapsed.", "lacks"),
        ("names", "Group B lived longer.", "Group A lived longer.", "lacks"),
        ("names", "Group B lived longer.", "Group B lived longer.", "passed"),
        ("drugs", "TAK-788 was active.", "TAK‐788 was active.", "passed"),
        ("drugs", "TAK-788 was active.", "TAK-243 was active.", "lacks"),
        ("names", "The UVWX score rose.", "The ulcer volume and width index, a score, rose.", "lacks"),
        ("names", "The UVWX score rose.", "The ulcer volume, width and xtent score rose.", "lacks"),
        ("names", "The UVWX score rose.", "The ulcer volume width xtent score rose.", "passed"),
    ],
)
def test_a_name_must_be_one_the_evidence_has(check: str, claim: str, evidence: str, outcome: str) -> None:
    """Synonyms, notations and kinds of a disease count; a neighbor in the family, the class or the list does not."""
    assert ask(CHECKS[check], claim, evidence) == outcome


@pytest.mark.parametrize(("title", "check"), CHECKS.items())
def test_a_check_reports_under_its_own_name(title: str, check: Callable[[Sides], Finding]) -> None:
    """The title is what a verdict shows; a sentence without names gives it nothing to do."""
    found = check(sides("It was so.", "It was so."))
    assert (found.check.name, found.check.passed) == (title, None)


def test_the_context_may_supply_a_name() -> None:
    """The title of the paper names the drug that its abstract only calls "the drug"."""
    claim, evidence = "Gefitinib prolonged life in all women.", "The drug prolonged life in all women."
    assert ask(check_drugs, claim, evidence) == "lacks"
    assert ask(check_drugs, claim, evidence, context="Gefitinib in lung cancer") == "passed"


def test_the_reason_holds_both_names() -> None:
    """What the sentence names, and what stands at its place."""
    reason = check_drugs(sides("Gefitinib prolonged life.", "Erlotinib prolonged life.")).check.reason
    assert "Gefitinib" in reason
    assert "Erlotinib" in reason


def test_an_ordinary_word_in_the_place_of_a_drug_is_told() -> None:
    """A class or another word of the evidence that took the place of the drug it names."""
    evidence = "One year of trastuzumab did not prolong life in women. All had an anthracycline before."
    assert ask(check_drugs, "One year of anthracycline did not prolong life in women.", evidence) == "lacks"
