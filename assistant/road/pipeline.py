"""The road from a question to an answer, one hop a line.

guard → understand → curated → retrieve → grade → enough? → choose → write → verify → conflicts → answer. Each hop takes
and gives a record of `assistant.records.answer`; what has happened so far is told as it happens, the answer last.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal

import msgspec

from assistant.choose.choosing import Chosen, choose
from assistant.choose.likely import decides, doubt, that_answer_best, too_unlikely
from assistant.conflicts.conflicts import SHOWN, find_conflicts
from assistant.conflicts.sides_taken import stance
from assistant.curated.joining import Joined, attached, join
from assistant.curated.telling import answers_alone, told
from assistant.engines.judge import load_judge
from assistant.enough.not_covered import limits
from assistant.guard.guard import (
    Refusal,
    asks_literature_too,
    check_evidence,
    check_question,
    clean_question,
    likely_refusal,
)
from assistant.question.asked import asked_for
from assistant.question.contradictions import contradictions
from assistant.question.prior_therapy import prior_therapies
from assistant.question.understand import understand
from assistant.records.answer import (
    Abstention,
    Answer,
    Claim,
    Conflict,
    Delta,
    Evidence,
    EvidenceFound,
    Query,
    Retrieval,
    Stage,
)
from assistant.records.patient import Patient
from assistant.records.sizes import check_history
from assistant.retrieve.retrieve import retrieve
from assistant.road.drafting import Log, records_said, written
from assistant.studies.grade import sketch, with_effects, with_fit
from ingest.records.filters import Filters

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.engines.llm import ChatModel
    from assistant.retrieve.rerank import Reranker
    from ingest.embed.embedding import Embedder
    from ingest.library.library import Library

__all__ = ["Event", "Parts", "travel"]

_READ = 40
"""Records whose sentences are read for an answer; of them as many are shown as the settings say."""

Event = Stage | EvidenceFound | Delta | Answer


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """What the road runs on. The embedder and the model are made when first needed."""

    library: Library
    embedder: Callable[[], Embedder | None]
    reranker: Callable[[], Reranker | None]
    model: Callable[[], ChatModel | None]
    evidence: int = 12
    nli: str = ""
    """The judge beside the checks, by name; see `assistant.engines.judge`."""


def travel(
    question: str,
    parts: Parts,
    *,
    patient: Patient | None = None,
    history: Sequence[str] = (),
    depth: Literal["fast", "thorough"] = "fast",
    filters: Filters | None = None,
    cancel: threading.Event | None = None,
) -> Iterator[Event]:
    """Everything that happens on the way, the Answer last. Raises BadQuestion, LibraryError."""
    log, question = Log(), clean_question(question)
    check_history(history)
    refusal = _refusal(question, history, parts)
    if refusal and not asks_literature_too(refusal, understand(question)):
        yield _refused(question, refusal)
        return
    yield Stage("understand", "Reading the question")
    with log.timed("understand"):
        query = understand(question, patient, history, filters=filters, library=parts.library)
    log.warning = refusal.abstention.explanation if refusal else ""
    log.limits = contradictions(patient)
    with log.timed("curated"):
        query = (known := join(query, patient)).widening(query)
    answer = partial(_answer, question, parts.library, known, log)
    yield Stage("retrieve", f"Searching {len(parts.library):,} records")
    with log.timed("retrieve"):
        most, embedder = max(_READ, parts.evidence), parts.embedder()
        found = retrieve(query, parts.library, k=most, embedder=embedder, reranker=parts.reranker())
    with log.timed("grade"):
        fitted = tuple(with_fit(sketch(hit), query, patient) for hit in found.hits)
    log.notes += _search_notes(found)
    gap = check_evidence(found, fitted, parts.library, patient)
    if gap is not None and decides(gap):
        evidence = tuple(map(with_effects, fitted[: parts.evidence]))
        yield EvidenceFound(evidence)
        yield answer(query, found, evidence, abstention=gap)
        return
    yield Stage("choose", f"Reading {len(fitted)} records for what answers")
    with log.timed("choose"):
        chosen = choose(query, fitted, patient)
        best = that_answer_best(chosen, fitted, parts.evidence)
        evidence = tuple(map(with_effects, best))
    yield EvidenceFound(evidence)
    if abstention := too_unlikely(chosen, found, gap):
        yield answer(query, found, evidence, abstention=abstention)
        return
    read = _Read(query, found, tuple(chosen), evidence, gap)
    yield from _answered(answer, read, patient, parts, depth, cancel, log)


class _Read(msgspec.Struct, frozen=True):
    """What was found and read for a question, before a word is written."""

    query: Query
    found: Retrieval
    chosen: tuple[Chosen, ...]
    evidence: tuple[Evidence, ...]
    gap: Abstention | None


def _answered(
    answer: Callable[..., Answer],
    read: _Read,
    patient: Patient | None,
    parts: Parts,
    depth: Literal["fast", "thorough"],
    cancel: threading.Event | None,
    log: Log,
) -> Iterator[Event]:
    """The findings as they are verified, then the answer."""
    yield Stage("write", "Choosing and checking sentences")
    query, evidence, claims = read.query, read.evidence, list[Claim]()
    for claim in written(query, read.chosen, evidence, patient, parts.model, depth, cancel, log, parts.nli):
        claims.append(claim)
        yield Delta(claim)
    with log.timed("conflicts"):
        judge = partial(stance, judge=load_judge(parts.nli))
        conflicts = find_conflicts(query, claims, evidence, judge=judge) if SHOWN else ()
    abstention = None if claims else _nothing_supported(read.found, evidence, log)
    doubts = doubt(read.chosen, query, read.gap) if claims else ()
    log.limits += (*doubts, *limits(query, read.found, claims, evidence))
    yield answer(query, read.found, evidence, claims=claims, conflicts=conflicts, abstention=abstention)


def _refusal(question: str, history: Sequence[str], parts: Parts) -> Refusal | None:
    """What the rules turn away, and before any conversation what is like it."""
    refusal = check_question(question)
    return refusal if refusal or history else likely_refusal(question, parts.embedder())


def _refused(question: str, refusal: Refusal) -> Answer:
    status: Literal["redirected", "abstained"] = "redirected" if refusal.redirect else "abstained"
    return Answer(question=question, status=status, abstention=refusal.abstention, query=Query(question, question))


def _answer(
    question: str,
    library: Library,
    known: Joined,
    log: Log,
    query: Query,
    found: Retrieval,
    evidence: tuple[Evidence, ...],
    *,
    claims: Sequence[Claim] = (),
    conflicts: Sequence[Conflict] = (),
    abstention: Abstention | None = None,
) -> Answer:
    if log.dropped:
        log.notes.append(f"{log.dropped} drafted sentence{'s' * (log.dropped > 1)} did not hold and were left out.")
    with log.timed("curated"):
        knowledge = told(attached(known, library), claims, library)
    if alone := answers_alone(abstention, known):
        abstention, log.limits = None, (alone, *log.limits)
    return Answer(
        question=question,
        status="abstained" if abstention else "answered",
        claims=tuple(claims),
        evidence=evidence,
        conflicts=tuple(conflicts),
        knowledge=knowledge,
        abstention=abstention,
        query=query,
        searched=found.searched,
        model=log.writer,
        warning=log.warning,
        limits=log.limits,
        notes=tuple(dict.fromkeys(log.notes)),
        dropped=log.dropped,
        usage=log.usage,
        prompts=log.prompts,
        timings=log.timings,
    )


def _search_notes(found: Retrieval) -> list[str]:
    """What the reader must know of the search itself."""
    notes = []
    if found.embedded < found.library_size:
        notes.append(
            f"Meaning was searched in {found.embedded:,} of {found.library_size:,} records; words in all of them."
        )
    if found.retracted_left_out:
        notes.append(f"{records_said(found.retracted_left_out)} that would have ranked left out: retracted.")
    return notes


def _nothing_supported(found: Retrieval, evidence: Sequence[Evidence], log: Log) -> Abstention:
    nearest = tuple(item.article.pmid for item in evidence[:3])
    if log.dropped:
        return Abstention(
            "nothing supported", "No drafted sentence was borne out by its source.", found.searched, nearest
        )
    explanation = "The nearest records say nothing that answers this question."
    if prior := prior_therapies(found.query, asked_for(found.query)):
        said = " and ".join(concept.surface or concept.name for concept in prior)
        explanation = f"The nearest records do not say what follows {said}."
    return Abstention("too little evidence", explanation, found.searched, nearest)
