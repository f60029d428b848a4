"""Curated evidence over the whole road: beside findings, in place of them, and in the search."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from assistant import Answer, Assistant, Patient
from assistant.doors.reproduce import reproduce
from assistant.question.understand import understand
from assistant.records.patient import Diplotype
from assistant.retrieve.retrieve import retrieve
from ingest.library.library import Library
from ingest.records.article import Article, Correction
from tests.assistant.made_records import article

MANY = [
    article(
        str(94000000 + number),
        f"KRAS G12C lung cancer, part {number}",
        f"KRAS G12C was found in {number} of 400 lung cancers, and KRAS G12C lung cancer was common in smokers.",
    )
    for number in range(10, 60)
]
TRIAL = article(
    "94000001",
    "Sotorasib after chemotherapy: a randomized trial",
    [("RESULTS", "Sotorasib prolonged progression-free survival to 5.6 months. All patients had a KRAS mutation.")],
    year=2019,
)
OTHER = article("94000002", "Psoriasis in the north", "Psoriasis was found in 3% of 5,000 adults of the north.")


def made(path: Path, *records: Article) -> Path:
    with Library.open(path, create=True) as library, library.writing() as writer:
        writer.store(records, source="test")
    return path


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Assistant]:
    with Assistant.open(library=made(tmp_path / "library", TRIAL, OTHER), audit_questions=True) as assistant:
        yield assistant


@pytest.fixture
def starter(starter_library: Path, tmp_path: Path) -> Iterator[Assistant]:
    copied = Path(shutil.copytree(starter_library, tmp_path / "starter"))
    with Assistant.open(library=copied, audit_questions=True) as assistant:
        yield assistant


def drugs(answer: Answer) -> list[str]:
    return [" + ".join(row.fact.therapies) for row in answer.knowledge.rows]


def test_rows_answer_where_the_library_has_nothing(small: Assistant) -> None:
    """The status is "answered", no sentence is stated as a finding, and it is said first that none is."""
    answer = small.ask("Does ponatinib work in BCR-ABL1 T315I chronic myeloid leukemia?")
    assert answer.status == "answered"
    assert answer.claims == ()
    assert answer.abstention is None
    assert answer.limits == ("No record matches the question.",)
    assert answer.to_dict()["bottom_line"].startswith("Not in your library; curated evidence says: ")
    assert "ponatinib" in drugs(answer)


def test_a_gene_alone_is_not_answered_by_rows(small: Assistant) -> None:
    """The answer abstains, with the rows beside it."""
    answer = small.ask("What is the treatment of BRAF melanoma?")
    assert answer.status == "abstained"
    assert answer.abstention is not None
    assert answer.knowledge.rows


def test_the_command_s_exit_code_follows_the_status(tmp_path: Path) -> None:
    """0 where rows answer, 3 where nothing does."""
    path = made(tmp_path / "library", OTHER)
    codes = {}
    for question in (
        "Does sotorasib work in KRAS G12C lung cancer?",
        "Does zorblatinib work in KRAS G12C lung cancer?",
    ):
        command = [sys.executable, "-m", "assistant", "ask", question, "--library", str(path)]
        codes[question] = subprocess.run(command, capture_output=True, check=False).returncode
    assert list(codes.values()) == [0, 3]


def test_a_trial_that_names_only_the_drug_is_found(tmp_path: Path) -> None:
    """Curated therapies widen the search; all that was found without them stays, in its order, before that."""
    with Library.open(made(tmp_path / "library", TRIAL, OTHER, *MANY)) as library:
        query = understand("KRAS G12C lung cancer, drugs for it", library=library)
        plain = [hit.pmid for hit in retrieve(query, library, k=20).hits]
        wide = retrieve(msgspec.structs.replace(query, therapies=("sotorasib",)), library, k=20)
    assert TRIAL.pmid not in plain
    assert [hit.pmid for hit in wide.hits][: len(plain)] == plain
    added = wide.hits[len(plain) :]
    assert [hit.pmid for hit in added] == [TRIAL.pmid]
    assert "sotorasib, which curated evidence lists" in added[0].reasons[0]
    assert any("sotorasib" in said for said in wide.searched)


def test_what_is_newer_than_the_newest_finding_is_said(starter: Assistant) -> None:
    """With its agency and year."""
    answer = starter.ask("MET exon 14 skipping lung cancer: which MET inhibitor?")
    newest = max(citation.year or 0 for claim in answer.claims for citation in claim.citations)
    later = [mark for row in answer.knowledge.rows for mark in row.approved if int(mark.split()[-1]) > newest]
    said = [
        note for note in answer.knowledge.notes if note.startswith(f"Newer than the newest study quoted ({newest})")
    ]
    assert later
    assert len(said) == 1
    assert "FDA 2022" in said[0]


def test_an_answer_s_record_has_its_rows_and_their_dates(small: Assistant) -> None:
    """And asking again gives the same answer; with another release the comparison says so."""
    answer = small.ask("Does ponatinib work in BCR-ABL1 T315I chronic myeloid leukemia?")
    record = small.audit.get(answer.audit_id)
    assert record.knowledge == dict(answer.knowledge.dates)
    assert len(record.curated) == len(answer.knowledge.rows)
    assert reproduce(small, answer.audit_id).same
    older = msgspec.structs.replace(record, id="older", knowledge={**record.knowledge, "CIViC": "2020-01-01"})
    small.audit._write(msgspec.json.encode(msgspec.structs.replace(older, curated=("CIViC EID0: ABL1; none",))) + b"\n")
    again = reproduce(small, "older")
    assert not again.same
    assert any(reason.startswith("CIViC then of 2020-01-01") for reason in again.reasons)
    assert any("curated rows" in reason for reason in again.reasons)


def test_a_row_that_rests_on_a_retracted_record_says_so(tmp_path: Path) -> None:
    """And no sentence of that record is attached."""
    held = article("24565374", "Sotorasib and KRAS G12C", "Sotorasib improved survival in KRAS G12C lung cancer.")
    known = "Does vemurafenib work in BRAF V600E melanoma?"
    with Assistant.open(library=made(tmp_path / "one", OTHER), audit=False) as assistant:
        pmid = next(pmid for row in assistant.ask(known).knowledge.rows for pmid in row.fact.pmids)
    text = "Vemurafenib improved overall survival in BRAF V600E melanoma in 675 patients."
    bad = msgspec.structs.replace(
        article(pmid, "Vemurafenib in BRAF V600E melanoma", text),
        corrections=(Correction(kind="RetractionIn", pmid="94000099"),),
    )
    with Assistant.open(library=made(tmp_path / "two", bad, held, OTHER), audit=False) as assistant:
        knowledge = assistant.ask(known).knowledge
    assert any(note.startswith("Retracted by the library's record") and pmid in note for note in knowledge.notes)
    assert all(row.finding is None or row.finding.pmid != pmid for row in knowledge.rows)


def test_a_guideline_row_opens_a_pharmacogenomic_answer(starter: Assistant) -> None:
    """For the patient's own phenotype, with the library's sentence where it holds the guideline."""
    patient = Patient(diplotypes=(Diplotype("CYP2C19", "*2/*2"), Diplotype("CYP2D6", "*4/*4")))
    answer = starter.ask("Is clopidogrel a good choice after a stent?", patient)
    first = answer.knowledge.rows[0]
    assert (first.fact.kind, first.fact.action, first.subject) == ("guideline", "avoid", "phenotype")
    assert set(drugs(answer)) == {"clopidogrel"}
    assert any(row.finding and "clopidogrel" in row.finding.quote for row in answer.knowledge.rows)


def test_findings_and_rows_stand_side_by_side(starter: Assistant) -> None:
    """Quotes of rows are verbatim, and rows are no claims."""
    answer = starter.ask("BRAF V600E metastatic colorectal cancer: which targeted therapy works?")
    assert answer.claims
    assert "cetuximab + encorafenib" in {" + ".join(sorted(row.fact.therapies)) for row in answer.knowledge.rows}
    quoted = [row.finding for row in answer.knowledge.rows if row.finding]
    assert quoted
    for one in quoted:
        record = starter.library.get(one.pmid)
        assert record is not None
        assert record.text[one.start : one.end] == one.quote


def test_a_wild_type_question_shows_no_row_of_the_variant(starter: Assistant) -> None:
    """Nor a question that denies it."""
    for question in ("BRAF wild-type melanoma: treatment options", "BRAF melanoma, not V600E: treatment options"):
        assert not any("V600" in row.fact.biomarker for row in starter.ask(question).knowledge.rows)
