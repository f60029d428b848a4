"""The REST door, over a real server on loopback: the same answers as the face, refusals, errors of one line."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from assistant.api import Assistant
from assistant.doors.loopback_only import MAX_BODY
from assistant.errors import ModelTimeout
from assistant.records.answer import Stage
from assistant.settings import Settings
from ingest.errors import LibraryLocked, MissingExtra

ROOT = Path(__file__).parents[3]
QUESTION = "A patient with CYP2C19 *2/*2 takes clopidogrel after a stent: what is known of it?"
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def library(starter_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy, since answers leave audit records in it."""
    return Path(shutil.copytree(starter_library, tmp_path_factory.mktemp("rest") / "library"))


@pytest.fixture(scope="module")
def port(library: Path) -> Iterator[int]:
    """The port of `vouch serve` in a process of its own; interrupted at the end, it leaves without a word."""
    command = [sys.executable, "-m", "assistant", "serve", "--port", "0", "--library", str(library)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VOUCH_")}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", said)
        assert found, said
        yield int(found[1])
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        assert "Traceback" not in errors


def call(
    port: int, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], Any]:
    """Status, headers and decoded body of one request. A body of bytes goes as it is, any other as JSON."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        sent = body if isinstance(body, bytes) or body is None else json.dumps(body)
        connection.request(method, path, sent, {**(JSON if method == "POST" else {}), **(headers or {})})
        reply = connection.getresponse()
        text = reply.read().decode()
        known = {name.lower(): value for name, value in reply.getheaders()}
        return reply.status, known, json.loads(text) if "json" in known.get("content-type", "") else text
    finally:
        connection.close()


@contextmanager
def served(assistant: Assistant) -> Iterator[int]:
    """The application over any assistant, on a thread of this process."""
    import uvicorn

    from assistant.doors.rest import build_app

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        config = uvicorn.Config(build_app(assistant), access_log=False, log_level="critical", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(30)


def test_an_answer_carries_citations_that_hold(port: int) -> None:
    """Each quote of an answer is the span of the record that the same server gives."""
    status, _, answer = call(port, "POST", "/ask", {"question": QUESTION, "patient": {"age": 61}})
    assert status == 200
    assert answer["status"] == "answered"
    assert answer["audit_id"]
    citations = [citation for claim in answer["claims"] for citation in claim["citations"]]
    assert citations
    for citation in citations:
        _, _, record = call(port, "GET", f"/articles/{citation['pmid']}?revision={citation['revision']}")
        assert record["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert record["digest"] is True
        assert record["integrity"]["retracted"] == "unknown"


def test_the_answer_is_that_of_the_face(port: int, library: Path) -> None:
    """REST gives the claims that `Assistant.ask` gives."""
    with Assistant.open(Settings(library=str(library), audit=False)) as assistant:
        own = assistant.ask(QUESTION).to_dict()
    _, _, answer = call(port, "POST", "/ask", {"question": QUESTION})
    assert answer["claims"] == json.loads(json.dumps(own["claims"]))


def test_what_the_library_does_not_carry_is_an_answer_that_abstains(port: int) -> None:
    """Abstention is no error: status 200, the reason, what was searched."""
    status, _, answer = call(port, "POST", "/ask", {"question": "What do ZZTOP9 mutations mean in blargoma?"})
    assert status == 200
    assert answer["status"] == "abstained"
    assert answer["abstention"]["searched"]


def test_a_stream_tells_stages_evidence_claims_and_the_answer(port: int) -> None:
    """The events come in the order of the road, and the claims told are the claims of the answer."""
    _, headers, text = call(port, "POST", "/ask/stream", {"question": QUESTION})
    assert headers["content-type"].startswith("text/event-stream")
    events = [re.fullmatch(r"event: (\w+)\ndata: (.*)", block) for block in text.split("\n\n") if block]
    told = [(event[1], json.loads(event[2])) for event in events if event]
    names = [name for name, _ in told]
    assert len(told) == len(events)
    assert list(dict.fromkeys(names)) == ["stage", "evidence", "claim", "answer"]
    assert names[-1] == "answer"
    assert [claim for name, claim in told if name == "claim"] == told[-1][1]["claims"]


def test_a_search_gives_ranked_hits_within_its_filters(port: int) -> None:
    """Hits come best first with their ranks; a filter is honored."""
    _, _, found = call(port, "GET", "/search?q=BRAF%20V600E%20melanoma&k=5")
    scores = [hit["score"] for hit in found["hits"]]
    assert len(scores) == 5
    assert scores == sorted(scores, reverse=True)
    assert all(hit["ranks"] and hit["digest"] for hit in found["hits"])
    _, _, late = call(port, "GET", "/search?q=BRAF%20V600E%20melanoma&k=5&year_from=2015&type=Digest")
    assert late["hits"]
    assert all(hit["year"] >= 2015 for hit in late["hits"])


def test_a_sentence_is_verified_with_reasons(port: int) -> None:
    """A changed number is contradicted, and the check that saw it says so."""
    claimed = {"sentence": "Drug A cut deaths by 20 %.", "evidence": "Drug A cut deaths by 12 %."}
    _, _, verdict = call(port, "POST", "/verify", claimed)
    assert verdict["label"] == "contradicted"
    assert any(check["passed"] is False and check["reason"] for check in verdict["checks"])


def test_health_says_what_answers_rest_on(port: int, starter_library: Path) -> None:
    """Size, digests and writer of the library that is served."""
    from ingest.library.library import Library

    with Library.open(starter_library) as library:
        records = len(library)
    _, _, health = call(port, "GET", "/health")
    assert health["status"] == "ok"
    assert (health["records"], health["embedded"], health["digests"]) == (records, records, records)
    assert health["model"] == "extractive"


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "said"),
    [
        ("GET", "/articles/999999999", None, 404, "PMID 999999999 is not in the library"),
        ("GET", "/articles/../etc", None, 404, "Not Found"),
        ("GET", "/articles/abc", None, 422, "pmid"),
        ("GET", "/search", None, 422, "q: "),
        ("GET", "/search?q=a&k=0", None, 422, "k: "),
        ("POST", "/ask", {"question": "  "}, 422, "the question is empty"),
        ("POST", "/ask/stream", {"question": "  "}, 422, "the question is empty"),
        ("POST", "/ask", {"question": "x" * 9000}, 422, "9,000 characters"),
        ("POST", "/ask", {"question": "a", "patient": {"age": 400}}, 422, "$.age"),
        ("POST", "/ask", {"question": "a", "patient": {"agee": 4}}, 422, "agee"),
        ("POST", "/ask", {"question": "a", "depth": "deep"}, 422, "depth"),
        ("POST", "/ask", {"quesiton": "a"}, 422, "quesiton"),
        ("POST", "/ask", b"{", 422, "not JSON"),
        ("POST", "/ask", b'{"question": "\\ud800"}', 422, "surrogate"),
        ("POST", "/verify", {"sentence": "", "evidence": "b"}, 422, "sentence"),
        ("DELETE", "/ask", None, 405, "Method Not Allowed"),
        ("GET", "/docs", None, 404, "Not Found"),
    ],
)
def test_a_mistake_is_one_line_with_the_right_status(
    port: int, method: str, path: str, body: Any, status: int, said: str
) -> None:
    """What is wrong is told as RFC 9457 has it, on one line."""
    found, headers, told = call(port, method, path, body)
    assert found == status == told["status"]
    assert headers["content-type"] == "application/problem+json"
    assert said in told["detail"]
    assert "\n" not in told["detail"]


def test_a_mistake_in_a_patient_is_not_repeated(port: int) -> None:
    """The value of a field that is refused does not come back."""
    _, _, told = call(port, "POST", "/ask", {"question": ["Jane Roe"], "patient": {"sex": "Jane Roe"}})
    assert told["status"] == 422
    assert "Jane Roe" not in json.dumps(told)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example"}, 421),
        ({"Host": "localhost:99@evil.example"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
    ],
)
def test_pages_of_other_sites_are_refused(port: int, headers: dict[str, str], status: int) -> None:
    """A name rebound to loopback, another site's page and a plain form get no answer, nor leave to read one."""
    found, known, told = call(port, "POST", "/verify", {"sentence": "a", "evidence": "b"}, headers)
    assert found == status == told["status"]
    assert not [name for name in known if name.startswith("access-control")]


