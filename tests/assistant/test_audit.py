"""What is kept of an answer, and what happens to it later."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from assistant import Assistant
from assistant.audit import AuditLog, question_hash
from assistant.errors import AuditError
from assistant.reproduce import list_audit, reproduce
from ingest.article import Article, Correction
from ingest.library import Library

QUESTION = "My patient is CYP2C19 *2/*2 and needs clopidogrel after a stent. What does the evidence say?"


@pytest.fixture
def library(starter_library: Path, tmp_path: Path) -> Path:
    """A copy of the library that a test may write to."""
    return Path(shutil.copytree(starter_library, tmp_path / "library"))


def test_an_answer_leaves_a_record_without_the_question(library: Path) -> None:
    """By default the record holds evidence, claims and verdicts, and only the question's hash."""
    with Assistant.open(library=library) as assistant:
        answer = assistant.ask(QUESTION)
        record = assistant.audit.get(answer.audit_id)
    assert record.question == ""
    assert record.question_sha256 == question_hash(QUESTION)
    assert len(record.claims) == len(answer.claims)
    assert "My patient" not in assistant.audit.path.read_text(encoding="utf-8")


def test_the_question_is_kept_when_the_setting_says_so(library: Path) -> None:
    """With `audit_questions` the record alone is enough to ask again, and the answer is the same."""
    with Assistant.open(library=library, audit_questions=True) as assistant:
        answer = assistant.ask(QUESTION)
        comparison = reproduce(assistant, answer.audit_id)
    assert comparison.same
    assert comparison.kept == len(answer.claims) > 0


def test_without_the_question_it_must_be_given(library: Path) -> None:
    """A record with only a hash asks for the question, and refuses another one."""
    with Assistant.open(library=library) as assistant:
        identifier = assistant.ask(QUESTION).audit_id
        with pytest.raises(AuditError, match="--question"):
            reproduce(assistant, identifier)
        with pytest.raises(AuditError, match="not the question"):
            reproduce(assistant, identifier, question="Another?")
        assert reproduce(assistant, identifier, question=QUESTION).same


def test_an_unknown_answer_is_named(library: Path) -> None:
    """An identifier that is not on record is an error that names it."""
    with Assistant.open(library=library) as assistant, pytest.raises(AuditError, match="20990101-00"):
        reproduce(assistant, "20990101-00")


def test_a_retraction_flags_the_answers_that_cite_it(library: Path) -> None:
    """After a cited record is retracted, the stored answer is flagged and the record is cited no more."""
    with Assistant.open(library=library) as assistant:
        answer = assistant.ask(QUESTION)
        assert list_audit(assistant, flagged=True) == []
    pmid = answer.claims[0].citations[0].pmid
    retract(library, pmid)
    with Assistant.open(library=library) as assistant:
        (entry,) = list_audit(assistant, flagged=True)
        again = assistant.ask(QUESTION)
    assert any(pmid in flag and "retracted" in flag for flag in entry.flags)
    assert pmid not in {c.pmid for claim in again.claims for c in claim.citations}
    assert any("retracted" in note for note in again.notes)


def test_a_line_cut_short_is_passed_over(tmp_path: Path) -> None:
    """A record cut off by a crash loses itself only: those before and after are read."""
    log = AuditLog(tmp_path / "answers.jsonl")
    whole = b'{"id":"a","at":"2026-01-01","status":"answered","question_sha256":"0"}\n'
    log.path.write_bytes(whole + b'{"id":"b","at"')
    log._write(whole.replace(b'"a"', b'"c"'))
    assert [record.id for record in log.records()] == ["a", "c"]


def retract(path: Path, pmid: str) -> None:
    """Stores the record again as NLM would after a retraction: a later revision date, the type and the notice."""
    with Library.open(path) as library:
        article = library.get(pmid)
        assert article is not None
        changed: Article = msgspec.structs.replace(
            article,
            publication_types=("Journal Article", "Retracted Publication"),
            corrections=(Correction("RetractionIn", "99999999"),),
            revised=msgspec.structs.replace(article.revised, year=2031, month=1, day=1),
        )
        with library.writing() as writer:
            writer.store([changed], "test")
