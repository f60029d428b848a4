"""What the findings do not carry is said before them."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from assistant import Assistant
from assistant.doors.chat.cards import answer_html
from assistant.enough.not_covered import in_no_record, limits
from assistant.records.answer import Citation, Claim, Concept, Query, Retrieval, Verdict
from ingest.records.article import Article
from tests.assistant.made_records import EGFR_TRIAL, article, disease, drug, evidence, gene, query, variant


def said(asked: Query, *unmatched: str, claims: bool = True, of: Article = EGFR_TRIAL) -> tuple[str, ...]:
    found = evidence(asked, of)
    citation = Citation(pmid=of.pmid, quote="Osimertinib", start=0, end=11, section="TITLE")
    claim = Claim("Osimertinib.", (citation,), Verdict("supported", 1.0), found[0].grade)
    retrieval = Retrieval(asked, (), (), 1, 1, unmatched=unmatched)
    return limits(asked, retrieval, [claim] if claims else [], found)


def test_a_variant_in_no_record_is_named() -> None:
    """A variant that no record of the library names is said to be missing, whatever was found on its gene."""
    told = said(query("?", gene("EGFR"), variant("EGFR", "L858R")), "L858R")
    assert told == ("No record of the library names EGFR L858R itself; what is said is on its gene.",)


def test_a_variant_in_no_cited_record_is_named() -> None:
    """A variant that the library knows and that no cited study is on is said, once, and its gene is not."""
    told = said(query("?", variant("MET", "amplification"), gene("MET"), drug("osimertinib")))
    assert told == ("None of the studies quoted is on MET amplification.",)


def test_a_fusion_at_large_is_not_missing_where_the_gene_is_positive() -> None:
    """ "ALK-positive" may be said of just the fusion that was asked for; of an exact change it says nothing."""
    of_alk = article("91000011", "Alectinib", "Alectinib was given for ALK-positive lung cancer.")
    for notation, missing in (("fusion", False), ("L1196M", True)):
        told = said(query("?", variant("ALK", notation)), of=of_alk)
        assert told == (f"None of the studies quoted is on ALK {notation}.",) * missing


def test_a_drug_in_no_cited_record_is_named() -> None:
    """Of two drugs asked for, the one that no finding speaks of is said."""
    told = said(query("?", drug("osimertinib"), drug("amivantamab")))
    assert told == ("None of the studies quoted is on amivantamab.",)


def test_an_unnamed_disease_is_named() -> None:
    """A disease of the question that no cited study names is said."""
    told = said(query("?", drug("osimertinib"), disease("glioblastoma")))
    assert [line for line in told if "glioblastoma" in line]


def test_a_patients_own_finding_is_named() -> None:
    """What the patient's record holds and no record of the library mentions is said as the patient's."""
    own = msgspec.structs.replace(drug("examplinib"), origin="patient")
    assert said(query("?", drug("osimertinib"), own), "examplinib") == (
        "No record of the library mentions the patient's examplinib.",
    )


def test_nothing_is_said_of_what_is_covered_or_unanswered() -> None:
    """Covered names are not listed, and an abstention has no limits of its own."""
    covered = query("?", gene("EGFR"), drug("osimertinib"), disease("lung cancer"))
    assert said(covered) == ()
    assert said(query("?", variant("EGFR", "L858R")), "L858R", claims=False) == ()


def test_limits_stand_before_the_findings(starter_library: Path) -> None:
    """In Markdown and in the chat, the gravest limit stands above the first finding, and all of them below the last."""
    with Assistant.open(library=str(starter_library), audit=False) as assistant:
        answer = assistant.ask("Abacavir for an HLA-B*57:01 carrier with gout?")
    assert answer.status == "answered"
    assert any("gout" in line for line in answer.limits)
    for shown, first, last in (
        (answer.to_markdown(), "## Findings", "## What is not covered"),
        (answer_html(answer, 1), '<li class="vouch-claim"', "What is not covered</strong>"),
    ):
        assert 0 < shown.index("Before you read on") < shown.index(first) < shown.index(last)


def test_a_strange_word_in_no_cited_record_is_named() -> None:
    """A regimen that no list and no cited study knows is said; a word of the language is not."""
    asked = query("Kindly, osimertinib after FOLFIRI in EGFR lung cancer", gene("EGFR"), drug("osimertinib"))
    assert said(asked) == ("None of the studies quoted names “FOLFIRI”.",)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            "Osimertinib after chemoradiation in EGFR lung cancer",
            "Osimertinib was given for EGFR-mutated lung cancer after chemoradiotherapy.",
        ),
        (
            "Osimertinib after chemoradiotherapy in EGFR lung cancer",
            "Osimertinib followed chemoradiation of EGFR-mutated lung cancer.",
        ),
        ("EGFR- lung cancer: osimertinib?", "Osimertinib in lung cancer without EGFR mutations."),
    ],
)
def test_another_word_for_the_same_is_not_missing(asked: str, told: str) -> None:
    """What a cited study says in another word, and a name with the sign of its result, are no words it lacks."""
    of = article("91000031", told, told)
    assert said(query(asked, gene("EGFR"), drug("osimertinib")), of=of) == ()


@pytest.mark.parametrize(("alleles", "missing"), [("*1/*1", False), ("*1/*2", True), ("*3/*3", True)])
def test_the_reference_alleles_are_not_missing(alleles: str, missing: bool) -> None:
    """That no study is on a patient without a variant is no gap, whoever gives the alleles; that none is on the
    patient's own variant is."""
    of = article("91000032", "Warfarin and CYP2C9", "Warfarin was dosed by CYP2C9 genotype.")
    own = Concept("variant", f"CYP2C9 {alleles}", alleles, gene="CYP2C9", origin="patient")
    asked = msgspec.structs.replace(own, origin="question")
    for concept in (own, asked):
        told = said(query("Which dose of warfarin?", drug("warfarin"), gene("CYP2C9"), concept), of=of)
        assert any(alleles in sentence for sentence in told) == missing


def test_the_reference_alleles_are_lacking_nowhere() -> None:
    """Nor is it said that no record of the library has them, which is said of a variant."""
    of = article("91000033", "Warfarin and CYP2C9", "Warfarin was dosed by CYP2C9 genotype.")
    for alleles, missing in (("*1/*1", False), ("*3/*3", True)):
        own = Concept("variant", f"CYP2C9 {alleles}", alleles, gene="CYP2C9")
        asked = query("Which dose of warfarin?", drug("warfarin"), gene("CYP2C9"), own)
        assert bool(in_no_record(asked, {own.name}, [of])) == missing


def test_a_trial_that_no_cited_study_is_of_is_named() -> None:
    """A trial is told by its whole name, and only where no cited record names it."""
    of_trial = article("91000014", "Osimertinib: results of EXMPL-FOUR 04", "Osimertinib prolonged survival.")
    asked = query("Did osimertinib prolong survival (FOUR 04)?", drug("osimertinib"))
    assert said(asked, of=of_trial) == ()
    assert said(asked) == ("None of the studies quoted names the trial FOUR 04.",)


def test_a_subtype_is_of_its_class() -> None:
    """A record on β2 agonists is on beta agonists, whichever of them it names."""
    beta = Concept("drug class", "beta-adrenergic agonist", "beta agonists")
    of_class = article("91000015", "A β2 agonist in asthma", "Osimertinib beside the β2 agonist salmeterol.")
    assert not [line for line in said(query("?", beta), of=of_class) if "members" in line]