def test_a_page_of_this_machine_is_answered(port: int) -> None:
    """Loopback names and origins pass, in either spelling of the host."""
    headers = {"Host": f"LOCALHOST:{port}", "Origin": f"http://localhost:{port}", "Sec-Fetch-Site": "same-origin"}
    assert call(port, "GET", "/health", None, headers)[0] == 200


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_too_large_is_refused(port: int, declared: bool) -> None:
    """Over the limit, a body is refused by its declared length, or as soon as its pieces go over it."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        kind = f"Content-Length: {MAX_BODY + 1}" if declared else "Transfer-Encoding: chunked"
        head = f"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{kind}\r\n\r\n"
        line.sendall(head.encode())
        if not declared:
            piece = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
            for _ in range(MAX_BODY // 0x10000 + 1):
                line.sendall(piece)
        assert line.recv(4096).startswith(b"HTTP/1.1 413")


def test_only_loopback_is_listened_on(port: int) -> None:
    """The port is not open on another address of this machine."""
    with socket.socket() as line:
        line.settimeout(5)
        assert line.connect_ex(("127.0.0.2", port)) != 0


def test_a_taken_port_is_one_line(port: int, library: Path) -> None:
    """A port in use is a failure that names the cure."""
    command = [sys.executable, "-m", "assistant", "serve", "--port", str(port), "--library", str(library)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert ran.stderr.count("\n") == 1
    assert "--port" in ran.stderr


def test_the_description_names_every_path_and_field_of_a_patient(port: int) -> None:
    """GET /openapi.json describes the requests, the patient's record included."""
    from assistant.records.patient import Patient

    _, _, described = call(port, "GET", "/openapi.json")
    assert set(described["paths"]) == {
        "/ask",
        "/ask/stream",
        "/search",
        "/articles/{pmid}",
        "/verify",
        "/health",
        "/patient",
    }
    patient = described["components"]["schemas"]["Asked"]["properties"]["patient"]
    assert set(patient["anyOf"][0]["properties"]) == set(Patient.__struct_fields__)


