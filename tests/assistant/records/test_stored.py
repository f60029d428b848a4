"""A whole answer on record, and the page that is made of it again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import msgspec
import pytest

from assistant import Assistant, Patient
from assistant.doors.reproduce import reproduce
from assistant.errors import AuditError
from assistant.records.answer import Answer
from assistant.records.audit import patient_mark
from assistant.records.stored import packed, unpacked
from assistant.report.render import full_report, one_page_report
from assistant.report.safety_part import NOT_KEPT
from tests.assistant.made_safety import safe_answer
from tests.assistant.records.test_audit import retract
from tests.assistant.report.test_render import answered

ROOT = Path(__file__).parents[3]
QUESTION = "Clopidogrel in CYP2C19 poor metabolizers after a stent?"
PATIENT = "age: 61\ndiplotypes: [{gene: CYP2C19, alleles: '*2/*2'}]\nmedications: [clopidogrel]\n"


@pytest.fixture
def library(starter_library: Path, tmp_path: Path) -> Path:
    """A copy of the library that a test may write to."""
    return Path(shutil.copytree(starter_library, tmp_path / "library"))


@pytest.fixture
def patient(tmp_path: Path) -> Path:
    path = tmp_path / "patient.yaml"
    path.write_text(PATIENT, encoding="utf-8")
    return path


def report(library: Path, out: Path, *words: str, keep: bool = True) -> subprocess.CompletedProcess[str]:
    """`vouch report` in a process of its own; `keep`: questions and patients are stored."""
    command = [sys.executable, "-m", "assistant", "report", *words, "--out", str(out), "--library", str(library)]
    env = {**os.environ, "VOUCH_AUDIT_QUESTIONS": str(keep).lower()}
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=env)


def identifier(library: Path) -> str:
    with Assistant.open(library=library) as assistant:
        return next(iter(assistant.audit.records())).id


@pytest.mark.parametrize("told", [safe_answer(), answered()], ids=["safe", "two studies"])
def test_an_answer_comes_back_as_it_was(told: Answer) -> None:
    """Packed without the records and unpacked with them, nothing of it is another."""
    articles = {(item.article.pmid, item.article.revision): item.article for item in told.evidence}
    kept = packed(told)
    assert all("text" not in item["hit"]["article"] for item in kept["evidence"])
    again = unpacked(kept, lambda pmid, revision: articles.get((pmid, revision)), "20260101-ab")
    assert again == msgspec.structs.replace(told, audit_id="20260101-ab")


def test_a_record_that_is_gone_and_a_form_that_is_not_read_are_told() -> None:
    """Each is one line with the answer's id."""
    with pytest.raises(AuditError, match="PMID 111 is no longer in the library"):
        unpacked(packed(answered()), lambda *_: None, "20260101-ab")
    with pytest.raises(AuditError, match="20260101-ab was stored in a form"):
        unpacked({"evidence": [], "status": 7}, lambda *_: None, "20260101-ab")


@pytest.mark.parametrize("name", ["report.html", "report.md", "report.json"])
def test_the_page_of_a_stored_answer_is_the_same_page(library: Path, patient: Path, tmp_path: Path, name: str) -> None:
    """Made when the answer was given and made again from the audit record, the files are the same to the byte."""
    first, second = tmp_path / f"1-{name}", tmp_path / f"2-{name}"
    ran = report(library, first, QUESTION, "--patient", str(patient))
    assert ran.returncode == 0, ran.stderr
    again = report(library, second, "--from-audit", identifier(library))
    assert again.returncode == 0, again.stderr
    assert first.read_bytes() == second.read_bytes()
    assert "CYP2C19" in second.read_text(encoding="utf-8")


@pytest.mark.parametrize("keep", [True, False])
def test_a_case_that_only_the_question_told_is_no_record_that_is_not_kept(
    library: Path, tmp_path: Path, keep: bool
) -> None:
    """Asked for nobody in particular, a question that tells of a case has the same page from the audit record."""
    first, second = tmp_path / "1.md", tmp_path / "2.md"
    asked = "Clopidogrel in a man of 70 with CYP2C19 *2/*2?"
    assert report(library, first, asked, keep=keep).returncode in (0, 3)
    again = report(library, second, asked, "--from-audit", identifier(library), keep=keep)
    assert again.returncode in (0, 3), again.stderr
    assert first.read_bytes() == second.read_bytes()
    assert "70 years" in second.read_text(encoding="utf-8")


