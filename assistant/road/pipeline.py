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

from assistant.choose.choosing import choose_of_trial
from assistant.choose.had_before import only_what_was_had
from assistant.choose.likely import (
    decides,
    doubt,
    of_other_courses,
    of_this_course,
    of_this_disease,
    other_diseases_only,
    that_answer_best,
    too_unlikely,
)
from assistant.conflicts.conflicts import SHOWN, find_conflicts
from assistant.curated.joining import Joined, attached, join
from assistant.curated.telling import answers_alone, told
from assistant.engines.scrub import scrub
from assistant.enough.not_covered import limits
from assistant.enough.uncovered import uncovered
from assistant.guard.guard import (
    Refusal,
    asks_literature_too,
    check_evidence,
    check_question,
    clean_question,
    likely_refusal,
)
from assistant.question.asked import asked_for
from assistant.question.case_change import change
from assistant.question.prior_therapy import prior_therapies
from assistant.question.stated import stated
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
    Synthesis,
)
from assistant.records.patient import Patient
from assistant.records.sizes import check_history
from assistant.retrieve.retrieve import retrieve
from assistant.road.bedside import beside
from assistant.road.drafting import Read, Writing, Written, written
from assistant.road.log import Log, records_said
from assistant.safety.contradictions import contradictions
from assistant.studies.grade import sketch, with_effects, with_fit
from ingest.records.filters import Filters

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.engines.llm import ChatModel
    from assistant.records.judged import Judge
    from assistant.retrieve.rerank import Reranker
    from ingest.embed.embedding import Embedder
    from ingest.library.library import Library

__all__ = ["Event", "Parts", "travel"]

_READ = 40
"""Records whose sentences are read for an answer; of them as many are shown as the settings say."""
_HELD_AGAINST = 6
"""Records, those that answer best, that are held against all that the question asks about."""

_LONGEST_SAID = 600
"""Characters of an earlier bottom line that a model is told."""

Event = Stage | EvidenceFound | Delta | Answer


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """What the road runs on. The embedder and the model are made when first needed."""

    library: Library
    embedder: Callable[[], Embedder | None]
    reranker: Callable[[], Reranker | None]
    model: Callable[[], ChatModel | None]
    judge: Callable[[ChatModel], Judge | None] = lambda writer: None
    """The judge of what a model says in its own words; of the writer, where no other is named."""
    evidence: int = 12
    synthesis: bool = True


def travel(
    question: str,
    parts: Parts,
    *,
    patient: Patient | None = None,
    history: Sequence[str] = (),
    depth: Literal["fast", "thorough"] = "fast",
    filters: Filters | None = None,
    cancel: threading.Event | None = None,
    said: str = "",
    settled: int = 0,
) -> Iterator[Event]:
    """Everything that happens on the way, the Answer last; the parameters are those of `Assistant.stream`. Raises
    BadQuestion, LibraryError."""
    log, question = Log(), clean_question(question)
    check_history(history)
    refusal = _refusal(question, history, parts, patient)
    if refusal and not asks_literature_too(refusal, understand(question)):
        yield _refused(question, refusal)
        return
    yield Stage("understand", "Reading the question")
    with log.timed("understand"):
        record, (patient, *of_case) = patient, change(patient, question, history, settled)
        query = understand(question, patient, history, filters=filters, library=parts.library)
    log.notes += [f"The question was read as: {query.text}"] if history and query.text != query.question else []
    log.warning = refusal.abstention.explanation if refusal else ""
    log.limits = contradictions(patient, question)
    with log.timed("curated"):
        query = (known := join(query, patient)).widening(query)
    answer = partial(
        _answer, question, parts.library, known, log, partial(beside, record=record, patient=patient, of_case=of_case)
    )
    yield Stage("retrieve", f"Searching {len(parts.library):,} records")
    found, fitted = _searched(query, patient, parts, log)
    gap = check_evidence(found, fitted, parts.library, patient)
    if gap is not None and decides(gap):
        evidence = tuple(map(with_effects, fitted[: parts.evidence]))
        yield EvidenceFound(evidence)
        yield answer(query, found, evidence, abstention=gap)
        return
    yield Stage("choose", f"Reading {len(fitted)} records for what answers")
    with log.timed("choose"):
        most = max(_READ, parts.evidence) if depth == "thorough" else parts.evidence
        read = _chosen(query, patient, found, fitted, most, parts.evidence)
    yield EvidenceFound(read.evidence)
    if abstention := read.elsewhere or too_unlikely(read.chosen, found, gap, read.lacking):
        yield answer(query, found, read.evidence, abstention=abstention)
        return
    yield from _answered(answer, read, _writing(parts, depth, _earlier(history, said), cancel), gap, log)


def _searched(query: Query, patient: Patient | None, parts: Parts, log: Log) -> tuple[Retrieval, tuple[Evidence, ...]]:
    """What the library gave, and the same as evidence whose design and fit are known and whose effects are not yet."""
    with log.timed("retrieve"):
        most, embedder = max(_READ, parts.evidence), parts.embedder()
        found = retrieve(query, parts.library, k=most, embedder=embedder, reranker=parts.reranker())
    log.notes += _search_notes(found)
    with log.timed("grade"):
        return found, tuple(with_fit(sketch(hit), query, patient) for hit in found.hits)


