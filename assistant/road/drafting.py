"""Writing as one: the findings of a model, which are quotes, or those of the extractive writer.

With a model there are at most three calls: one to write, one to sum up what stands, and one in which a judge reads
every sentence in other words than the records'. A model that fails, or offers nothing that stands, is followed by the
extractive writer, and the reader is told; one that read the records and saw no answer is believed.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Literal

import msgspec

from assistant.choose.choosing import Chosen
from assistant.engines.prompts import load_prompt, prompt_names
from assistant.engines.scrub import blanks
from assistant.enough.not_covered import limits
from assistant.enough.uncovered import NOTHING, Uncovered
from assistant.errors import ModelError
from assistant.fit.fit import of_others, of_own_course, of_own_kind, of_several_lines
from assistant.guard.guard import suspicious_spans
from assistant.leaving.sharing import shareable
from assistant.records.answer import (
    Abstention,
    Claim,
    Delta,
    Draft,
    Evidence,
    Query,
    Retrieval,
    Stage,
    Synthesis,
    Usage,
)
from assistant.records.judged import Judge
from assistant.records.patient import Patient
from assistant.road.claims import claim_of
from assistant.road.log import Log, records_said
from assistant.road.quoted import Quoted, Spoken
from assistant.road.wording import worded
from assistant.studies.grade import is_preclinical
from assistant.verify.verify import verify_citations
from assistant.write import question_for, write_extractive, write_with_model
from assistant.write.synthesis import Material, Proposed, sum_up

if TYPE_CHECKING:
    from assistant.engines.llm import ChatModel

__all__ = ["Read", "Writing", "Written", "written"]

_THERAPY = "therapy"
_ENOUGH = 2
"""Findings from which there is something to sum up."""

Events = Generator[Stage | Delta, None, "Written"]


class Read(msgspec.Struct, frozen=True):
    """What was found and read for a question, before a word is written."""

    query: Query
    patient: Patient | None
    found: Retrieval
    chosen: tuple[Chosen, ...]
    evidence: tuple[Evidence, ...]
    further: tuple[Evidence, ...] = ()
    """Records beyond the evidence that a thorough writer weighs, too."""
    lacking: Uncovered = NOTHING
    """What no single one of the best records covers of the question."""
    elsewhere: Abstention | None = None
    """Why nothing of it answers, where all that may is on another disease."""


class Writing(msgspec.Struct, frozen=True, kw_only=True):
    """Who writes and judges, and how."""

    model: Callable[[], ChatModel | None]
    judge: Callable[[ChatModel], Judge | None]
    depth: Literal["fast", "thorough"] = "fast"
    synthesis: bool = True
    earlier: str = ""
    """What the conversation said before, as context for a model."""
    cancel: threading.Event | None = None

    @property
    def canceled(self) -> bool:
        return self.cancel is not None and self.cancel.is_set()


class Written(msgspec.Struct, frozen=True):
    """What writing came to."""

    claims: tuple[Claim, ...] = ()
    summary: Synthesis | None = None
    nearest: tuple[Claim, ...] = ()
    """Where a model saw no answer in the records: what the extractive writer would have given."""
    read: int = 0
    """Records that the model was shown."""


def written(read: Read, writing: Writing, log: Log) -> Events:
    """Each finding as a Delta once it stands; in the end all of them, with what may be said of them in other words."""
    may_be_quoted = {one.candidate.evidence.article.pmid for one in read.chosen}
    clean = _clean(read.evidence, may_be_quoted, log)
    with log.timed("model"):
        model = writing.model()  # one that cannot be made is no writer to fall back from: the name or its key is wrong
    done = Written()
    if model is not None:
        further = _clean(read.further, may_be_quoted, log) if writing.depth == "thorough" else ()
        shown = msgspec.structs.replace(read, evidence=clean, further=further)
        done, saw_none = yield from _by_model(shown, writing, model, log)
        if done.claims or writing.canceled:
            return done
        if saw_none and not writing.canceled:
            nearest = tuple(_extractive(read, clean, log))
            return Written(nearest=nearest, read=len(clean) + len(further))
    log.writer = "extractive"
    claims = []
    for claim in _extractive(read, clean, log):
        claims.append(claim)
        yield Delta(claim)
    return Written(tuple(claims))


def _clean(evidence: Sequence[Evidence], may_be_quoted: set[str], log: Log) -> tuple[Evidence, ...]:
    """The records that may be quoted, without those that speak to a program."""
    usable = [item for item in evidence if item.article.pmid in may_be_quoted]
    clean = tuple(item for item in usable if not suspicious_spans(item.article.text))
    if len(clean) < len(usable):
        log.notes.append(f"Not quoted: {records_said(len(usable) - len(clean))} with text addressed to a program.")
    return clean


def _by_model(
    read: Read, writing: Writing, model: ChatModel, log: Log
) -> Generator[Stage | Delta, None, tuple[Written, bool]]:
    """What a model's reply comes to, and whether it saw no answer. Its failure at work is a note, not an error."""
    if not (read.evidence or read.further):
        return Written(), False
    if not _is_asked(question_for(model, read.query)):
        log.notes.append(f"Nothing of the question could be sent to {model.name}; the answer is extractive.")
        return Written(), False
    log.writer = model.name
    log.notes += _held_back(read.query, read.patient, model)
    log.prompts = {name: load_prompt(name).sha256 for name in prompt_names()}
    quoted = Quoted(read.query, read.patient, (*read.evidence, *read.further), read.chosen)
    spoken: list[Spoken] = []
    drafts = 0
    try:
        for draft in _drafts(read, writing, model):
            drafts += 1
            with log.timed("verify"):
                heard = quoted.heard(draft)
            known = {claim for one in spoken for claim in one.claims}
            if heard is not None:
                spoken.append(heard)
                yield from (Delta(claim) for claim in heard.claims if claim not in known)
    except ModelError as error:
        rest = "What it had quoted until then stands." if spoken else "The answer is extractive."
        log.notes.append(f"{str(error).rstrip('.')}. {rest}")
        drafts = -1
    log.dropped += quoted.dropped
    done = Written(tuple(dict.fromkeys(claim for one in spoken for claim in one.claims)))
    if spoken and drafts > 0 and not writing.canceled:  # a server that failed is not asked again
        done = yield from _said(read, writing, model, quoted, spoken, log)
    elif drafts > 0 and not spoken and not writing.canceled:
        log.notes.append(f"Nothing that {model.name} quoted stands in a record on this case; the answer is extractive.")
    log.usage = _added(model.usage, log.usage)
    return done, drafts == 0 and not writing.canceled