def test_without_a_stored_question_the_page_is_made_of_the_same_answer(
    library: Path, patient: Path, tmp_path: Path
) -> None:
    """The question is to be given; with the patient the page is the same, without one the answer is another and the
    page is not made."""
    first, second = tmp_path / "1.html", tmp_path / "2.html"
    assert report(library, first, QUESTION, "--patient", str(patient), keep=False).returncode == 0
    known = identifier(library)
    bare = report(library, second, "--from-audit", known, keep=False)
    assert bare.returncode == 1
    assert "give the question" in bare.stderr
    again = report(library, second, QUESTION, "--from-audit", known, "--patient", str(patient), keep=False)
    assert again.returncode == 0, again.stderr
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("keep", [True, False], ids=["kept", "only its hash"])
@pytest.mark.parametrize(
    ("asked_for", "given", "said"),
    [
        (PATIENT, PATIENT.replace("61", "62"), "this is not the patient of answer"),
        (PATIENT, PATIENT.replace("*2/*2", "*1/*2"), "this is not the patient of answer"),
        (PATIENT, "sex: female\npregnant: true\n", "this is not the patient of answer"),
        ("", "age: 9\n", "was given without a patient"),
    ],
    ids=["another age", "another diplotype", "another person", "a patient where none was"],
)
def test_no_page_is_made_for_another_patient(
    library: Path, patient: Path, tmp_path: Path, asked_for: str, given: str, said: str, keep: bool
) -> None:
    """Whether the record keeps the patient or only a hash, one line says that it is another, and no file is written."""
    patient.write_text(asked_for, encoding="utf-8")
    other, out = tmp_path / "other.yaml", tmp_path / "report.md"
    other.write_text(given, encoding="utf-8")
    with Assistant.open(library=library, audit_questions=keep) as assistant:
        known = assistant.ask(QUESTION, Patient.load(patient) if asked_for else None).audit_id
    ran = report(library, out, QUESTION, "--from-audit", known, "--patient", str(other), keep=keep)
    assert (ran.returncode, out.exists()) == (1, False)
    assert said in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1


def test_the_hash_of_a_patient_is_of_what_the_record_means() -> None:
    """A whole number is one age however it is written; no record is an empty one; the question is part of the hash."""
    assert patient_mark("Q?", {"age": 61}) == patient_mark(" q? ", {"age": 61.0})
    assert patient_mark("Q?", None) == patient_mark("Q?", {}) != patient_mark("Q?", {"age": 61})
    assert patient_mark("Q?", {"age": 61}) != patient_mark("Another?", {"age": 61})


def test_a_patient_that_was_kept_nowhere_is_to_be_given(library: Path, tmp_path: Path) -> None:
    """Of a record with hashes alone, the question without the patient makes no page, and it is said what lacks."""
    with Assistant.open(library=library) as assistant:
        known = assistant.ask(QUESTION, Patient(age=61)).audit_id
    ran = report(library, tmp_path / "report.md", QUESTION, "--from-audit", known, keep=False)
    assert ran.returncode == 1
    assert "give that record with --patient" in ran.stderr


def test_a_page_without_a_kept_patient_says_so() -> None:
    """Of an answer on record whose patient is not kept, the case stands as the answer understood it."""
    for made in (one_page_report, full_report):
        assert NOT_KEPT in unescape(made(safe_answer(), None, kept=False))
        assert NOT_KEPT not in unescape(made(safe_answer(), Patient(age=61), kept=True))


def test_a_paper_retracted_since_is_said_on_the_page(library: Path, tmp_path: Path) -> None:
    """The page of a stored answer warns of what happened to a cited paper after it was given."""
    with Assistant.open(library=library, audit_questions=True) as assistant:
        answer = assistant.ask(QUESTION)
    retract(library, answer.claims[0].citations[0].pmid)
    out = tmp_path / "report.md"
    assert report(library, out, "--from-audit", answer.audit_id).returncode == 0
    assert "Since this answer was given" in out.read_text(encoding="utf-8")


def test_without_the_setting_nothing_of_the_answers_words_is_kept(library: Path) -> None:
    """Limits, alerts and fit hold facts of the patient: they are stored with the question or not at all."""
    with Assistant.open(library=library) as assistant:
        record = assistant.audit.get(assistant.ask(QUESTION, Patient(ancestry="Sami")).audit_id)
        assert record.answer == {}
        assert "Sami" not in assistant.audit.path.read_text(encoding="utf-8")
        assert reproduce(assistant, record.id, question=QUESTION, patient=Patient(ancestry="Sami")).same


def test_neither_question_nor_id_is_wrong_usage(library: Path, tmp_path: Path) -> None:
    """A report of nothing is a mistake of usage that says what to give."""
    ran = report(library, tmp_path / "report.md")
    assert ran.returncode == 2
    assert "--from-audit ID" in ran.stderr
