"""The guard: what is not answered, what is asked for elsewhere, and when the evidence does not carry an answer.

Before the search it looks at the question: rules know emergencies, self-harm, harm, one's own care and years to come;
what else is outside the literature, or more than an abstract carries, is told by likeness (`likeness`). After the
search it looks at what came back. Text of records is data: a record that addresses its reader as a program is marked,
and no sentence of the marked passage is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from assistant.enough.missing import find_gap, missing, of_other_genes, off_topic, only_variants, unseen
from assistant.enough.subject import without_circumstances
from assistant.errors import BadQuestion
from assistant.guard.likeness import kind_of
from assistant.guard.speaker import asks_for_themself
from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import rows
from assistant.question.asked import asked_for
from assistant.question.stated import without_course
from assistant.records.answer import Abstention, Evidence, Query, Retrieval
from assistant.records.patient import Patient
from assistant.records.sizes import check_question as check_length

if TYPE_CHECKING:
    from ingest.embed.embedding import Embedder
    from ingest.library.library import Library

__all__ = [
    "Refusal",
    "asks_literature_too",
    "check_evidence",
    "check_question",
    "clean_question",
    "likely_refusal",
    "suspicious_spans",
]

_YEAR = re.compile(
    r"\b(?:by|in|before|until|from|after|since) (2[01]\d\d)\b(?! ?(?:mg|patients|cases|participants))",
    re.IGNORECASE,
)
_EMERGENCIES = frozenset({"emergency", "poisoning"})
_OWN_CARE = (
    "This reads like a question on your own care, or that of someone close to you. Please take it to your doctor or "
    "pharmacist, who know the whole case, and do not start, stop or change a medicine before. In an emergency call "
    "your local emergency number. Vouch shows clinicians what studies found; it cannot say what is right for you."
)
_LONGEST_LIKENED = 60
"""Words."""


class Refusal(msgspec.Struct, frozen=True):
    """A question that is not searched for, and what the reader is told. `redirect`: help is elsewhere."""

    abstention: Abstention
    redirect: bool
    kind: str = ""
    """Of the rule that fired."""


def clean_question(question: str) -> str:
    """The question without control characters and outer white space. Raises BadQuestion when empty or far too long."""
    cleaned = "".join(c if c.isprintable() else " " for c in question).strip()
    if not cleaned:
        raise BadQuestion("the question is empty: ask about a gene, a variant, a drug or a disease")
    check_length(cleaned)
    return cleaned


def check_question(question: str) -> Refusal | None:
    """The first rule that fires, harm before all else; None when no rule keeps the question from being searched for."""
    # A run of blanks says no more than one, and would cost the rules its square.
    text = " ".join(question.split())
    for (kind,), pattern in patterns("guard").items():
        if kind != "injection" and pattern.search(text):
            return _refusal(kind)
    if asks_for_themself(text):
        return Refusal(Abstention("out of scope", _OWN_CARE), redirect=True, kind="own care")
    if any(int(year) > date.today().year for year in _YEAR.findall(text)):
        return _refusal("future")
    return None


def likely_refusal(question: str, embedder: Embedder | None) -> Refusal | None:
    """The same by likeness, for all that no rule tells; None for a pasted case, which is of many kinds."""
    if len(question.split()) > _LONGEST_LIKENED:
        return None
    kind = kind_of(question, embedder)
    return _refusal(kind) if kind else None


def asks_literature_too(refusal: Refusal, query: Query) -> bool:
    """Whether words of an emergency go with a question that findings can answer: then the reader gets both.

    A pharmacist asks whether CYP2E1 matters after an overdose of paracetamol; nobody in need of an ambulance does. So
    a gene or a variant must be named, as such: what is found on a drug alone is rarely on its overdose, and "insulin"
    is more than its gene. Beside self-harm nothing is answered.
    """
    named = [concept.surface for concept in query.named("gene", "variant") if concept.known]
    return refusal.kind in _EMERGENCIES and any(one.isupper() or any(map(str.isdigit, one)) for one in named)


def check_evidence(
    retrieval: Retrieval, evidence: Sequence[Evidence], library: Library, patient: Patient | None = None
) -> Abstention | None:
    """Why what came back carries no answer; None when it may carry one. The first finding that applies is named.

    Nothing there, a name that no record mentions, a word that none does, names that no record brings together, and
    for a question without a gene or drug: too few of its words in any one record.
    """
    searched, size = retrieval.searched, retrieval.library_size
    nearest = tuple(item.article.pmid for item in evidence[:3])
    if size == 0:
        return Abstention("nothing found", "The library is empty: add records with vouch-ingest add.", searched)
    if not evidence:
        emptied = retrieval.emptied_by
        why = f" Without this there would be some: {'; '.join(emptied)}." if emptied else ""
        return Abstention("nothing found", f"No record matches the question.{why}", searched, (), emptied)
    query = without_circumstances(retrieval.query)
    retrieval, asked = msgspec.structs.replace(retrieval, query=query), asked_for(query)
    if unknown := missing(retrieval, evidence) or unseen(asked, query, library, retrieval.unmatched):
        verb = "is" if len(set(unknown)) == 1 else "are"
        explanation = f"{_listed(unknown)} {verb} mentioned in none of the {size:,} records searched."
        explanation += of_other_genes(query, evidence, unknown)
        if only_variants(retrieval, unknown):
            return Abstention("wrong variant", explanation, searched, nearest)
        return Abstention("not in library", explanation, searched, nearest)
    named = without_course(query)
    gap = find_gap(asked_for(named), named, evidence, patient) or off_topic(asked, retrieval, evidence, library)
    if gap:
        return Abstention(gap.reason, gap.explanation, searched, gap.nearest or nearest)
    return None


def suspicious_spans(text: str) -> list[tuple[int, int]]:
    """Spans of a record's text that address a program instead of a reader."""
    return [match.span() for match in patterns("guard")["injection",].finditer(text)]


def _listed(names: list[str]) -> str:
    quoted = list(dict.fromkeys(f"“{name}”" for name in names))
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " and " + quoted[-1]


def _refusal(kind: str) -> Refusal:
    message = _message(kind)
    match kind:
        case "emergency" | "poisoning" | "self-harm":
            return Refusal(Abstention("emergency", message), redirect=True, kind=kind)
        case "future":
            return Refusal(Abstention("future", message), redirect=False, kind=kind)
        case "protocol":
            return Refusal(Abstention("protocol detail", message), redirect=False, kind=kind)
        case _:
            return Refusal(Abstention("out of scope", message), redirect=True, kind=kind)


@cache
def _message(kind: str) -> str:
    return next(message for name, message, _ in rows("refusals") if name == kind)
