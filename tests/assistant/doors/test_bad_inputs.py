"""What users and programs get wrong, over every door: one line that names the value and the cure, nothing lost."""

from __future__ import annotations

import gzip
import json
import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import Assistant, Patient
from assistant.doors.chat.opened import read_sent
from assistant.doors.reproduce import list_audit
from assistant.errors import AuditError, BadQuestion, PatientError
from assistant.langchain_parts import VouchRetriever, vouch_runnable
from ingest.errors import BadValue, LibraryError, VouchError
from ingest.index.words import WordTerm
from ingest.library.library import Library
from ingest.records.filters import Filters

HERE = Path(__file__).parents[1]
ROOT = HERE.parent.parent
DIGITS, DEEP = "9" * 5000, "[" * 5000 + "]" * 5000
FILL = {"DIGITS": DIGITS, "DEEP": DEEP, "LONG": "/" + "x" * 5000, "HALF": "EGFR\udcff", "SPACES": "'  '"}


def table(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")][1:]


PATIENTS = table("bad_patients.tsv")
INPUTS = table("bad_inputs.tsv")


@pytest.fixture(scope="module")
def library(starter_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy, since answers leave audit records in it."""
    return Path(shutil.copytree(starter_library, tmp_path_factory.mktemp("bad") / "library"))


@pytest.fixture(scope="module")
def assistant(library: Path) -> Iterator[Assistant]:
    with Assistant.open(library=library, audit=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def places(library: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the tables' words in braces stand for."""
    root = tmp_path_factory.mktemp("places")
    (root / "folder").mkdir()
    (root / "file").write_text("plain text\n", encoding="utf-8")
    odd = root / "odd"
    for name in ("garbage", "truncated", "emptied", "other", "folder"):
        (odd / name / "words-1").mkdir(parents=True)
    (odd / "garbage" / "catalog.sqlite").write_bytes(b"no database " * 1000)
    whole = (library / "catalog.sqlite").read_bytes()
    (odd / "truncated" / "catalog.sqlite").write_bytes(whole[: len(whole) // 3])
    (odd / "emptied" / "catalog.sqlite").write_bytes(b"")
    (odd / "folder" / "catalog.sqlite").mkdir()
    other = sqlite3.connect(odd / "other" / "catalog.sqlite")
    other.executescript("CREATE TABLE t (x); PRAGMA user_version = 1;")
    other.close()
    (odd / "binary.yaml").write_bytes(bytes(range(256)))
    (odd / "large.yaml").write_text("conditions:\n" + "- a\n" * 400_000, encoding="utf-8")
    os.mkfifo(odd / "pipe")
    (odd / "page.html").write_text("<!doctype html><html><body>404</body></html>", encoding="utf-8")
    (odd / "bomb.xml").write_text('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', encoding="utf-8")
    with gzip.open(odd / "bomb.gz", "wb", 9) as bomb:
        for _ in range(260):
            bomb.write(b"a\n" * (1 << 19))
    packed = gzip.compress(b"aspirin\n")
    (odd / "twice.gz").write_bytes(gzip.compress(packed))
    (odd / "cut.gz").write_bytes(packed[:-6])
    with zipfile.ZipFile(odd / "archive.zip", "w") as archive:
        archive.writestr("drugs.tsv", "aspirin\n")
    (odd / "record.json").write_text('[{"name": "aspirin"}]', encoding="utf-8")
    (odd / "long.tsv").write_text("a" * 5000 + "\n", encoding="utf-8")
    with Library.open(library) as opened:
        pmid = next(opened.pmids())
    known = {"library": library, "folder": root / "folder", "file": root / "file", "odd": odd, "PMID": pmid}
    return {name: str(value) for name, value in known.items()} | FILL


def filled(text: str, places: dict[str, str]) -> str:
    for name, value in places.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def run(program: str, arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: Any) -> tuple[int, str]:
    """Exit code and standard error of a command; an error that gets out of it fails the test."""
    from assistant.doors.cli import main as vouch
    from ingest.doors.cli import main as vouch_ingest

    monkeypatch.setattr("sys.argv", [program, *arguments])
    with pytest.raises(SystemExit) as ended:
        vouch() if program == "vouch" else vouch_ingest()
    return int(ended.value.code or 0), capsys.readouterr().err


def client(assistant: Assistant) -> Any:
    from starlette.testclient import TestClient

    from assistant.doors.rest import build_app

    return TestClient(build_app(assistant), base_url="http://127.0.0.1", raise_server_exceptions=False)


def split(sent: str, places: dict[str, str]) -> list[str]:
    return [filled(word, places) for word in shlex.split(sent.replace("{SPACES}", "'  '"))]


@pytest.mark.parametrize(("program", "sent", "code", "names"), [row for row in INPUTS if row[0] != "rest"])
def test_a_command_s_mistake_is_one_line(
    program: str,
    sent: str,
    code: str,
    names: str,
    places: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Exit code 1 or 2 and a line with the value; nothing is made where there was nothing."""
    monkeypatch.setenv("VOUCH_AUDIT", "false")
    found, said = run(program, split(sent, places), monkeypatch, capsys)
    assert str(found) == code, said
    assert all(name in said for name in names.split("|")), said
    assert "Traceback" not in said
    assert "words index" not in said
    assert len(said) < 3000
    if code == "1":
        assert len(said.strip().splitlines()) == 1, said


@pytest.mark.parametrize(("sent", "code", "names"), [row[1:] for row in INPUTS if row[0] == "rest"])
def test_a_request_s_mistake_is_one_line(
    sent: str, code: str, names: str, places: dict[str, str], assistant: Assistant
) -> None:
    """The right status and a problem with one line in `detail` that names the value."""
    method, path, *body = filled(sent, places).split(" ", 2)
    with client(assistant) as door:
        asked = {"content": body[0], "headers": {"Content-Type": "application/json"}} if body else {}
        reply = door.request(method, path, **asked)
    told = reply.json()
    assert str(reply.status_code) == code == str(told["status"]), told
    assert reply.headers["content-type"] == "application/problem+json"
    assert all(name in told["detail"] for name in names.split("|")), told
    assert "\n" not in told["detail"]
    assert len(told["detail"]) < 2000


@pytest.mark.parametrize(("content", "names", "command"), PATIENTS)
def test_a_bad_patient_is_refused_at_every_door(
    content: str,
    names: str,
    command: str,
    tmp_path: Path,
    library: Path,
    assistant: Assistant,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The Python API, the command, the chat's upload, REST where it is JSON: the same refusal, which names what is
    wrong."""
    text = content.replace("\\n", "\n").replace("\\x00", "\0").replace("{{DIGITS}}", DIGITS).replace("{{DEEP}}", DEEP)
    text = text.replace("\\\\", "\\")
    file = tmp_path / ("patient.json" if text.startswith("{") else "patient.yaml")
    file.write_text(text, encoding="utf-8")
    opened = json.dumps({"name": file.name, "size": len(text.encode()), "text": text})
    tolerant = [partial(read_sent, opened)] if command == "refuses" else []
    for door in (partial(Patient.load, file), *tolerant):
        with pytest.raises(PatientError) as refused:
            door()
        assert names in str(refused.value)
    if command == "refuses":
        typed = ["ask", "EGFR?", "--patient", str(file), "--library", str(library)]
        code, said = run("vouch", typed, monkeypatch, capsys)
        assert (code, len(said.strip().splitlines())) == (1, 1), said
        assert names in said
    if text.startswith("{") and text.endswith("}"):
        with client(assistant) as door:
            sent = f'{{"question": "a", "patient": {text}}}'
            reply = door.post("/ask", content=sent, headers={"Content-Type": "application/json"})
        assert reply.status_code == 422
        assert names in reply.json()["detail"]


def test_plain_yaml_is_read_as_it_stands(tmp_path: Path) -> None:
    """Words that older YAML took for numbers or dates are text where text is meant; yes and no are yes and no."""
    file = tmp_path / "p.yaml"
    file.write_text('age: 61.5\npregnant: no\nstage: 1:30\nconditions: [2024-01-01, "12", 0x10]\nline: 2\n')
    assert Patient.load(file) == Patient(
        age=61.5, pregnant=False, stage="1:30", conditions=("2024-01-01", "12", "0x10"), line=2
    )
    file.with_suffix(".json").write_text('{\t"conditions": ["\\ud83d\\ude00"]}')
    assert Patient.load(file.with_suffix(".json")).conditions == ("\U0001f600",)


PYTHON: dict[str, tuple[Any, type[VouchError], str]] = {
    "k none": (lambda a: a.search("x", k=0), BadValue, "k 0"),
    "k huge": (lambda a: a.search("x", k=10**30), BadValue, "out of range"),
    "k text": (lambda a: a.search("x", k="3"), BadValue, "'3'"),
    "year": (lambda a: a.search("x", filters=Filters(year_from=10**20)), BadValue, "1" + "0" * 20),
    "year text": (lambda a: a.search("x", filters=Filters(year_from="2020")), BadValue, "'2020'"),
    "types text": (lambda a: a.search("x", filters=Filters(publication_types="RCT")), BadValue, "RCT"),
    "retracted": (lambda a: a.search("x", filters=Filters(retracted="maybe")), BadValue, "maybe"),
    "type": (lambda a: a.ask("EGFR?", filters=Filters(publication_types=("RCT",))), BadValue, "Randomized"),
    "surrogate": (lambda a: a.search("\ud800"), BadQuestion, "half"),
    "question": (lambda a: a.ask(None), BadQuestion, "None"),
    "history": (lambda a: a.ask("EGFR?", history="before"), BadQuestion, "list"),
    "patient": (lambda a: a.ask("EGFR?", {"age": 61}), PatientError, "Patient"),
    "depth": (lambda a: a.ask("EGFR?", depth="deep"), BadValue, "deep"),
    "record": (lambda a: Patient.from_dict({"conditions": ["\ud800"]}), PatientError, "half"),
    "number": (lambda a: Patient.from_dict({"age": float("nan")}), PatientError, "nan"),
    "no record": (lambda a: Patient.from_dict([1]), PatientError, "object"),
    "since": (lambda a: list_audit(a, since="yesterday"), BadValue, "yesterday"),
    "status": (lambda a: list_audit(a, status="done"), BadValue, "done"),
    "chain without a question": (lambda a: vouch_runnable(a).invoke({"q": "x"}), BadQuestion, "question"),
    "chain's patient": (
        lambda a: vouch_runnable(a).invoke({"question": "x", "patient": {"age": "1:30"}}),
        PatientError,
        "1:30",
    ),
    "retriever's filters": (
        lambda a: VouchRetriever(assistant=a, filters=Filters(languages=("german",))).invoke("x"),
        BadValue,
        "german",
    ),
    "library's year": (
        lambda a: a.library.search_words([WordTerm("x")], 3, Filters(year_from=10**20)),
        BadValue,
        "year_from",
    ),
    "library's text": (lambda a: a.library.search_words([WordTerm("\ud800")], 3), BadValue, "half"),
    "library's vector": (lambda a: a.library._vectors_now().nearest([1.0] * 3, 2), BadValue, "3"),
}


@pytest.mark.parametrize("kind", PYTHON)
def test_a_program_s_mistake_is_an_error_of_ours(kind: str, assistant: Assistant) -> None:
    """Over the Python API and LangChain: the value is named, and no part of the library is blamed for it."""
    use, error, names = PYTHON[kind]
    with pytest.raises(error) as refused:
        use(assistant)
    assert names in str(refused.value)
    assert not isinstance(refused.value, LibraryError)
    assert "verify" not in str(refused.value)


def test_a_tool_s_mistake_is_a_line_for_the_model(assistant: Assistant) -> None:
    """Over MCP: bad years, types, revisions and patients come back as errors that name the value."""
    import anyio
    from mcp import Client

    from assistant.doors.mcp import build_server

    calls: list[tuple[str, dict[str, Any], str]] = [
        ("search", {"query": "x", "year_from": 10**18}, "year_from"),
        ("search", {"query": "x", "publication_types": ["RCT"]}, "Randomized Controlled Trial"),
        ("search", {"query": "x", "year_from": 2020, "year_to": 2010}, "2010"),
        ("show_article", {"pmid": next(assistant.library.pmids()), "revision": 2**63}, "revision"),
        ("ask", {"question": "x", "patient": {"age": "1:30"}}, "1:30"),
        ("ask", {"question": "x", "patient": {"conditions": "a"}}, "conditions"),
    ]

    async def talk() -> None:
        async with Client(build_server(assistant)) as door:
            for tool, arguments, names in calls:
                reply = await door.call_tool(tool, arguments)
                assert reply.is_error
                assert names in reply.content[0].text
                assert "Traceback" not in reply.content[0].text

    anyio.run(talk)


@pytest.mark.parametrize(
    "command",
    [["assistant", "search", "EGFR", "--library"], ["ingest", "status", "--library"]],
    ids=["vouch", "ingest"],
)
def test_an_output_that_finds_no_room_is_one_line(command: list[str], library: Path) -> None:
    """As when the disk is full that a result is written to."""
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", *command, str(library)], stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT
        )
    assert ran.returncode == 1
    assert ran.stderr.count("\n") == 1
    assert "No space left" in ran.stderr


def test_an_audit_record_that_cannot_be_read_is_named(library: Path, tmp_path: Path) -> None:
    """A folder in its place is told, not stumbled over."""
    path = Path(shutil.copytree(library, tmp_path / "library", ignore=shutil.ignore_patterns("audit")))
    (path / "audit" / "answers.jsonl").mkdir(parents=True)
    with Assistant.open(library=path) as opened, pytest.raises(AuditError, match="cannot be read"):
        list_audit(opened)


FUZZ = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
ODD = st.one_of(
    st.text(st.characters(codec=None), max_size=30),
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(["", "-1", "0", "1e9", "2024-99-99", "null", "../..", "%00", "\udcff", "𝟙", "--", "RCT"]),
)


@FUZZ
@given(option=st.sampled_from(["--type", "--language", "--year-from", "--year-to", "-k"]), value=ODD, text=ODD)
def test_no_option_of_search_ends_in_a_traceback(
    option: str,
    value: str,
    text: str,
    library: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Whatever stands in them: found, or one line."""
    monkeypatch.setattr("assistant.api.Assistant.embedder", None)
    code, said = run(
        "vouch", ["search", f"{option}={value}", "--library", str(library), "--", text], monkeypatch, capsys
    )
    assert code in (0, 1, 2)
    assert code == 0 or said.strip()


@FUZZ
@given(name=st.sampled_from(["year_from", "year_to", "k", "type", "language", "has_abstract"]), value=ODD, text=ODD)
def test_no_parameter_of_a_request_ends_in_a_500(name: str, value: str, text: str, assistant: Assistant) -> None:
    """Whatever stands in them: found, not found, or a mistake that is told."""
    safe = [part.encode("utf-8", "replace").decode() for part in (text, value)]
    door = client(assistant)
    for path, wanted in (("/search", {"q": safe[0], name: safe[1]}), ("/articles/1", {"revision": safe[1]})):
        assert door.get(path, params=wanted).status_code in (200, 404, 422)


def refusal(read: Callable[[], Patient]) -> str:
    """Why there is no patient; "" when there is one."""
    try:
        assert isinstance(read(), Patient)
    except PatientError as error:
        return str(error)
    return ""


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@FUZZ
@given(
    record=st.dictionaries(st.sampled_from([*Patient.__struct_fields__, "other"]), PLAIN, max_size=4),
    cut=st.integers(0, 9),
)
def test_no_record_of_a_patient_ends_in_a_traceback(record: dict[str, Any], cut: int, tmp_path: Path) -> None:
    """As a dict, and as a file, whole or cut short: a Patient, or a PatientError."""
    file = tmp_path / "patient.yaml"
    said = json.dumps(record)
    file.write_text(said[: len(said) - cut], encoding="utf-8")
    for read in (lambda: Patient.from_dict(record), lambda: Patient.load(file)):
        assert refusal(read).count("\n") == 0


@FUZZ
@given(text=st.text(max_size=60) | st.text("{}[]:,&*!|>'\"%@`-? \n\t#a1", max_size=40))
def test_no_text_in_a_patient_s_file_ends_in_a_traceback(text: str, tmp_path: Path) -> None:
    """Any text: a Patient, or a PatientError of one line."""
    file = tmp_path / "patient.yaml"
    file.write_text(text, encoding="utf-8")
    assert refusal(lambda: Patient.load(file)).count("\n") == 0
