"""The road with a model: the real client against a server on loopback that is honest, lies, fails or hangs."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, Assistant, Delta
from tests.assistant.chat_server import chat_server

QUESTION = "Does CYP2C19*2 change the effect of clopidogrel?"
RECORD = re.compile(r"\[(src-\w+)\](.*?)(?=\[src-|\Z)", re.DOTALL)


def asked(body: dict[str, Any]) -> str:
    return str(body["messages"][-1]["content"])


def honest(body: dict[str, Any]) -> str:
    """Quotes one sentence that names clopidogrel, and says the same."""
    for key, text in RECORD.findall(asked(body)):
        for sentence in re.findall(r"[A-Z][^.\n]{60,300}\.(?=\s)", text):
            if "clopidogrel" in sentence and "CYP2C19" in sentence and not re.search(r"\d\.|;", sentence):
                return f"## Clopidogrel\n> {key} | {sentence}\n- {sentence}\n"
    raise AssertionError("the request holds no sentence on clopidogrel")


def with_changed_quote(body: dict[str, Any]) -> str:
    return honest(body).replace("clopidogrel", "ticagrelor")


def with_invented_key(body: dict[str, Any]) -> str:
    return re.sub(r"src-\w+", "src-zzzz", honest(body))


def without_support(body: dict[str, Any]) -> str:
    quoted, _, _ = honest(body).partition("\n- ")
    return quoted + "\n- Clopidogrel cured 97 % of patients with CYP2C19*17 within 3 days.\n"


@contextmanager
def opened(library: Path, url: str, **changes: Any) -> Iterator[Assistant]:
    settings = {"model": "openai:test", "model_url": url, "model_key": "sk-test", "audit": False, **changes}
    with Assistant.open(library=library, **settings) as assistant:
        yield assistant


def test_an_honest_model_writes_the_answer(starter_library: Path) -> None:
    """What a model says and its record bears out is the answer, with the model named and its tokens counted."""
    with chat_server("stream", honest) as server, opened(starter_library, server.url) as assistant:
        answer = assistant.ask(QUESTION)
        citation = answer.claims[0].citations[0]
        record = assistant.library.get(citation.pmid)
    assert answer.status == "answered"
    assert "test" in answer.model
    assert answer.usage.output_tokens > 0
    assert answer.prompts
    assert record is not None
    assert record.text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize("lie", [with_changed_quote, with_invented_key, without_support])
def test_a_lying_model_is_not_heard(starter_library: Path, lie: Callable[[dict[str, Any]], str]) -> None:
    """A changed quote, an invented key or a sentence beyond its quote: what is shown are sentences of the records."""
    with chat_server("stream", lie) as server, opened(starter_library, server.url) as assistant:
        answer = assistant.ask(QUESTION)
        records = {c.pmid: assistant.library.get(c.pmid) for claim in answer.claims for c in claim.citations}
    assert all("97 %" not in claim.text + claim.wording for claim in answer.claims)
    assert answer.claims
    for claim in answer.claims:
        (citation,) = claim.citations
        record = records[citation.pmid]
        assert record is not None
        assert claim.text[1:] == citation.quote[1:] == record.text[citation.start : citation.end][1:]


@pytest.mark.parametrize("mode", ["401", "429", "500", "silent", "drip"])
def test_a_failing_model_is_said_and_followed(starter_library: Path, mode: str) -> None:
    """A refusing, failing or hanging server is one note, without the key, and the answer is extractive."""
    with chat_server(mode) as server, opened(starter_library, server.url, model_timeout=1.5) as assistant:
        answer = assistant.ask(QUESTION)
    assert answer.model == "extractive"
    assert answer.claims
    (note,) = [note for note in answer.notes if "extractive" in note]
    assert "sk-" not in note


def test_a_false_sentence_costs_no_call(starter_library: Path) -> None:
    """A sentence that does not hold is not sent back to be repaired: its quote is shown, and the writer asked once."""
    with chat_server("stream", without_support) as server, opened(starter_library, server.url) as assistant:
        answer = assistant.ask(QUESTION)
    wrote = [body for body in server.requests if "choosing passages" in str(body["messages"][0]["content"])]
    assert len(wrote) == 1
    assert len(server.requests) <= 3
    assert [claim.wording for claim in answer.claims] == [""]
    assert answer.dropped == 0


def test_nothing_reaches_the_reader_before_its_check(starter_library: Path) -> None:
    """No event of a lying model's stream carries its false sentence."""
    with chat_server("stream", without_support) as server, opened(starter_library, server.url) as assistant:
        events = list(assistant.stream(QUESTION))
    told = [event.claim.text for event in events if isinstance(event, Delta)]
    assert all("97 %" not in text for text in told)
    assert isinstance(events[-1], Answer)


def test_a_canceled_question_ends_early(starter_library: Path) -> None:
    """Once canceled, a hanging model is not waited for, and nothing more is written."""
    cancel = threading.Event()
    with chat_server("silent") as server, opened(starter_library, server.url, model_timeout=30) as assistant:
        timer = threading.Timer(1.0, cancel.set)
        timer.start()
        events = list(assistant.stream(QUESTION, cancel=cancel))
        timer.join()
    assert isinstance(events[-1], Answer)
    assert events[-1].claims == ()
