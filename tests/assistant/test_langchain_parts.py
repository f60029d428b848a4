"""Vouch as parts of a LangChain program."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant import Answer, Assistant
from assistant.langchain_parts import VouchRetriever, vouch_runnable, vouch_tool
from tests.assistant.traced_uses import USES, patient, question

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def assistant(starter_library: Path) -> Iterator[Assistant]:
    with Assistant.open(library=starter_library, audit=False) as opened:
        yield opened


def test_the_retriever_gives_documents_to_quote_from(assistant: Assistant) -> None:
    """Each document is an article's canonical string with its PMID, ranks and digest mark."""
    documents = VouchRetriever(assistant=assistant, k=3).invoke("EGFR T790M osimertinib")
    assert 0 < len(documents) <= 3
    for document in documents:
        record = assistant.library.get(document.metadata["pmid"])
        assert record is not None
        assert document.page_content == record.text
        assert document.metadata["digest"] is True
        assert document.metadata["ranks"]


def test_the_runnable_composes(assistant: Assistant) -> None:
    """The runnable takes a question or a dict with a patient, and pipes into the next step."""
    chain = vouch_runnable(assistant) | (lambda answer: answer.status)
    assert chain.invoke("What do ZZTOP9 mutations mean in blargoma?") == "abstained"
    answer = vouch_runnable(assistant).invoke(
        {"question": "Is clopidogrel advised?", "patient": {"diplotypes": [{"gene": "CYP2C19", "alleles": "*2/*2"}]}}
    )
    assert isinstance(answer, Answer)
    assert answer.query.patient_facts


def test_the_tool_answers_with_citations(assistant: Assistant) -> None:
    """The tool's text carries the PMIDs of its sentences."""
    text = vouch_tool(assistant).invoke({"question": "Does CYP2C19*2 change the effect of clopidogrel?"})
    assert "PMID" in text


@pytest.fixture(scope="module")
def traced(starter_library: Path) -> tuple[bytes, str]:
    """What a LangSmith server on loopback got while `traced_uses` ran with tracing set; and what the run said."""
    got: list[bytes] = []

    class Server(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        do_GET = do_PATCH = do_POST  # noqa: N815 - the names that http.server looks for

        def log_message(self, *_: object) -> None:
            """Not on the test's output."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        environment = os.environ | {
            "LANGSMITH_TRACING": "true",
            "LANGCHAIN_TRACING_V2": "true",
            "LANGSMITH_ENDPOINT": f"http://127.0.0.1:{server.server_port}",
            "LANGSMITH_API_KEY": "ls-made-up",
            "LANGSMITH_DISABLE_RUN_COMPRESSION": "true",
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-m", "tests.assistant.traced_uses", str(starter_library)]
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
        server.shutdown()
    assert ran.returncode == 0, ran.stderr
    return b"\n".join(got), ran.stderr


def test_a_step_that_is_not_vouchs_is_traced(traced: tuple[bytes, str]) -> None:
    """The server hears of a plain LangChain step in the same process: what it did not hear of was not traced."""
    assert b"marked canary" in traced[0]


@pytest.mark.parametrize("use", USES)
def test_vouchs_parts_are_not_traced(use: str, traced: tuple[bytes, str]) -> None:
    """Neither the question nor the patient nor what was found reaches a trace, however a part is used."""
    heard = traced[0].decode("utf-8", "replace")
    assert question(use) not in heard
    assert patient(use)["conditions"][0] not in heard
    assert "CYP2C19" not in heard


def test_a_trace_that_is_refused_is_told(traced: tuple[bytes, str]) -> None:
    """One warning says that tracing is on and that Vouch's parts stay out of it."""
    assert "LangSmith tracing is on: Vouch's parts stay out of it" in traced[1]
