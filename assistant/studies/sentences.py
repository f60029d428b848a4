"""The sentences of a record that could stand in an answer: verbatim, understandable alone, and findings.

Which part of a study a sentence belongs to comes from printed labels, labels run into the text ("RESULTS: …"), and
wording. Aims, methods and background are no findings. The tables are `knowledge/patterns/roles.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, cast

import msgspec

from assistant.knowledge.patterns import patterns
from assistant.records.answer import Evidence
from ingest.read.sentences import sentence_spans
from ingest.records.article import Article

__all__ = ["Candidate", "Role", "candidates", "every_sentence"]

Role = Literal["title", "background", "objective", "methods", "results", "conclusions", "closing", "body", "admin"]

_INLINE_LABEL = re.compile(r"([A-Z][A-Za-z()'/&, ]{2,60}?)\s*(?::|\.(?=\s)|[-–—](?=\s))\s*")
_BARE_LABEL = re.compile(r"([A-Z]{4,}(?: (?:AND|OF|FOR|&) [A-Z]{4,})*)\s+(?=[A-Z][A-Za-z0-9-]*\s)")
"""A label without a colon ("RESULTS Patients were …"); believed only when the table knows it."""
_ROLE_OF_CATEGORY: dict[str, Role] = {
    "BACKGROUND": "background",
    "OBJECTIVE": "objective",
    "METHODS": "methods",
    "RESULTS": "results",
    "CONCLUSIONS": "conclusions",
}
_STATES = re.compile(
    r"\b(?:is|are|was|were|has|have|does|do|can|may|reduces?|increases?|improves?|predicts?|affects?|influences?|causes?"
    r"|inhibits?|modulates?|contributes?|determines?|impacts?|confers?|prevents?|alters?|leads?|associated)\b",
    re.IGNORECASE,
)
_OWN = re.compile(r"(?<![\w*:/.-])\d|\bwe\b|\bour\b|\bwas\b|\bwere\b|\bthis study\b", re.IGNORECASE)
"""A figure or wording of this study's own; the digits of a name ("HLA-B*15:02") are no figure."""
_SHORTEST, _LONGEST = 6, 95
"""Words a quotable sentence has."""


class Candidate(msgspec.Struct, frozen=True):
    """A quotable stretch of `evidence.article.text`; `penalty` is for an opening that points back."""

    evidence: Evidence
    rank: int
    """0-based place of its article among the evidence."""
    start: int
    end: int
    role: Role
    penalty: float = 0.0

    @property
    def text(self) -> str:
        return self.evidence.article.text[self.start : self.end]


def candidates(evidence: Evidence, rank: int) -> Iterator[Candidate]:
    """Every sentence of the record that states a finding and can be understood alone, in order."""
    article = evidence.article
    for start, end, role in _roles(article):
        if role in ("background", "objective", "methods", "admin"):
            continue
        if role == "title" and (article.abstract or not _STATES.search(article.title)):
            continue
        begin = start + _lead(article.text[start:end])
        penalty = _penalty(article.text[begin:end])
        if penalty is not None:
            yield Candidate(evidence, rank, begin, end, role, penalty)


def every_sentence(evidence: Evidence, rank: int) -> Iterator[Candidate]:
    """Every sentence of the record that is more than a fragment, in order, findings or not: any may be what was asked.

    `penalty` is what its form costs (see `candidates`), 1 where it could not be understood alone.
    """
    article = evidence.article
    for start, end, role in _roles(article):
        begin = start + _lead(article.text[start:end])
        sentence = article.text[begin:end]
        if len(sentence.split()) >= (_SHORTEST if role != "title" else 1) and not sentence.endswith(("?", ":")):
            penalty = _penalty(sentence)
            yield Candidate(evidence, rank, begin, end, role, 1.0 if penalty is None else penalty)


def _penalty(sentence: str) -> float | None:
    """How much less the sentence is worth for its form; None when it must not be quoted alone."""
    words = len(sentence.split())
    if not _SHORTEST <= words <= _LONGEST or sentence.endswith(("?", ":")):
        return None
    cost = 0.006 * max(0, words - 45)
    if _says("call", sentence):
        return None
    if _says("soft", sentence):
        return cost + 0.35
    return None if _says("dangling", sentence) else cost


def _lead(sentence: str) -> int:
    """Characters of opening words ("In conclusion, ") that can be left off."""
    cut = 0
    while cut < len(sentence) and (match := _says("lead", sentence[cut:])):
        if not match.end():
            break
        cut += match.end()
    return cut


def _roles(article: Article) -> Iterator[tuple[int, int, Role]]:
    """(start, end, role) of each sentence, without a label that is run into the text."""
    spans = sentence_spans(article.text)
    current: Role | None = None
    section_start = -1
    for number, (start, end) in enumerate(spans):
        section = article.section_at(start)
        if section is None or section.kind == "title":
            yield start, end, "title"
            continue
        if section.start != section_start:
            section_start = section.start
            current = _ROLE_OF_CATEGORY.get(section.category) or _labeled(section.label)
        if (bare := _BARE_LABEL.match(article.text[start:end])) and (role := _labeled(bare.group(1))):
            current, start = role, start + bare.end()
        while (label := _INLINE_LABEL.match(article.text[start:end])) and (role := _labeled(label.group(1))):
            current, start = role, start + label.end()
        if start < end:
            yield start, end, _role(article, start, end, current, number / len(spans), number == len(spans) - 1)


def _role(article: Article, start: int, end: int, label: Role | None, place: float, last: bool) -> Role:
    """The printed label decides; without one the wording, then the place in the abstract (0 first, 1 last)."""
    sentence = article.text[start:end]
    if _says("cue", sentence, "admin"):
        return "admin"
    if _says("cue", sentence, "doing"):
        return "methods"
    if _says("cue", sentence, "elsewhere"):
        return "background"  # what others found, told by the numbers of its references or by saying so
    if label is not None:
        return label
    if article.digest:
        return "conclusions" if last else "results"
    for kind in ("objective", "background", "conclusions", "results", "methods"):
        if _says("cue", sentence, kind) and not (kind == "background" and place > 0.5):
            return "background" if place < 0.35 and _is_lead_in(kind, sentence) else kind
    if last:
        return "closing"
    return "background" if place < 0.3 else "body"


def _is_lead_in(kind: str, sentence: str) -> bool:
    """What stands early reads like a finding but is what others found: no figure, and not "we"."""
    return kind == "conclusions" or (kind == "results" and not _OWN.search(sentence))


@cache
def _labeled(label: str) -> Role | None:
    name = label.strip().upper()
    labels = ((value, pattern) for (kind, value), pattern in patterns("roles").items() if kind == "label")
    found = next((value for value, pattern in labels if pattern.fullmatch(name)), None)
    return cast(Role, found) if found else None


def _says(kind: str, sentence: str, value: str = "") -> re.Match[str] | None:
    return patterns("roles")[kind, value].search(sentence)
