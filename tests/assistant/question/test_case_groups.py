"""Whom a sentence is on, and whether the case asked about is among them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from assistant.question.case_groups import asked_groups
from assistant.question.understand import understand
from assistant.records.patient import Diplotype, Patient
from assistant.variants.denied import present_and_absent
from assistant.variants.phenotypes import phenotypes_in, spelled_out
from ingest.records.article import Article, compose

with (Path(__file__).parents[1] / "tables" / "groups.tsv").open(encoding="utf-8", newline="") as stream:
    ROWS = list(csv.DictReader(stream, delimiter="\t"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['question']} {row['sentence']}")
def test_a_sentence_on_another_group_is_told(row: dict[str, str]) -> None:
    """The table says which sentences are another patient's, and by which group of theirs."""
    patient = Patient(diplotypes=(Diplotype(row["gene"], row["alleles"]),)) if row["gene"] else None
    groups = asked_groups(understand(row["question"], patient), patient)
    assert groups.other_than_asked(row["sentence"]) == row["other"]


def test_the_phenotype_of_the_report_counts_where_no_source_knows_its_alleles() -> None:
    """A laboratory's own phenotype is believed then."""
    patient = Patient(diplotypes=(Diplotype("CYP2D6", "*36/*41", "intermediate metabolizer"),))
    groups = asked_groups(understand("Which dose of atomoxetine?", patient), patient)
    assert [(one.gene, one.name) for one in groups.phenotypes] == [("CYP2D6", "intermediate metabolizer")]


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("CYP2D6 normal metabolizers should avoid strong CYP2D6 inhibitors.", ""),
        ("CYP2D6 normal metabolizers clear nortriptyline fast.", "normal metabolizer"),
        ("CYP2D6 poor metabolizers clear nortriptyline slowly.", ""),
    ],
)
def test_advice_on_inhibitors_is_for_what_the_alleles_stand_for(sentence: str, other: str) -> None:
    """Who is made a poor metabolizer by paroxetine is one of the normal ones who are to avoid inhibitors."""
    patient = Patient(diplotypes=(Diplotype("CYP2D6", "*1/*1"),), medications=("tamoxifen", "paroxetine"))
    groups = asked_groups(understand("Which antidepressant for her?", patient), patient)
    assert groups.other_than_asked(sentence) == other


def test_the_records_own_abbreviations_are_read() -> None:
    """ "PMs" is a group where the record defines it so, and nothing where it does not."""
    text, sections = compose(
        "Title", [("abstract", "", "", "Poor metabolizers (PMs) of CYP2C19 were asked. PMs bled.")]
    )
    record = Article("1", "Title", text, sections)
    assert phenotypes_in(spelled_out("PMs bled.", record))[0].name == "poor metabolizer"
    assert phenotypes_in("PMs bled.") == ()


@pytest.mark.parametrize(
    ("text", "there", "absent"),
    [
        ("BRAF V600E melanoma", ["V600E"], []),
        ("BRAF not V600E", [], ["V600E"]),
        ("non-V600E BRAF mutation", [], ["V600E"]),
        ("BRAF V600K, not V600E", ["V600K"], ["V600E"]),
        ("EGFR T790M-negative, L858R", ["L858R"], ["T790M"]),
        ("KRAS G12C was not detected", [], ["G12C"]),
        ("no KRAS G12C mutation", [], ["G12C"]),
        ("T790M-negative against T790M-positive EGFR", ["T790M"], []),
        ("no response of BRAF V600E colorectal cancer", ["V600E"], []),
        ("without HLA-B*57:01", [], ["HLA-B*57:01"]),
    ],
)
def test_a_denied_variant_is_absent(text: str, there: list[str], absent: list[str]) -> None:
    """What stands right before or after a variant denies it; what denies something else does not."""
    found, denied = present_and_absent(text)
    named = [one.surface for one in found if one.kind in ("protein", "hla")]
    assert list(dict.fromkeys(named)) == there
    assert list(dict.fromkeys(one.surface for one in denied)) == absent


def test_what_is_absent_is_not_asked_for() -> None:
    """The variant is no concept of the query, its gene is, and the reader is told; a follow-up keeps it."""
    question = "Melanoma, BRAF not V600E: does vemurafenib help?"
    query = understand(question)
    assert [concept.name for concept in query.absent] == ["BRAF V600E"]
    assert query.named("variant") == ()
    assert any("V600E" in note and "absent" in note for note in query.notes)
    followed = understand("And dabrafenib?", history=[question])
    assert [concept.name for concept in followed.absent] == ["BRAF V600E"]


@pytest.mark.parametrize(
    ("alleles", "sentence", "other"),
    [
        ("*1/*1", "CYP2C19*2 was associated with more stent thrombosis.", "CYP2C19 *2"),
        ("*1/*1", "Stent thrombosis was more frequent with one reduced-function CYP2C19 allele.", "reduced-function"),
        ("*1/*1", "CYP2C19*2 carriers had more events than noncarriers.", ""),
        ("*1/*1", "CYP2C19 *1/*1 had fewer events than *2/*2.", ""),
        ("*2/*2", "CYP2C19*2 was associated with more stent thrombosis.", ""),
        ("*2/*2", "In CYP2C19 *1/*2 the dose was kept.", "CYP2C19 *1/*2"),
        ("*2/*2", "In CYP2C19 *2/*3 the dose was kept.", ""),
        ("*1/*1", "TPMT*3A was rare.", ""),
    ],
)
def test_a_sentence_on_alleles_that_the_patient_lacks_is_another_patient_s(
    alleles: str, sentence: str, other: str
) -> None:
    """By the alleles it names or their low function; one that holds carriers against others tells of both."""
    patient = Patient(diplotypes=(Diplotype("CYP2C19", alleles),))
    groups = asked_groups(understand("Clopidogrel after a stent?", patient), patient)
    assert groups.other_than_asked(sentence) == other


@pytest.mark.parametrize(
    ("pathology", "sentence", "other"),
    [
        ("BRCA1/2 wild type", "Olaparib is an option in ovarian cancer with a BRCA1 mutation.", True),
        ("BRCA1/2 wild type", "Olaparib was given with and without a BRCA1 mutation.", False),
        ("BRCA1/2 wild type", "Olaparib is an option in ovarian cancer.", False),
        ("MGMT unmethylated", "Temozolomide worked in glioblastoma with methylated MGMT.", True),
        ("MGMT unmethylated", "Temozolomide worked in unmethylated MGMT glioblastoma.", False),
        ("RAS wild type", "Cetuximab failed in KRAS-mutant colorectal cancer.", True),
        ("RAS wild type", "Cetuximab worked in KRAS wild-type colorectal cancer.", False),
        ("KRAS not tested", "Cetuximab failed in KRAS-mutant colorectal cancer.", False),
        ("mother BRCA1 carrier", "Olaparib was given without a BRCA1 mutation.", False),
    ],
)
def test_what_pathology_says_is_not_there_is_another_patient_s(pathology: str, sentence: str, other: bool) -> None:
    """A sentence on tumors with what the patient's was found not to have is on another patient."""
    own = Patient(conditions=("ovarian cancer",), pathology=(pathology,))
    assert bool(asked_groups(understand("Which drug?", own), own).other_than_asked(sentence)) is other
