"""The rows of a case: their number and order, what the library holds of them, and when they answer alone."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.curated.grouping import MOST
from assistant.curated.joining import Joined, attached, join
from assistant.curated.store import facts_for
from assistant.curated.telling import answers_alone, told
from assistant.question.understand import understand
from assistant.records.curated import Knowledge
from assistant.records.outcome import Abstention
from ingest.knowledge.tables import read_table
from ingest.library.library import Library
from tests.assistant.made_records import article


def joined(question: str) -> Joined:
    return join(understand(question))


@cache
def _biomarkers() -> tuple[str, ...]:
    genes = ["EGFR", "KRAS", "BRAF", "ALK", "ERBB2", "KIT", "FLT3", "ABL1", "PIK3CA", "NTRK1"]
    return tuple(sorted({fact.biomarker for fact in facts_for(genes=genes) if fact.kind == "biomarker evidence"}))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_rows_are_few_and_no_item_leads_two(data: st.DataObject) -> None:
    """Whatever biomarker is asked about; a guideline's document has several rows and is no item."""
    rows = joined(f"{data.draw(st.sampled_from(_biomarkers()))} cancer treatment").rows
    assert len(rows) <= MOST
    leading = [row.fact.identifier for row in rows if row.fact.kind == "biomarker evidence"]
    assert len(leading) == len(set(leading))


def test_the_same_question_has_the_same_rows() -> None:
    """In the same order, so that an answer can be told again."""
    question = "BRAF V600E colorectal cancer: treatment options"
    assert joined(question) == joined(question)


def test_resistance_stands_beside_benefit() -> None:
    """The therapy's rows are neighbors, whatever they say of it."""
    drugs = [row.fact.therapies for row in joined("EGFR T790M lung cancer treatment").rows]
    assert ("osimertinib",) in drugs
    senses = {row.fact.direction for row in joined("EGFR T790M lung cancer treatment").rows}
    assert {"Supports / Sensitivity/Response", "Supports / Resistance"} <= senses


def test_a_row_says_how_many_items_support_it() -> None:
    """And has their PMIDs, its own first."""
    rows = joined("EGFR exon 19 deletion NSCLC treatment").rows
    row = next(row for row in rows if row.fact.therapies == ("erlotinib",))
    assert row.items > 1
    assert row.pmids[: len(row.fact.pmids)] == row.fact.pmids


def test_an_approval_is_marked_with_agency_and_year() -> None:
    """At the row that speaks for the therapy."""
    row = joined("KRAS G12C NSCLC: which drugs work").rows[0]
    assert row.fact.therapies == ("Sotorasib",)
    assert row.approved == ("FDA 2021", "EMA 2022")


def test_therapies_are_listed_where_the_question_leaves_them_open() -> None:
    """Not where it names the drug it is about; and never one that was had before."""
    assert "Sotorasib" in joined("KRAS G12C lung cancer, drugs for it").therapies
    assert joined("KRAS G12C lung cancer: does sotorasib work").therapies == ()
    assert "osimertinib" not in joined("EGFR T790M lung cancer: what after osimertinib?").therapies


def test_a_pharmacogenomic_case_shows_the_drug_asked_about_only() -> None:
    """Not what else the gene bears on."""
    rows = joined("CYP2C19 poor metabolizer: clopidogrel?").rows
    assert {row.fact.therapies for row in rows} == {("clopidogrel",)}


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("KRAS G12C lung cancer: does sotorasib work", True),
        ("trastuzumab deruxtecan in HER2-low breast cancer", True),
        ("CYP2C19 poor metabolizer: clopidogrel?", True),
        ("CYP2C19 and clopidogrel: any advice?", False),
        ("BRAF melanoma treatment", False),
        ("BRAF L999Q melanoma treatment", False),
        ("What causes resistance to crizotinib in ROS1 fusion NSCLC?", False),
        ("BRAF V600E colorectal cancer: does zorblatinib work?", False),
        ("BRAF V600E in Quastel-Nimby syndrome: treatment", False),
    ],
)
def test_rows_answer_alone_only_for_the_very_case(question: str, alone: bool) -> None:
    """A gene without a variant, or a name that nothing knows, is not answered by rows."""
    assert joined(question).answers is alone


