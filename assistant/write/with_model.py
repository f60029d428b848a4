"""The writer that asks a chat model: it chooses, orders and groups quotes, and nothing it says is believed.

Fast: one call over all records. Thorough: the model first scores and sums up each record for the question, in
parallel; records scored 0 are left out and the others come strongest first. A reply without one quote is asked for
once more, with what was wrong.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Literal

import msgspec

from assistant.choose.choosing import Chosen
from assistant.engines.prompts import load_prompt
from assistant.errors import ModelError, ModelReplyError
from assistant.records.answer import Draft, Evidence, Query
from assistant.records.patient import Patient
from assistant.write.reply import ReplyReader
from assistant.write.shown_records import ROOM, bearing, by_strength, keys_for, patient_text, record_text

if TYPE_CHECKING:
    from assistant.engines.llm import ChatModel

__all__ = ["question_for", "write_with_model"]

_AT_ONCE = 4
"""Summaries asked for in parallel."""
_SCALE = re.compile(r"\(?\b0\s*(?:-|–|to)\s*10\b\)?", re.IGNORECASE)
_SCORE = re.compile(r"score\W{0,6}(\d{1,2})(?:\s*/\s*10)?", re.IGNORECASE)
_SUMMARY = re.compile(r"summary\W{0,6}(.+)", re.IGNORECASE | re.DOTALL)
_LONGEST_SUMMARY = 700
"""Characters of a summary that are passed on."""


class _Record(msgspec.Struct, frozen=True):
    evidence: Evidence
    summary: str = ""
    score: int | None = None


def write_with_model(
    query: Query,
    evidence: Sequence[Evidence],
    patient: Patient | None,
    model: ChatModel,
    depth: Literal["fast", "thorough"] = "fast",
    cancel: threading.Event | None = None,
    *,
    chosen: Sequence[Chosen] = (),
    earlier: str = "",
    limit: int = 8,
    most: int = 12,
) -> Iterator[Draft]:
    """Drafts as the model writes them, at most `limit`; none when the model finds no answer in the records.

    `chosen`: the sentences that bear on the question, by which records are trimmed. `earlier`: what the conversation
    said before, as context. `most`: records that are shown; thorough weighs them all. The question goes through the
    model's scrubber, and of the patient only shareable facts are told. Raises ModelError; ModelReplyError when the
    second reply has no quote either.
    """
    question, known = question_for(model, query), patient_text(patient)
    keys = keys_for(query, evidence)
    if depth == "thorough":
        records = _weighed(question, known, [_Record(item) for item in evidence], keys, model, cancel)[:most]
    else:
        records = [_Record(item) for item in by_strength(evidence[:most], chosen)]
    if not records:
        return
    room = ROOM // len(records)
    shown = "\n\n".join(_shown(one, keys, chosen, room) for one in records)
    system, user = load_prompt("answer").render(
        question=question, earlier=earlier or "nothing", patient=known, records=shown, limit=str(limit)
    )
    texts = {one.evidence.article.pmid: one.evidence.article.text for one in records}
    error = ""
    for _ in range(2):
        asked = f"{user}\n\n{load_prompt('retry').render(error=error)[1]}" if error else user
        reader = ReplyReader({key: pmid for pmid, key in keys.items()}, texts)
        said = 0
        for draft in _read(model, system, asked, reader, cancel, limit):
            said += bool(draft.quotes)
            yield draft
        if said or reader.no_answer or (cancel is not None and cancel.is_set()):
            return
        error = "it had no words copied from a record."
    raise ModelReplyError(f"{model.name} gave no usable reply, asked twice: {error}")


def _shown(record: _Record, keys: dict[str, str], chosen: Sequence[Chosen], room: int) -> str:
    item = record.evidence
    return record_text(item, keys[item.article.pmid], record.summary, bearing(item, chosen, room))


def _read(
    model: ChatModel, system: str, user: str, reader: ReplyReader, cancel: threading.Event | None, limit: int
) -> Iterator[Draft]:
    """At most `limit` drafts with a quote of one call; the call is ended when they are there."""
    said = 0
    with closing(_drafts(model, system, user, reader, cancel)) as drafts:
        for draft in drafts:
            yield draft
            said += bool(draft.quotes)
            if said == limit:
                return


def _drafts(
    model: ChatModel, system: str, user: str, reader: ReplyReader, cancel: threading.Event | None
) -> Generator[Draft, None, None]:
    """What the reply says. When it breaks off, what was complete by then, and the error after it."""
    try:
        for piece in model.complete(system, user, cancel):
            yield from reader.feed(piece)
            if reader.full:
                break
    except ModelError:
        yield from reader.cut()
        raise
    if reader.full or (cancel is not None and cancel.is_set()):
        yield from reader.cut()
    else:
        yield from reader.close()


class _Stopped(threading.Event):
    """Set by itself, or by another event that may be there."""

    def __init__(self, other: threading.Event | None) -> None:
        super().__init__()
        self._other = other

    def is_set(self) -> bool:
        return self.failed or (self._other is not None and self._other.is_set())

    @property
    def failed(self) -> bool:
        """Whether a call failed, not the other event."""
        return super().is_set()

    @contextmanager
    def at_failure(self) -> Iterator[None]:
        """Set when the server fails within, by the thread that saw it: it and the others then ask no more."""
        try:
            yield
        except ModelReplyError:
            raise
        except ModelError:
            self.set()
            raise


def question_for(model: ChatModel, query: Query) -> str:
    """The question as this model may have it.

    It is scrubbed as it was typed: a figure beside a name is an age by that name, which the question as searched has no
    more. What the conversation adds to a follow-up stands behind it.
    """
    scrubbed = model.scrub(query.question)
    if scrubbed == query.question:
        return model.scrub(query.text)
    return f"{scrubbed}{model.scrub(_added(query))}"


def _added(query: Query) -> str:
    """The words in brackets that the text has at its end and the question has not: what a follow-up is about."""
    depth, start = 0, len(query.text)
    while start and (depth or start == len(query.text)):
        start -= 1
        depth += {")": 1, "(": -1}.get(query.text[start], 0)
    added = query.text[start:]
    return f" {added}" if added.startswith("(") and added not in query.question else ""


def _weighed(
    question: str,
    known: str,
    records: Sequence[_Record],
    keys: dict[str, str],
    model: ChatModel,
    cancel: threading.Event | None,
) -> list[_Record]:
    """The records the model scored above 0, best first; one whose reply cannot be read is kept, after the scored.

    A server that fails or hangs once is not waited for another time: the other calls are left.
    """
    stop = _Stopped(cancel)

    def weigh(record: _Record) -> _Record:
        shown = record_text(record.evidence, keys[record.evidence.article.pmid])
        system, user = load_prompt("summarize").render(question=question, patient=known, record=shown)
        pieces: list[str] = []
        if not stop.failed:
            with suppress(ModelReplyError), stop.at_failure():
                pieces.extend(model.complete(system, user, stop))
        reply = _SCALE.sub("", "".join(pieces).rpartition("</think>")[2])
        score, summary = _SCORE.search(reply), _SUMMARY.search(reply)
        said = " ".join(summary.group(1).split())[:_LONGEST_SUMMARY] if summary else ""
        return _Record(record.evidence, said, min(10, int(score.group(1))) if score else None)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        weighed = list(pool.map(weigh, records))
    kept = [record for record in weighed if record.score != 0]
    return sorted(kept, key=lambda record: -(record.score if record.score is not None else 0.5))
