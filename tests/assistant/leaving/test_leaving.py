"""Every byte that leaves for a remote model, recorded by a server that stands in for it: no identifier is in it."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant
from assistant.records.answer import Answer
from assistant.records.patient import Diplotype, Patient, Variant
from ingest.library.library import Library
from ingest.records.filters import Filters
from tests.assistant.chat_server import ChatServer, chat_server
from tests.assistant.made_records import EGFR_REVIEW, EGFR_TRIAL, article

HOST = "model.example"
NOTES = Path(__file__).parents[3] / "evals" / "sets" / "privacy_notes.tsv"
MARK = re.compile(r"\{([A-Z]+):([^}]*)\}")
SECRETS = (
    "Thatcherson|FITZGERALD|belmayr|Guðrún|Qahtani|王小明|김철수|Иванов|القحطاني|J\\.F\\.K|Prinzenallee|10115|02139|A123456780|"
    "DE89|0171|5550199|maggie_thatch|52\\.5200|12\\.03\\.1961|Sigrid|Nantucket"
)
TYPED = (
    "PATIENT MARGARET THATCHERSON: FITZGERALD, JOHN. Gudrun Übelmayr, Guðrún and al-Qahtani; "
    "王小明, 김철수, Иванов, القحطاني, J.F.K., Prinzenallee 7, 10115 Berlin, zip 02139, "
    "insurance no A123456780, IBAN DE89 3704 0044 0532 0130 00, 0171/5550199, "
    "@maggie_thatch, 52.5200, 13.4050, born 12.03.1961."
)
PATIENT = Patient(
    age=61,
    conditions=(f"lung adenocarcinoma {TYPED}", "Sigrid's own trouble"),
    stage=f"IV {TYPED}",
    prior_therapies=(f"erlotinib {TYPED}",),
    variants=(Variant("EGFR", f"T790M {TYPED}"),),
    diplotypes=(Diplotype("CYP2C19", f"*2/*2 {TYPED}", phenotype=TYPED),),
    medications=(f"omeprazole {TYPED}",),
    allergies=(f"penicillin {TYPED}",),
    ancestry=TYPED,
    lifestyle=("lives in Nantucket",),
    imaging=(TYPED,),
    pathology=(TYPED,),
)


@pytest.fixture
def remote(monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatServer]:
    """A server on another host, by name; only the name's address is that of this machine."""
    look_up = socket.getaddrinfo

    def resolved(host: Any, *rest: Any, **named: Any) -> Any:
        return look_up("127.0.0.1" if host in (HOST, HOST.encode()) else host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    with chat_server("stream", _reply) as server:
        yield server


def _reply(body: dict[str, Any]) -> str:
    """A finding that holds for no record."""
    said = body["messages"][-1]["content"]
    keys = re.findall(r"^\[(src-\w+)\]", said, re.MULTILINE)
    quote = re.search(r"<<< data \S+\n([^.\n]{30,})", said)
    words = quote.group(1) if quote else "words"
    return f"## Osimertinib\n> {keys[0] if keys else 'src-none'} | {words}\n- Osimertinib cures 99 % of all patients.\n"


def _opened(path: Path, server: ChatServer, words: str = TYPED) -> Assistant:
    """An old record holds the words typed, so that the question is not turned away as on what no record names."""
    old = article("90000009", "Names of towns and people", f"{words} Sigrid Thatcherson.", year=1950)
    with Library.open(path, create=True) as library, library.writing() as writer:
        writer.store([EGFR_TRIAL, EGFR_REVIEW, old], source="test")
    url = server.url.replace("127.0.0.1", HOST)
    return Assistant.open(library=str(path), model="openai:m", model_url=url, model_key="k", audit=False)


def _sent(server: ChatServer) -> str:
    assert server.requests
    return json.dumps(server.requests, ensure_ascii=False)


RECENT = Filters(year_from=2015)
ASKED = "Is osimertinib better than gefitinib in EGFR-mutated lung cancer?"


@pytest.mark.parametrize("depth", ["fast", "thorough"])
def test_no_identifier_leaves_by_any_way(depth: Any, tmp_path: Path, remote: ChatServer) -> None:
    """In the question, the history, a follow-up and every field of the patient: what was typed stays, medicine goes."""
    history = (f"{TYPED} {ASKED}",)
    with _opened(tmp_path, remote) as assistant:
        first = assistant.ask(f"{TYPED} {ASKED}", PATIENT, depth=depth, filters=RECENT)
        events = assistant.stream("And osimertinib for Thatcherson?", PATIENT, history, depth, RECENT)
        second = next(event for event in events if isinstance(event, Answer))
    sent = _sent(remote)
    assert re.findall(SECRETS, sent, re.IGNORECASE) == []
    assert all(said in sent for said in ("EGFR T790M", "lung adenocarcinoma", "CYP2C19 *2/*2", "gefitinib"))
    assert first.usage.sent_to == second.usage.sent_to == HOST
    assert any("cannot read" in note for note in first.notes)
    assert any("lifestyle" in note for note in first.notes)


def test_no_note_of_the_evaluation_leaves_its_identifiers(tmp_path: Path, remote: ChatServer) -> None:
    """A sample of the notes, each asked by itself: none of its identifiers is in a request; nine in ten are answered by
    the model, the others are on a disease that no record is on."""
    rows = [line.split("\t") for line in NOTES.read_text(encoding="utf-8").splitlines()[1:]][66::19]
    asked = [MARK.sub(lambda found: found[2], marked) for *_, marked in rows]
    with _opened(tmp_path, remote, " ".join(asked)) as assistant:
        for text, (*_, marked) in zip(asked, rows, strict=True):
            before = len(remote.requests)
            assistant.ask(f"{text} {ASKED}", filters=RECENT)
            sent = json.dumps(remote.requests[before:], ensure_ascii=False)
            assert not [said for _, said in MARK.findall(marked) if said in sent], marked
    assert len(remote.requests) >= 0.85 * len(rows)


def test_what_a_name_tells_of_a_figure_is_told_before_the_name_is_set_aside(tmp_path: Path, remote: ChatServer) -> None:
    """An age is one by the name before it, though the search leaves the name out; a follow-up keeps its subject."""
    typed = "mom = soledad villarreal, 92, and"
    with _opened(tmp_path, remote, "soledad villarreal") as assistant:
        assistant.ask(f"{typed} {ASKED}", filters=RECENT)
        assert "[NAME], [AGE], and Is osimertinib" in _sent(remote)
        remote.requests.clear()
        list(assistant.stream(f"{typed} what of side effects?", None, (ASKED,), "fast", RECENT))
    sent = _sent(remote)
    assert "[NAME], [AGE], and what of side effects? (" in sent
    assert "osimertinib" in sent


def test_a_question_that_cannot_be_read_is_answered_on_this_machine(tmp_path: Path, remote: ChatServer) -> None:
    """Nothing is sent when nothing of the question may leave, and the reader is told."""
    with _opened(tmp_path, remote) as assistant:
        answer = assistant.ask("王小明 오시머티닙", filters=RECENT)
    assert remote.requests == []
    assert answer.model != "openai:m"