def _drafts(read: Read, writing: Writing, model: ChatModel) -> Iterator[Draft]:
    return write_with_model(
        read.query,
        (*read.evidence, *read.further),
        read.patient,
        model,
        writing.depth,
        writing.cancel,
        chosen=read.chosen,
        earlier=writing.earlier,
        most=max(1, len(read.evidence)),
    )


def _said(
    read: Read, writing: Writing, model: ChatModel, quoted: Quoted, spoken: Sequence[Spoken], log: Log
) -> Generator[Stage, None, Written]:
    """The findings with what passed of the model's own words, and a synthesis."""
    claims = tuple(dict.fromkeys(claim for one in spoken for claim in one.claims))
    evidence = {item.article.pmid: item for item in (*read.evidence, *read.further)}
    gaps = limits(read.query, read.found, claims, tuple(evidence.values()))
    material = Material(read.query, claims, evidence, read.patient, gaps)
    judge = _judge(writing, model, log)
    proposed: list[Proposed] = []
    if judge is not None and writing.synthesis and len(claims) >= _ENOUGH:
        yield Stage("sum up", "Summing up the findings")
        with log.timed("model"):
            proposed = _summed(material, question_for(model, read.query), model, writing.cancel, log)
    yield Stage("judge", "Judging what is said in other words")
    with log.timed("judge"):
        made, summary = worded(spoken, proposed, material, judge, quoted, writing.cancel, log)
    log.usage = _judge_usage(judge, model)
    if summary is not None and len(made) < len(claims):
        summary = _renumbered(summary, claims, made)
    return Written(made, summary)


