"""What is kept of an answer, and what happens to it later."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from assistant import Assistant
from assistant.doors.reproduce import export_audit, list_audit, reproduce
from assistant.errors import AuditError
from assistant.records.answer import Answer, Query
from assistant.records.audit import AuditLog, question_hash
from ingest.library.library import Library
from ingest.records.article import Article, Correction
from tests.assistant.chat_server import chat_server

ROOT = Path(__file__).parents[3]
QUESTION = "A patient with CYP2C19 *2/*2 takes clopidogrel after a stent: what is known of it?"


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


WRITER = """
import sys
from pathlib import Path
from assistant.records.answer import Answer, Query
from assistant.records.audit import AuditLog

log, name = AuditLog(Path(sys.argv[1])), sys.argv[2]
for number in range(int(sys.argv[3])):
    text = f"{name} {number} " + "long " * 2000
    log.append(Answer(question=text, status="abstained", query=Query(text, text)), keep=True)
    print(number, flush=True)
"""


def test_two_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    """Records that two processes write at the same time are all there, whole, each process's own in its order."""
    path = tmp_path / "answers.jsonl"
    command = [sys.executable, "-c", WRITER, str(path)]
    both = [subprocess.Popen([*command, name, "40"], cwd=ROOT, stdout=subprocess.DEVNULL) for name in ("one", "two")]
    assert [process.wait(timeout=120) for process in both] == [0, 0]
    said = [record.question.split()[:2] for record in AuditLog(path).records()]
    for name in ("one", "two"):
        assert [number for who, number in said if who == name] == [str(number) for number in range(40)]


def test_a_killed_process_loses_no_finished_record(tmp_path: Path) -> None:
    """After kill -9 in the middle of writing, every record that was told as written is read, and writing goes on."""
    path = tmp_path / "answers.jsonl"
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), "one", "100000"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    told = [process.stdout.readline() for _ in range(25)]
    process.kill()
    process.wait(timeout=20)
    process.stdout.close()
    path.write_bytes(path.read_bytes() + b'{"id":"torn","at":"20')
    log = AuditLog(path)
    log.append(Answer(question="after", status="abstained", query=Query("after", "after")), keep=True)
    said = [record.question for record in log.records()]
    assert len(said) > len(told) == 25
    assert said[-1] == "after"
    assert [text.split()[1] for text in said[:25]] == [str(number) for number in range(25)]


def test_answers_are_found_by_what_they_cite_and_exported(library: Path, tmp_path: Path) -> None:
    """A PMID finds the answers that cite it; CSV and JSON lines carry one a line, and a formula is defused."""
    with Assistant.open(library=library, audit_questions=True) as assistant:
        answer = assistant.ask(QUESTION)
        assistant.ask("=cmd|' /C calc'!A0 and ZZTOP9 in blargoma?")
        pmid = answer.claims[0].citations[0].pmid
        assert [entry.record.id for entry in list_audit(assistant, cites=pmid)] == [answer.audit_id]
        assert list_audit(assistant, cites="1") == []
        for name in ("all.csv", "all.jsonl"):
            export_audit(list_audit(assistant), tmp_path / name)
        with pytest.raises(AuditError, match=r"\.csv or \.jsonl"):
            export_audit([], tmp_path / "all.xlsx")
    with (tmp_path / "all.csv").open(encoding="utf-8", newline="") as lines:
        abstained, answered = csv.DictReader(lines)
    assert answered["question"] == QUESTION
    assert f"{pmid}." in answered["cited"]
    assert abstained["question"].startswith("'=")
    kept = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in kept] == [abstained["id"], answered["id"]]


def test_what_changed_in_between_is_named(library: Path) -> None:
    """A changed library, prompt, model and version are each a reason, and what is gone is shown."""
    with Assistant.open(library=library, audit_questions=True) as assistant:
        answer = assistant.ask(QUESTION)
        record = assistant.audit.get(answer.audit_id)
        older = msgspec.structs.replace(record, id="older", version="0.0.1", model="openai:gone", snapshot="other")
        assistant.audit._write(msgspec.json.encode(older) + b"\n")
        told = " | ".join(reproduce(assistant, "older").reasons)
    assert "written then by openai:gone, now by extractive" in told
    assert "the library has changed in between" in told
    assert "Vouch then 0.0.1" in told
    retract(library, answer.claims[0].citations[0].pmid)
    with Assistant.open(library=library) as assistant:
        comparison = reproduce(assistant, answer.audit_id)
    assert not comparison.same
    assert answer.claims[0].text in comparison.gone
    assert "was retracted since" in comparison.to_text()


def test_a_changed_prompt_is_a_reason(library: Path) -> None:
    """The stored hashes of the prompts are held against those of today."""
    pytest.importorskip("langchain_openai")
    with chat_server("stream", "NO ANSWER") as server:
        settings = {"model": "openai:test", "model_url": server.url, "audit_questions": True}
        with Assistant.open(library=library, **settings) as assistant:
            record = assistant.audit.get(assistant.ask(QUESTION).audit_id)
            assert record.usage["calls"] == 1
            older = msgspec.structs.replace(record, id="older", prompts={**record.prompts, "answer": "0"})
            assistant.audit._write(msgspec.json.encode(older) + b"\n")
            assert "prompts changed in between: answer" in reproduce(assistant, "older").reasons
