"""One question after another: what the page shows at each moment, what of it is carried on, and what is saved."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

from assistant.api import Assistant
from assistant.doors.chat import cards
from assistant.doors.chat.form import FIELDS, patient_from_form
from assistant.doors.chat.panel import evidence_html, sources_html
from assistant.guard.guard import clean_question
from assistant.records.anatomy import finding_line
from assistant.records.answer import Answer, Claim, Delta, Evidence, EvidenceFound, Query, Stage
from assistant.records.answer_markdown import answer_to_markdown, escape
from assistant.records.case_words import facts_said
from assistant.records.patient import Patient
from assistant.records.sizes import HISTORY
from assistant.road.pipeline import Event
from ingest.errors import VouchError

__all__ = [
    "Asked",
    "Running",
    "Turn",
    "Update",
    "answered",
    "carried",
    "halted",
    "mistaken",
    "panel",
    "saved",
    "settled",
]

log = logging.getLogger(__name__)

_LAST_WORD = 5.0
"""Seconds to wait for a dropped question's last word; it is said within a tenth."""
_INTERNAL = "Something went wrong here; the chat's log tells more. The question can be asked again."


class Turn(NamedTuple):
    """A question that was answered, and the patient it was asked for."""

    question: str
    answer: Answer
    patient: Patient | None = None
    alone: bool = False
    """Whether it was read without the questions before it."""


class Before(NamedTuple):
    """The earlier questions that are read along, and how many of them the form counts already."""

    history: Sequence[str]
    settled: int


Update = tuple[str, str, list[Turn]]


class Running:
    """The question that runs in each session of the page; a session has one at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: dict[str, Asked] = {}

    def begin(self, session: str) -> Asked | None:
        """The new question; None while another still runs in this session."""
        with self._lock:
            if session in self._asked:
                return None
            self._asked[session] = begun = Asked()
        return begun

    def stop(self, session: str) -> None:
        """Ends the session's question, which then says so."""
        self._end(session, "stopped")

    def drop(self, session: str) -> None:
        """Ends the session's question, which says nothing more; returns when it has said its last."""
        ended = self._end(session, "dropped")
        if ended is not None:
            ended.over.wait(_LAST_WORD)

    def leave(self, session: str, asked: Asked) -> None:
        """That question has come to its end."""
        with self._lock:
            if self._asked.get(session) is asked:
                del self._asked[session]
        asked.cancel.set()
        asked.over.set()

    def stop_all(self) -> None:
        for session in list(self._asked):
            self.stop(session)

    def _end(self, session: str, why: Literal["stopped", "dropped"]) -> Asked | None:
        with self._lock:
            ended = self._asked.pop(session, None)
        if ended is not None:
            ended.ended = why
            ended.cancel.set()
        return ended


class Asked:
    """A question on its way: `cancel` ends it, `over` is set when nothing more comes of it."""

    def __init__(self) -> None:
        self.cancel, self.over = threading.Event(), threading.Event()
        self.ended: Literal["", "stopped", "dropped"] = ""


def answered(
    assistant: Assistant, text: str, past: list[Turn], form: tuple[Any, ...], cancel: threading.Event | None = None
) -> Iterator[Update]:
    """The page's state after each event of one question. A mistake of the user's is shown in place of the answer.

    `form`: the values of `FIELDS`, then the record that was opened, or None. Ends without a word once `cancel` is set.
    """
    cancel, head = cancel or threading.Event(), transcript(past, asking=True)
    try:
        patient = _patient(form)
        history = carried(past, patient)
        asked = Turn(text, Answer(question=text, status="answered", query=Query(text, text)), patient)
        asked = asked._replace(alone=bool(past) and not history)
        head += _asked(asked)
        before = Before(history, settled(past, history, form[len(FIELDS)]))
        yield from _told(assistant, asked, past, before, head, cancel)
    except VouchError as error:
        if not cancel.is_set():
            yield head + cards.error_html(str(error)), panel(past), past
    except Exception:
        log.exception("a question broke off")
        yield head + cards.error_html(_INTERNAL), panel(past), past
    finally:
        cancel.set()


def mistaken(text: str, form: tuple[Any, ...]) -> bool:
    """Whether the form or the question cannot be read, so that the question stays to be mended."""
    try:
        _patient(form)
        clean_question(text)
    except VouchError:
        return True
    return False


def _patient(form: tuple[Any, ...]) -> Patient | None:
    return patient_from_form(dict(zip(FIELDS, form, strict=False)), form[len(FIELDS)])