def _renumbered(summary: Synthesis, before: Sequence[Claim], after: Sequence[Claim]) -> Synthesis:
    """The same over findings of which some were joined under one sentence."""
    place = {citation: n for n, claim in enumerate(after, 1) for citation in claim.citations}
    moved = tuple(
        msgspec.structs.replace(
            one, findings=tuple(dict.fromkeys(place[before[n - 1].citations[0]] for n in one.findings))
        )
        for one in summary.sentences
    )
    return msgspec.structs.replace(summary, sentences=moved)


def _judge(writing: Writing, model: ChatModel, log: Log) -> Judge | None:
    try:
        judge = writing.judge(model)
    except ModelError as error:
        log.notes.append(f"{str(error).rstrip('.')}. Only quotes are shown as findings.")
        return None
    if judge is None:
        log.notes.append("There is no judge: no sentence in free words and no synthesis is shown.")
    return judge


def _summed(
    material: Material, question: str, model: ChatModel, cancel: threading.Event | None, log: Log
) -> list[Proposed]:
    try:
        return sum_up(material, question, model, cancel)
    except ModelError as error:
        log.notes.append(f"{str(error).rstrip('.')}. There is no synthesis; the findings stand.")
        return []


def _extractive(read: Read, clean: Sequence[Evidence], log: Log) -> Iterator[Claim]:
    """The chosen sentences of the records, as claims."""
    shown = {item.article.pmid for item in clean}
    chosen = [one for one in read.chosen if one.candidate.evidence.article.pmid in shown]
    by_pmid = {item.article.pmid: item for item in clean}
    articles = {pmid: item.article for pmid, item in by_pmid.items()}
    seen: set[str] = set()

    def ahead(one: Chosen) -> bool:
        if read.query.intent == _THERAPY and of_own_course(one.people):
            return True
        item = one.candidate.evidence
        return read.patient is not None and not is_preclinical(item) and of_own_kind(item.article, read.patient)

    def behind(one: Chosen) -> bool:
        of_line = read.patient is not None and read.patient.line is not None
        return bool(of_others(one.people)) or (of_line and of_several_lines(one.candidate.text))

    for draft in write_extractive(read.query, chosen, behind=behind, ahead=ahead):
        with log.timed("verify"):
            verdict, citations = verify_citations(draft.text, draft.quotes, articles)
        if verdict.label != "supported" or not citations:
            log.dropped += 1
        elif (key := " ".join(draft.text.split()).casefold()) not in seen:
            seen.add(key)
            yield claim_of(draft.text, verdict, citations, by_pmid, read.query, read.patient)


def _is_asked(sent: str) -> bool:
    """Whether anything but blanks is left of a question."""
    return re.search(r"[^\W\d_]", re.sub(r"\[[A-Z]+\]", "", sent)) is not None


def _held_back(query: Query, patient: Patient | None, model: ChatModel) -> Iterator[str]:
    """What the model is not told: of the question by kind, of the patient by field."""
    if blanked := blanks(question_for(model, query)) - blanks(query.question):
        told = ", ".join(f"{number} {_SAID.get(kind, kind.lower())}" for kind, number in sorted(blanked.items()))
        yield f"Left out of the question that {model.name} was asked: {told}."
    if withheld := shareable(patient).withheld if patient else ():
        fields = ", ".join(field.replace("_", " ") for field in withheld)
        yield f"Not told to {model.name}, or in part only: {fields}."


_SAID = {"TEXT": "part that the scrubber cannot read", "ID": "number"}


def _judge_usage(judge: Judge | None, writer: ChatModel) -> Usage:
    """What a judge that is another model than the writer cost."""
    model = getattr(judge, "model", None)
    return model.usage if model is not None and model is not writer else Usage()


def _added(one: Usage, other: Usage) -> Usage:
    hosts = " and ".join(dict.fromkeys(filter(None, (one.sent_to, other.sent_to))))
    costs = [usage.cost for usage in (one, other) if usage.cost is not None]
    return Usage(
        one.calls + other.calls,
        one.input_tokens + other.input_tokens,
        one.output_tokens + other.output_tokens,
        hosts,
        sum(costs) if costs else None,
    )
