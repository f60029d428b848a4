"""Writing and checking as one: each drafted sentence is verified before it is anyone's to read.

A sentence that does not hold is repaired once by the model that wrote it, then dropped and counted. A model that fails,
or says nothing that holds, is followed by the extractive writer, and the reader is told.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

import msgspec

from assistant.choose.choosing import Chosen
from assistant.engines.prompts import load_prompt, prompt_names
from assistant.engines.scrub import blanks
from assistant.errors import ModelError
from assistant.guard.guard import suspicious_spans
from assistant.leaving.sharing import shareable
from assistant.question.case_groups import asked_groups
from assistant.records.answer import Citation, Claim, Draft, Evidence, Query, Usage, Verdict
from assistant.records.patient import Patient
from assistant.studies.fit import of_others
from assistant.studies.sample_size import sample_size
from assistant.verify.verify import verify_citations
from assistant.write import question_for, repair_with_model, write_extractive, write_with_model
from assistant.write.headings import heading_of

if TYPE_CHECKING:
    from assistant.engines.llm import ChatModel

__all__ = ["Log", "records_said", "written"]

Repair = Callable[[Draft, Verdict], Draft | None]


class Log:
    """Seconds per step, and the sentences for the reader, of one trip."""

    def __init__(self) -> None:
        self.timings: dict[str, float] = {}
        self.notes: list[str] = []
        self.warning = ""
        self.limits: tuple[str, ...] = ()
        self.dropped = 0
        self.writer = "extractive"
        self.usage = Usage()
        self.prompts: dict[str, str] = {}
        """Hash of each prompt a model was given, by name."""

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            spent = self.timings.get(step, 0.0) + time.perf_counter() - started
            self.timings[step] = round(spent, 4)


def written(
    query: Query,
    chosen: Sequence[Chosen],
    evidence: Sequence[Evidence],
    patient: Patient | None,
    make_model: Callable[[], ChatModel | None],
    depth: Literal["fast", "thorough"],
    cancel: threading.Event | None,
    log: Log,
    nli: str = "",
) -> Iterator[Claim]:
    """Claims as they are verified, from the chosen sentences of the evidence, or by a model from the evidence.

    `nli` names the judge that votes beside the checks.
    """
    may_be_quoted = {one.candidate.evidence.article.pmid for one in chosen}
    usable = [item for item in evidence if item.article.pmid in may_be_quoted]
    clean = tuple(item for item in usable if not suspicious_spans(item.article.text))
    if len(clean) < len(usable):
        log.notes.append(f"Not quoted: {records_said(len(usable) - len(clean))} with text addressed to a program.")
    said = 0
    for claim in _by_model(query, clean, patient, make_model, depth, cancel, log, nli):
        said += 1
        yield claim
    if said or (cancel is not None and cancel.is_set()):
        return
    log.writer = "extractive"
    shown = {item.article.pmid for item in clean}
    from_shown = [one for one in chosen if one.candidate.evidence.article.pmid in shown]
    behind = {item.article.pmid for item in clean if of_others(item.fit)}
    yield from _checked(write_extractive(query, from_shown, behind=behind), query, clean, log, None, nli)


def _by_model(
    query: Query,
    evidence: Sequence[Evidence],
    patient: Patient | None,
    make_model: Callable[[], ChatModel | None],
    depth: Literal["fast", "thorough"],
    cancel: threading.Event | None,
    log: Log,
    nli: str,
) -> Iterator[Claim]:
    """What a model's sentences come to; nothing without a model. Its failure at work is a note, not an error.

    Raises ModelError when it cannot be made.
    """
    with log.timed("model"):
        model = make_model()  # one that cannot be made is no writer to fall back from: the name is wrong, or its key
    if model is None:
        return
    said, writer = 0, model
    try:
        if not _is_asked(question_for(writer, query)):
            log.notes.append(f"Nothing of the question could be sent to {writer.name}; the answer is extractive.")
            return
        log.writer = writer.name
        log.notes += _held_back(query, patient, writer)
        log.prompts = {name: load_prompt(name).sha256 for name in prompt_names()}

        def repair(draft: Draft, verdict: Verdict) -> Draft | None:
            return repair_with_model(query, draft, verdict, evidence, writer, cancel)

        drafts = _on_this_case(write_with_model(query, evidence, patient, writer, depth, cancel), query, patient, log)
        for claim in _checked(drafts, query, evidence, log, repair, nli):
            said += 1
            yield claim
        if not said and not (cancel is not None and cancel.is_set()):
            why = (
                f"Nothing that {writer.name} wrote held"
                if log.dropped
                else f"{writer.name} saw no answer in the records"
            )
            log.notes.append(f"{why}; the answer is extractive.")
    except ModelError as error:
        rest = "What it had said until then stands." if said else "The answer is extractive."
        log.notes.append(f"{str(error).rstrip('.')}. {rest}")
    finally:
        log.usage = writer.usage


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


def _on_this_case(drafts: Iterator[Draft], query: Query, patient: Patient | None, log: Log) -> Iterator[Draft]:
    """Without sentences on another phenotype or genotype only: true of others, misleading here. They are counted."""
    groups = asked_groups(query, patient)
    for draft in drafts:
        if groups.other_than_asked(draft.text):
            log.dropped += 1
        else:
            yield draft


def _checked(
    drafts: Iterator[Draft], query: Query, evidence: Sequence[Evidence], log: Log, repair: Repair | None, nli: str
) -> Iterator[Claim]:
    """The drafts that hold, as claims; the others are repaired once where someone can, else counted."""
    by_pmid = {item.article.pmid: item for item in evidence}
    articles = {pmid: item.article for pmid, item in by_pmid.items()}
    seen: set[str] = set()
    for first in drafts:
        with log.timed("verify"):
            draft, (verdict, citations) = first, verify_citations(first.text, first.quotes, articles, nli=nli)
        if not _holds(verdict, citations) and repair and (mended := repair(first, verdict)):
            with log.timed("verify"):
                draft = mended
                verdict, citations = verify_citations(mended.text, mended.quotes, articles, nli=nli)
        if not _holds(verdict, citations):
            log.dropped += 1
            continue
        if (key := " ".join(draft.text.split()).casefold()) in seen:
            continue
        seen.add(key)
        yield _claim(draft, verdict, citations, by_pmid, query)


def _holds(verdict: Verdict, citations: Sequence[Citation]) -> bool:
    return verdict.label == "supported" and bool(citations)


def _claim(
    draft: Draft, verdict: Verdict, citations: Sequence[Citation], by_pmid: dict[str, Evidence], query: Query
) -> Claim:
    """The finding under the heading that the question calls for, whatever the writer put it under."""
    sources = [by_pmid[citation.pmid] for citation in citations]
    shown = tuple(
        msgspec.structs.replace(citation, design=item.grade.design, flags=item.flags)
        for citation, item in zip(citations, sources, strict=True)
    )
    best = max(sources, key=lambda item: item.grade.strength)
    quoted = [one for one in shown if one.pmid == best.article.pmid]
    return Claim(
        draft.text,
        shown,
        verdict,
        best.grade,
        heading_of(draft.text, best, query),
        tuple(
            effect
            for effect in best.effects
            if any(one.start <= effect.start and effect.end <= one.end for one in quoted)
        ),
        sample_size(best.article.text, best.effects),
        of_others(best.fit),
    )


def records_said(count: int) -> str:
    return "1 record" if count == 1 else f"{count} records"