def _told(
    assistant: Assistant, asked: Turn, past: list[Turn], before: Before, head: str, cancel: threading.Event
) -> Iterator[Update]:
    number, claims, evidence, step = len(past) + 1, list[Claim](), tuple[Evidence, ...](), ""
    said = finding_line(past[-1].answer) if before.history else ""
    for event in _events(assistant, asked, before, cancel, said):
        if isinstance(event, Answer):
            done = [*past, asked._replace(answer=event)]
            yield transcript(done), panel(done), done
            return
        if isinstance(event, Stage):
            step = event.detail or event.name
        elif isinstance(event, EvidenceFound):
            evidence = event.evidence
        elif isinstance(event, Delta):
            claims.append(event.claim)
        draft = Answer(question=asked.question, status="answered", claims=tuple(claims), query=asked.answer.query)
        written = cards.answer_html(draft, number, whole=False) if claims else ""
        beside = evidence_html(None, evidence, claims, number) + _sources(past)
        yield head + written + cards.working_html(step), beside, past


def _events(
    assistant: Assistant, asked: Turn, before: Before, cancel: threading.Event, said: str = ""
) -> Iterator[Event]:
    """The road's events from a thread of its own: what is canceled ends at once, whatever the road waits for."""
    told: queue.SimpleQueue[Event | BaseException] = queue.SimpleQueue()

    def travel() -> None:
        try:
            past, counted = before
            for event in assistant.stream(
                asked.question, asked.patient, past, cancel=cancel, said=said, settled=counted
            ):
                told.put(event)
                if cancel.is_set():
                    return
        except BaseException as error:
            told.put(error)

    threading.Thread(target=travel, name="question", daemon=True).start()
    while not cancel.is_set():
        try:
            event = told.get(timeout=0.1)
        except queue.Empty:
            continue
        if isinstance(event, BaseException):
            raise event
        yield event
        if isinstance(event, Answer):
            return


def carried(past: Sequence[Turn], patient: Patient | None) -> list[str]:
    """The earlier questions that the next one is read with, oldest first: those asked for the same patient.

    Facts may be added from one question to the next; when one is changed or gone it may be another patient, and
    nothing that was asked before is read along.
    """
    history: list[str] = []
    known = set(patient.facts()) if patient else set()
    for turn in reversed(past[-HISTORY:]):
        if turn.patient is not None and not set(turn.patient.facts()) <= known:
            break
        history.insert(0, turn.question)
        if turn.alone:
            break
    return history


def settled(past: Sequence[Turn], history: Sequence[str], record: Patient | None) -> int:
    """How many of the `history` the form counts: it was filled with the case after them ("Edit the case"), and what was
    changed there since is newer than what they said."""
    read = past[len(past) - len(history) :]
    counted = (place for place, turn in enumerate(read, 1) if record is not None and turn.answer.case == record)
    return max(counted, default=0)


def transcript(turns: Sequence[Turn], asking: bool = False) -> str:
    """All turns; the newest is announced to screen readers when it is there, unless a question is being asked after
    it (`asking`)."""
    last = 0 if asking else len(turns)
    return "".join(
        _asked(turn) + f'<div aria-live="polite">{cards.answer_html(turn.answer, number, newest=number == last)}</div>'
        for number, turn in enumerate(turns, 1)
    )


def panel(turns: Sequence[Turn]) -> str:
    """The evidence beside the transcript: that of the newest turn, then the sources of those before it."""
    if not turns:
        return evidence_html(None, (), (), 0)
    newest = turns[-1].answer
    return evidence_html(newest, newest.evidence, newest.claims, len(turns)) + _sources(turns[:-1])


def _sources(turns: Sequence[Turn]) -> str:
    found = [sources_html(turn.answer, number) for number, turn in enumerate(turns, 1)]
    return "".join(reversed(found))


def halted(turns: Sequence[Turn], asked: str) -> tuple[str, str]:
    """Transcript and panel after the question `asked` was stopped; as they were when none was running."""
    stopped = cards.question_html(asked) + cards.stopped_html() if asked else ""
    return transcript(turns) + stopped, panel(turns)


def saved(turns: Sequence[Turn]) -> str:
    """The conversation as Markdown; each question with the patient it was asked for. Empty without a turn."""
    return "\n\n---\n\n".join(_saved(turn) for turn in turns)


def _saved(turn: Turn) -> str:
    known = escape(facts_said(turn.patient)) or "nothing was given"
    return f"{answer_to_markdown(turn.answer).rstrip()}\n\n**Asked for this patient:** {known}\n"


def _asked(turn: Turn) -> str:
    return cards.question_html(turn.question, facts_said(turn.patient), turn.alone)