@pytest.mark.parametrize(
    ("body", "field", "value"),
    [
        ({"Gender": "F", "ecog": "ECOG 1"}, "sex", "female"),
        ({"resourceType": "Patient", "gender": "male", "birthDate": "1960-01-01"}, "sex", "male"),
        ({"text": "age: 61\nvariants: [EGFR L858R]\n"}, "age", "61 years"),
        ("age: 61\n", "age", "61 years"),
    ],
)
def test_a_patient_is_read_to_be_confirmed(port: int, body: Any, field: str, value: str) -> None:
    """POST /patient: fields, a FHIR resource or a text give the record with where each value stands."""
    status, _, reading = call(port, "POST", "/patient", body)
    assert status == 200
    assert (field, value) in [(span["field"], span["value"]) for span in reading["spans"]]
    assert set(reading) == {"patient", "spans", "not_understood", "notes", "source"}


def test_a_patient_over_rest_never_opens_a_file(port: int, tmp_path: Path) -> None:
    """A text that is the path of a file, or a record that is wrong: nothing of the file, and one line of error."""
    (tmp_path / "p.json").write_text('{"age": 61}')
    status, _, told = call(port, "POST", "/patient", {"agee": 61})
    assert (status, "do you mean age?" in told["detail"]) == (422, True)
    if find_spec("assistant.patient.notes.text") is not None:
        _, _, reading = call(port, "POST", "/patient", str(tmp_path / "p.json"))
        assert reading["patient"] == {}


class Faulty(Assistant):
    """An assistant whose search fails as it is told to."""

    fault: Exception = LookupError("a secret of the inside")

    def search(self, *_: Any, **__: Any) -> Any:
        raise self.fault


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [
        (LibraryLocked("process 7 is writing to it"), 503, "process 7 is writing to it"),
        (ModelTimeout("no reply after 1 s"), 504, "no reply after 1 s"),
        (LookupError("a secret of the inside"), 500, "the server's log tells more"),
    ],
)
def test_a_fault_within_is_told_without_its_inside(
    starter_library: Path, fault: Exception, status: int, said: str
) -> None:
    """Errors of the tree have their status and their line; any other gives nothing away."""
    with Faulty.open(Settings(library=str(starter_library))) as assistant, served(assistant) as port:
        assistant.fault = fault
        found, headers, told = call(port, "GET", "/search?q=a")
    assert found == status == told["status"]
    assert headers["content-type"] == "application/problem+json"
    assert said in told["detail"]
    assert "secret" not in json.dumps(told)


class Endless(Assistant):
    """An assistant that works until it is told to stop."""

    stopped: threading.Event

    def stream(self, *_: Any, cancel: threading.Event | None = None, **__: Any) -> Iterator[Any]:
        assert cancel is not None
        try:
            while not cancel.wait(0.01):
                yield Stage("write", "still at it")
        finally:
            self.stopped.set()


def test_work_stops_when_the_reader_hangs_up(starter_library: Path) -> None:
    """A closed stream cancels the answer behind it."""
    with Endless.open(Settings(library=str(starter_library))) as assistant, served(assistant) as port:
        assistant.stopped = threading.Event()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("POST", "/ask/stream", json.dumps({"question": "a"}), JSON)
        reply = connection.getresponse()
        assert reply.readline() == b"event: stage\n"
        reply.close()
        connection.close()
        assert assistant.stopped.wait(20)


@pytest.mark.parametrize("package", ["fastapi", "mcp", "uvicorn"])
def test_a_missing_part_names_the_cure(monkeypatch: pytest.MonkeyPatch, library: Path, package: str) -> None:
    """Without one of the extra's packages, serving fails with the command that installs it."""
    from assistant.doors.serve import serve

    loaded = [name for name in sys.modules if name.startswith(f"{package}.")]
    for name in (package, *loaded):
        monkeypatch.setitem(sys.modules, name, None)
    for door in ("assistant.doors.rest", "assistant.doors.mcp"):
        monkeypatch.delitem(sys.modules, door, raising=False)
    with (
        Assistant.open(Settings(library=str(library))) as assistant,
        pytest.raises(MissingExtra, match=r"pip install 'vouch\[serve\]'"),
    ):
        serve(assistant, 0, print)