def _chosen(
    query: Query, patient: Patient | None, found: Retrieval, fitted: Sequence[Evidence], most: int, shown: int
) -> Read:
    """The records that answer best, `most` of them; those beyond `shown` are for a thorough writer."""
    everything = choose_of_trial(query, fitted, patient)
    ours = of_this_disease(everything, query)
    chosen = of_this_course(ours, query)
    best = that_answer_best(chosen, fitted, most)
    graded = tuple(map(with_effects, best))
    lacking = uncovered(query, best[:_HELD_AGAINST])
    other = other_diseases_only(everything, ours, found)
    return Read(query, patient, found, chosen, graded[:shown], graded[shown:], lacking, other)


def _writing(parts: Parts, depth: Literal["fast", "thorough"], earlier: str, cancel: threading.Event | None) -> Writing:
    return Writing(
        model=parts.model,
        judge=parts.judge,
        depth=depth,
        synthesis=parts.synthesis,
        earlier=earlier,
        cancel=cancel,
    )


def _earlier(history: Sequence[str], said: str) -> str:
    """What a follow-up follows: the last question, and the bottom line of its answer."""
    if not history:
        return ""
    asked = f"asked: {scrub(' '.join(history[-1].split()))}"
    return f"{asked} answered: {scrub(' '.join(said.split())[:_LONGEST_SAID])}" if said else asked


def _answered(
    answer: Callable[..., Answer], read: Read, writing: Writing, gap: Abstention | None, log: Log
) -> Iterator[Event]:
    """The findings as they are verified, then the answer."""
    yield Stage("write", "Choosing and checking sentences")
    done = yield from written(read, writing, log)
    query, claims = read.query, done.claims
    evidence = _shown(read, claims)
    with log.timed("conflicts"):
        conflicts = find_conflicts(query, claims, evidence) if SHOWN else ()
    abstention = None if claims else _unanswered(done, read, log)
    had = only_what_was_had(claims, query)
    doubts = (*had, *of_other_courses(claims), *doubt(read.chosen, query, gap, read.lacking)) if claims else ()
    log.limits += (*doubts, *limits(query, read.found, claims, evidence))
    shown = partial(answer, query, read.found, evidence, claims=claims, doubted=bool(doubts))
    yield shown(summary=done.summary, conflicts=conflicts, abstention=abstention)


def _shown(read: Read, claims: Sequence[Claim]) -> tuple[Evidence, ...]:
    """The evidence, with what a thorough writer cited beyond it."""
    cited = {citation.pmid for claim in claims for citation in claim.citations}
    return (*read.evidence, *(item for item in read.further if item.article.pmid in cited))


def _unanswered(done: Written, read: Read, log: Log) -> Abstention:
    """Why there is no finding: a model saw no answer, or nothing held."""
    if not done.read:
        return _nothing_supported(read.found, read.evidence, log)
    quotes = tuple(claim.citations[0] for claim in done.nearest)
    nearest = tuple(dict.fromkeys(citation.pmid for citation in quotes))
    return Abstention(
        "too little evidence",
        f"{log.writer} read {records_said(done.read)} and saw no answer in {'it' if done.read == 1 else 'them'}.",
        read.found.searched,
        nearest,
        quotes=quotes,
    )


def _refusal(question: str, history: Sequence[str], parts: Parts, patient: Patient | None) -> Refusal | None:
    """What the rules turn away, and before any conversation what is like it.

    "What next?" is by its words on things to come: beside a patient's record it is the question that it stands for.
    """
    refusal = check_question(question)
    if refusal or history:
        return refusal
    refusal = likely_refusal(question, parts.embedder())
    if refusal and patient is not None:
        meant = stated(understand(question, patient, library=parts.library))
        return likely_refusal(meant, parts.embedder()) if meant != question else refusal
    return refusal


def _refused(question: str, refusal: Refusal) -> Answer:
    status: Literal["redirected", "abstained"] = "redirected" if refusal.redirect else "abstained"
    return Answer(question=question, status=status, abstention=refusal.abstention, query=Query(question, question))


def _answer(
    question: str,
    library: Library,
    known: Joined,
    log: Log,
    besides: Callable[..., Answer],
    query: Query,
    found: Retrieval,
    evidence: tuple[Evidence, ...],
    *,
    claims: Sequence[Claim] = (),
    summary: Synthesis | None = None,
    conflicts: Sequence[Conflict] = (),
    abstention: Abstention | None = None,
    doubted: bool = False,
) -> Answer:
    if log.dropped:
        one = log.dropped == 1
        log.notes.append(
            f"{log.dropped} {'quote' if one else 'quotes'} offered {'was' if one else 'were'} left out: not in the "
            "record, or no finding for this case."
        )
    with log.timed("curated"):
        knowledge = told(attached(known, library), claims, library)
    if alone := answers_alone(abstention, known):
        abstention, log.limits = None, (alone, *log.limits)
    made = Answer(
        question=question,
        status="abstained" if abstention else "answered",
        claims=tuple(claims),
        summary=summary,
        evidence=evidence,
        conflicts=tuple(conflicts),
        knowledge=knowledge,
        abstention=abstention,
        query=query,
        searched=found.searched,
        model=log.writer,
        warning=log.warning,
        limits=log.limits,
        doubted=doubted,
        notes=tuple(dict.fromkeys(log.notes)),
        dropped=log.dropped,
        usage=log.usage,
        prompts=log.prompts,
    )
    with log.timed("bedside"):
        made = besides(made, library=library)
    return msgspec.structs.replace(made, timings=log.timings)


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
