"""What a reader of an answer sees, as the measures of answers read it; and what ten lines without us would show."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from assistant.api import Assistant
from assistant.records.answer import Answer
from assistant.records.patient import Patient
from ingest.read.sentences import sentence_spans

__all__ = ["FIRST", "Finding", "Shown", "ask", "nearest", "seen"]

FIRST = 2
"""Findings that a reader surely reads."""
_RECORDS, _SENTENCES = 12, 8
_STEP = 0.01
"""What a record's place takes from the nearness of its sentences, by rank."""


class Finding(msgspec.Struct, frozen=True):
    """A finding with the places it quotes: (PMID, start, end) in the record's text, the first one its own."""

    text: str
    quotes: tuple[tuple[str, int, int], ...]

    @property
    def pmid(self) -> str:
        return self.quotes[0][0]


class Shown(msgspec.Struct, frozen=True):
    """An answer's status and findings, in the order they are read."""

    status: Literal["answered", "abstained", "redirected"]
    findings: tuple[Finding, ...] = ()

    @property
    def refused(self) -> bool:
        """Nothing is quoted as an answer: it abstains, or says first that the library has none, before curated rows."""
        return self.status != "answered" or not self.findings

    @property
    def first(self) -> tuple[Finding, ...]:
        return self.findings[:FIRST]


def ask(assistant: Assistant, question: str, patient: dict[str, Any] | None) -> Shown:
    """The answer to a question, whose patient is given as a patient's plain values."""
    return seen(assistant.ask(question, patient=Patient.from_dict(patient) if patient else None))


def seen(answer: Answer) -> Shown:
    """What is scored of an answer; an unanswered one shows no findings."""
    if answer.status != "answered":
        return Shown(answer.status)
    findings = [
        Finding(claim.text, tuple((quote.pmid, quote.start, quote.end) for quote in claim.citations))
        for claim in answer.claims
    ]
    return Shown(answer.status, tuple(findings))


def nearest(assistant: Assistant, question: str) -> Shown:
    """The eight sentences of the twelve best records that the library's embedder puts nearest to the question.

    What one would otherwise write: it refuses nothing, knows no patient and reads no title. Raises ValueError where the
    library holds no vectors.
    """
    rows: list[tuple[float, str, str, int, int]] = []
    embedder = assistant.embedder
    if embedder is None:
        raise ValueError(f"{assistant.library.path} holds no vectors: embed it first")
    for rank, hit in enumerate(assistant.search(question, k=_RECORDS)):
        text, spans = hit.article.text, sentence_spans(hit.article.text)[1:]
        if spans:
            vectors = embedder.embed([question, *(text[start:end] for start, end in spans)])
            near = vectors[1:] @ vectors[0]
            rows += [
                (float(score) - _STEP * rank, hit.pmid, text[start:end], start, end)
                for score, (start, end) in zip(near, spans, strict=True)
            ]
    best = sorted(rows, reverse=True)[:_SENTENCES]
    return Shown("answered", tuple(Finding(text, ((pmid, start, end),)) for _, pmid, text, start, end in best))