def test_what_the_guard_turns_away_stays_so() -> None:
    """Rows help where the library lacks, and nowhere else."""
    known = joined("KRAS G12C lung cancer: does sotorasib work")
    assert answers_alone(Abstention("not in library", "“Sotorasib” is nowhere."), known) == "“Sotorasib” is nowhere."
    assert answers_alone(Abstention("future", "Nobody knows."), known) == ""
    assert answers_alone(None, known) == ""


BEARS = article(
    "26125448",
    "Selumetinib with docetaxel in KRAS-mutant lung cancer",
    [
        ("METHODS", "We gave selumetinib and docetaxel to 80 patients with KRAS G12C lung cancer."),
        ("RESULTS", "KRAS G12D had a shorter overall survival on selumetinib and docetaxel."),
        ("CONCLUSIONS", "KRAS G12C was associated with longer overall survival on selumetinib and docetaxel."),
    ],
)


def test_the_library_s_own_sentence_is_attached(tmp_path: Path) -> None:
    """The one that bears on the row: not the methods, nor what is on another variant."""
    with Library.open(tmp_path, create=True) as library:
        with library.writing() as writer:
            writer.store([BEARS], source="test")
        knowledge = attached(joined("KRAS G12C lung cancer, drugs for it"), library)
    row = next(row for row in knowledge.rows if "26125448" in row.in_library)
    assert row.finding
    assert row.finding.quote.startswith("KRAS G12C was associated with longer overall survival")
    assert BEARS.text[row.finding.start : row.finding.end] == row.finding.quote


def test_the_reader_is_told_what_the_library_lacks(tmp_path: Path) -> None:
    """By drug, with who lists it; a drug that a record names is not lacking."""
    named = article("93000001", "Sotorasib for lung tumors with KRAS G12C", "Sotorasib was given to 40 patients.")
    with Library.open(tmp_path, create=True) as library:
        with library.writing() as writer:
            writer.store([named], source="test")
        known = attached(joined("KRAS G12C lung cancer, drugs for it"), library)
        notes = " ".join(told(known, (), library).notes)
    assert "No record of the library is on adagrasib, approved for this" in notes
    assert "sotorasib" not in notes
    assert told(Knowledge(), (), library) == Knowledge()


@pytest.mark.parametrize(
    ("question", "advised"),
    [
        ("Azathioprine dose in a TPMT normal metabolizer?", True),
        ("Azathioprine dose in TPMT?", False),
        ("Osimertinib in EGFR T790M?", False),
    ],
)
def test_the_query_knows_whether_a_guideline_advises(question: str, advised: bool) -> None:
    """For the case's own phenotype and drug, so that the order of the findings can follow it."""
    query = understand(question)
    assert join(query).widening(query).advised is advised


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("Lorlatinib versus alectinib in ALK-positive NSCLC?", False),
        ("EGFR T790M NSCLC: osimertinib or erlotinib?", True),
        ("IDH1-mutated AML: which targeted therapy?", True),
        ("CML with T315I: what are the options?", True),
        ("ALK-positive lung cancer with G1202R: which ALK inhibitor?", False),
    ],
)
def test_rows_answer_by_what_was_asked(question: str, answers: bool) -> None:
    """What to give by what works on the very case, and a comparison only where one drug works and another fails."""
    assert join(understand(question)).answers is answers


ANSWERS = read_table(Path(__file__).parents[1] / "tables" / "curated_answers.tsv").rows


@pytest.mark.parametrize(("question", "answers", "why"), ANSWERS, ids=[row[0][:50] for row in ANSWERS])
def test_rows_answer_what_clinical_evidence_settles(question: str, answers: str, why: str) -> None:
    """On the very variant, or at level A on mutations at large where rows know the variant; never by the laboratory."""
    assert join(understand(question)).answers is (answers == "yes"), why
