"""Does the evidence support the sentence? Each check answers in a sentence of its own; the label follows from them.

A sentence is supported when no check failed, contradicted when the evidence states the same thing with another
number, direction, negation or order of sides, and not enough otherwise. The meaning of words is compared without any
model; an embedder or a cross-encoder may vote on meaning, and never overrules a failed check.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from assistant.answer import Check, Citation, Quote, Verdict
from assistant.checks import CHECKS, Finding, Sides, match, read, sentences
from assistant.checks.reading import Reading
from assistant.quotes import cite, surroundings
from ingest.article import Article

if TYPE_CHECKING:
    from assistant.nli import Inference, Judge
    from ingest.embedding import Embedder

__all__ = ["verify_citations", "verify_claim"]

_SURE = 0.8
"""Probability from which a model's vote counts."""
_MARKERS = re.compile(r"\s?[(\[]?<\|\w+\|>[)\]]?|\s?\[\d+(?:\s?[,–-]\s?\d+)*\]")
"""Reference marks ("[12, 13]") that say nothing themselves."""


def verify_claim(
    sentence: str, evidence: str, *, context: str = "", embedder: Embedder | None = None, nli: Judge | None = None
) -> Verdict:
    """The verdict on one sentence, with the checks in the order of `CHECKS`, then the vote of `nli` when given.

    `context` may supply names and study groups (the title of the paper), but never a number or what is said of them.
    `embedder` may let a sentence in other words count as covered. Neither needs a model to be useful.
    """
    claim, readings = read(_MARKERS.sub("", sentence).strip()), sentences(evidence)
    found = match(claim, readings)
    if found is None:
        return Verdict("not_enough", 1.0, (Check("meaning", False, "The sentence or its evidence is empty."),))
    similarity = _similarity(claim, readings, embedder) if embedder is not None else None
    sides = Sides(claim, readings, evidence, found, similarity, context)
    findings = [check(sides) for check in CHECKS]
    if nli is not None:
        findings = _vote(findings, nli.judge(found.window.text, claim.text), nli.name)
    return _decide(sides, findings)


def _similarity(claim: Reading, readings: Sequence[Reading], embedder: Embedder) -> float:
    vectors = embedder.embed([claim.text, *(reading.text for reading in readings)])
    return float(max(vectors[1:] @ vectors[0]))


def _vote(findings: list[Finding], told: Inference, name: str) -> list[Finding]:
    """Adds the model's vote: it may carry the meaning check, or doubt a sentence that no check doubts; no more."""
    shown = f"The model {name} gives entailment {told.entails:.2f} and contradiction {told.contradicts:.2f}."
    faults = [finding for finding in findings if finding.consequence]
    if told.entails >= _SURE and [finding.check.name for finding in faults] == ["meaning"]:
        carried = msgspec.structs.replace(faults[0].check, passed=None)
        kept = [Finding(carried) if finding is faults[0] else finding for finding in findings]
        return [*kept, Finding(Check("nli", True, shown, told.entails))]
    if told.contradicts >= _SURE and not faults:
        return [*findings, Finding(Check("nli", False, shown, told.contradicts), "contradicts")]
    return [*findings, Finding(Check("nli", None, shown, told.entails))]


def verify_citations(
    text: str,
    quotes: Sequence[Quote],
    articles: Mapping[str, Article],
    *,
    embedder: Embedder | None = None,
    nli: Judge | None = None,
) -> tuple[Verdict, tuple[Citation, ...]]:
    """The verdict on a sentence with its quotes, and an exact citation for each quote that stands in its record.

    One quote that is not in its record keeps the sentence from being supported: a writer that invents one quote is
    not believed on the next.
    """
    citations: list[Citation] = []
    faults: list[str] = []
    for quote in quotes:
        article = articles.get(quote.pmid)
        made = cite(quote, article) if article else f"The record {quote.pmid} is not among the evidence."
        if isinstance(made, str):
            faults.append(made)
        else:
            citations.append(made)
    if not citations:
        reason = " ".join(faults) or "The sentence has no quote."
        return Verdict("not_enough", 1.0, (Check("quote", False, reason),)), ()
    evidence = "\n".join(dict.fromkeys(surroundings(citation, articles[citation.pmid]) for citation in citations))
    titles = "\n".join(dict.fromkeys(articles[citation.pmid].title for citation in citations))
    verdict = verify_claim(text, evidence, context=titles, embedder=embedder, nli=nli)
    if faults:
        checks = (Check("quote", False, " ".join(faults)), *verdict.checks)
        return Verdict("contradicted" if verdict.label == "contradicted" else "not_enough", 1.0, checks), tuple(
            citations
        )
    many = "The quote stands" if len(citations) == 1 else f"All {len(citations)} quotes stand"
    first = Check("quote", True, f"{many} word for word in the record.")
    return msgspec.structs.replace(verdict, checks=(first, *verdict.checks)), tuple(citations)


def _decide(sides: Sides, findings: list[Finding]) -> Verdict:
    checks = tuple(finding.check for finding in findings)
    consequences = {finding.consequence for finding in findings}
    share = sides.match.window_share
    if "contradicts" in consequences:
        return Verdict("contradicted", round(0.5 + 0.5 * share, 3), checks)
    if consequences - {""}:
        return Verdict("not_enough", round(0.5 + 0.5 * share, 3), checks)
    return Verdict("supported", round(share, 3), checks)
