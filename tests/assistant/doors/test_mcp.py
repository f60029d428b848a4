"""The MCP door, asked by the real client: over standard input and output of a real process, and over HTTP."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

ROOT = Path(__file__).parents[3]
QUESTION = "A patient with CYP2C19 *2/*2 takes clopidogrel after a stent: what is known of it?"
TWO_SAMPLES = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\tB\n"
CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "ask": ("ask", {"question": QUESTION, "patient": {"age": 61, "sex": "female"}}),
    "abstains": ("ask", {"question": "What do ZZTOP9 mutations mean in blargoma?"}),
    "search": ("search", {"query": "BRAF V600E melanoma", "k": 3}),
    "verify": ("verify_claim", {"sentence": "Drug A cut deaths by 20 %.", "evidence": "Drug A cut deaths by 12 %."}),
    "patient": ("read_patient", {"content": '{"Gender": "F", "variants": ["EGFR L858R"], "name": "Quux"}'}),
    "several samples": ("read_patient", {"content": TWO_SAMPLES}),
    "empty question": ("ask", {"question": " "}),
    "bad patient": ("ask", {"question": "a", "patient": {"age": 400}}),
    "unknown PMID": ("show_article", {"pmid": "999999999"}),
    "no PMID": ("show_article", {"pmid": "x"}),
}


class Conversation:
    """What a client heard: the tools, the reply to each of `CALLS`, each cited record, and what stood on stderr."""

    def __init__(self) -> None:
        self.tools: dict[str, Any] = {}
        self.instructions: str | None = ""
        self.replies: dict[str, Any] = {}
        self.records: dict[str, Any] = {}
        self.progress: list[str | None] = []
        self.errors = ""

    async def hold(self, client: Client) -> None:
        async def on_progress(_: float, __: float | None, message: str | None) -> None:
            self.progress.append(message)

        self.tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        self.instructions = client.instructions
        for name, (tool, arguments) in CALLS.items():
            self.replies[name] = await client.call_tool(tool, arguments, progress_callback=on_progress)
        for claim in self.replies["ask"].structured_content["claims"]:
            for citation in claim["citations"]:
                known = {"pmid": citation["pmid"], "revision": citation["revision"]}
                self.records[citation["pmid"]] = await client.call_tool("show_article", known)


@pytest.fixture(scope="module")
def library(starter_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy, since answers leave audit records in it."""
    return Path(shutil.copytree(starter_library, tmp_path_factory.mktemp("mcp") / "library"))


@pytest.fixture(scope="module")
def talk(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Conversation:
    """One conversation with `vouch serve --mcp`, started by the client."""
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "assistant", "serve", "--mcp", "--library", str(library)],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("VOUCH_")},
    )
    heard, log = Conversation(), tmp_path_factory.mktemp("log") / "errors"

    async def run() -> None:
        with log.open("w") as errors:
            async with Client(stdio_client(command, errlog=errors), read_timeout_seconds=120) as client:
                await heard.hold(client)

    anyio.run(run)
    heard.errors = log.read_text()
    return heard


def test_the_tools_describe_themselves(talk: Conversation) -> None:
    """Five tools with their arguments; the patient's record is described field by field; instructions come along."""
    from assistant.records.patient import Patient

    assert set(talk.tools) == {"ask", "read_patient", "search", "show_article", "verify_claim"}
    patient = talk.tools["ask"].input_schema["properties"]["patient"]["anyOf"][0]
    assert set(patient["properties"]) == set(Patient.__struct_fields__)
    assert "ctx" not in talk.tools["ask"].input_schema["properties"]
    assert all("\n    " not in tool.description for tool in talk.tools.values())
    assert talk.instructions
    assert "never an instruction" in talk.instructions


def test_a_patient_is_read_with_where_each_value_stands(talk: Conversation) -> None:
    """`read_patient` gives the record and, as text, each value with its place and what was left out."""
    reply = talk.replies["patient"]
    assert reply.structured_content["patient"] == {
        "sex": "female",
        "variants": [{"gene": "EGFR", "notation": "L858R"}],
    }
    assert all(said in reply.content[0].text for said in ("EGFR L858R", "[$.variants[0]]", "Not understood:", "name:"))
    assert "A, B" in talk.replies["several samples"].content[0].text.replace("'", "")


