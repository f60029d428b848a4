"""Does the evidence support the sentence? Each check answers in a sentence of its own; the label follows from them.

A sentence is supported when no check failed, contradicted when the evidence states the same thing with another
number, direction, negation or order of sides, and not enough otherwise. The meaning of words is compared without any
model; an embedder or a cross-encoder may vote on meaning, and never overrules a failed check.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from assistant.answer import Check, Citation, Quote, Verdict
from assistant.checks import CHECKS, Finding, Sides, match, read, sentences
from assistant.quotes import cite, surroundings
from ingest.article import Article

__all__ = ["verify_citations", "verify_claim"]

_MARKERS = re.compile(r"\s?[(\[]?<\|\w+\|>[)\]]?|\s?\[\d+(?:\s?[,–-]\s?\d+)*\]")
"""Reference marks ("[12, 13]") that say nothing themselves."""


def verify_claim(sentence: str, evidence: str, *, context: str = "") -> Verdict:
    """The verdict on one sentence, with the checks in the order of `CHECKS`.

    `context` may supply names and study groups (the title of the paper), but never a number or what is said of them.
    """
    claim, readings = read(_MARKERS.sub("", sentence).strip()), sentences(evidence)
    found = match(claim, readings)
    if found is None:
        return Verdict("not_enough", 1.0, (Check("meaning", False, "The sentence or its evidence is empty."),))
    sides = Sides(claim, readings, evidence, found, context)
    return _decide(sides, [check(sides) for check in CHECKS])


def verify_citations(
    text: str, quotes: Sequence[Quote], articles: Mapping[str, Article]
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
    verdict = verify_claim(text, evidence, context=titles)
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