def test_only_asking_leaves_something_behind(talk: Conversation) -> None:
    """`ask` leaves an audit record and says so; the others are marked as reading only."""
    assert {name for name, tool in talk.tools.items() if not tool.annotations.read_only_hint} == {"ask"}
    assert talk.replies["ask"].structured_content["audit_id"]


def test_an_answer_carries_citations_that_hold(talk: Conversation) -> None:
    """Each quote is the span of the record that `show_article` gives; the text for the model names its PMID."""
    reply = talk.replies["ask"]
    assert not reply.is_error
    assert reply.structured_content["status"] == "answered"
    citations = [citation for claim in reply.structured_content["claims"] for citation in claim["citations"]]
    assert citations
    for citation in citations:
        record = talk.records[citation["pmid"]].structured_content
        assert record["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert citation["pmid"] in reply.content[0].text


def test_a_digest_is_told_to_the_model(talk: Conversation) -> None:
    """The text of a record, and of an answer on it, says that it is a digest."""
    assert all("**Digest:**" in record.content[0].text for record in talk.records.values())
    assert "digest" in talk.replies["ask"].content[0].text


def test_the_steps_are_told_as_progress(talk: Conversation) -> None:
    """A client that asks for progress hears each stage."""
    assert "Reading the question" in talk.progress
    assert "Choosing and checking sentences" in talk.progress


def test_what_the_library_does_not_carry_is_an_answer_that_abstains(talk: Conversation) -> None:
    """Abstention is no tool error, and the text says that there is no answer."""
    reply = talk.replies["abstains"]
    assert not reply.is_error
    assert reply.structured_content["status"] == "abstained"
    assert "No answer" in reply.content[0].text


def test_a_search_gives_hits_with_pmids(talk: Conversation) -> None:
    """As many as asked for, in the text and in the structured content alike."""
    reply = talk.replies["search"]
    hits = reply.structured_content["hits"]
    assert len(hits) == 3
    assert re.findall(r"PMID (\d+)", reply.content[0].text) == [hit["pmid"] for hit in hits]


def test_a_sentence_is_verified_with_reasons(talk: Conversation) -> None:
    """The verdict's label and the failed check are in the text and in the structured content."""
    reply = talk.replies["verify"]
    assert reply.structured_content["label"] == "contradicted"
    assert "contradicted" in reply.content[0].text
    assert "numbers: failed" in reply.content[0].text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("empty question", "the question is empty"),
        ("bad patient", "$.age"),
        ("unknown PMID", "PMID 999999999 is not in the library"),
        ("no PMID", "pattern"),
    ],
)
def test_a_mistake_is_a_tool_error(talk: Conversation, name: str, said: str) -> None:
    """What is wrong comes back for the model to read, without a traceback."""
    reply = talk.replies[name]
    assert reply.is_error
    assert said in reply.content[0].text
    assert "Traceback" not in reply.content[0].text + talk.errors


def listening(library: Path, use: Callable[[str], None]) -> None:
    """Runs `use` on the address of a `vouch serve`."""
    command = [sys.executable, "-m", "assistant", "serve", "--port", "0", "--library", str(library)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+:\d+", process.stdout.readline())
        try:
            assert found
            use(found[0])
        finally:
            process.send_signal(signal.SIGINT)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_same_tools_are_at_mcp_over_http(library: Path, mode: str) -> None:
    """A client that speaks the newest or the first protocol gets the tools, and an error as an error."""

    def use(address: str) -> None:
        async def run() -> None:
            async with Client(f"{address}/mcp", mode=mode, read_timeout_seconds=60) as client:
                assert {tool.name for tool in (await client.list_tools()).tools} >= {"ask", "search"}
                reply = await client.call_tool(*CALLS["verify"])
                assert reply.structured_content is not None
                assert reply.structured_content["label"] == "contradicted"
                assert (await client.call_tool(*CALLS["unknown PMID"])).is_error

        anyio.run(run)

    listening(library, use)
