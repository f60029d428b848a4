"""Does the evidence support the sentence? Each check answers in a sentence of its own; the label follows from them.

A sentence is supported when it is worded closely (every word of it stands in one place of the evidence, in some form)
and no check failed; contradicted when the evidence states the same thing, by all other words, with another number,
direction, negation or order of sides; and not enough otherwise. Checks cannot read: a sentence in words of its own is
not enough to them, whatever it says, and is for a judge that reads (`assistant.judge`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from assistant.knowledge.tables import mapping
from assistant.language.quotes import cite, surroundings
from assistant.records.answer import Check, Citation, Quote, Verdict
from assistant.records.sizes import EVIDENCE, SENTENCE, WORDS, check_text
from assistant.verify.checks import CHECKS, Finding, Sides, match, read, sentences
from assistant.verify.checks.coverage import uncovered
from assistant.verify.checks.reading import Reading
from ingest.records.article import Article

__all__ = ["verify_citations", "verify_claim"]

_OF_A_PART = frozenset({"negation", "certainty", "scope"})
"""Checks of what stands around words that were cut out of a sentence."""
_MARKERS = re.compile(r"\s?[(\[]?<\|\w+\|>[)\]]?|\s?\[\d+(?:\s?[,–-]\s?\d+)*\]")
"""Reference marks ("[12, 13]") that say nothing themselves."""


def verify_claim(sentence: str, evidence: str, *, context: str = "") -> Verdict:
    """The verdict on one sentence, with the checks in the order of `CHECKS`; "reading" at their end says that the
    sentence is worded freely and takes a judge.

    A sentence of up to 8,000 characters and evidence and context of up to 200,000 each are read; beyond that it raises
    TooLong. One of more than 400 words is not enough to be compared, and the check "length" says so.

    `context` (the rest of the record) may supply names, study groups, its design and how many were studied, but never
    another number or what is said of them.
    """
    check_text("the sentence", sentence, SENTENCE)
    check_text("the evidence", evidence, EVIDENCE)
    check_text("the context", context, EVIDENCE)
    return _verified(sentence, evidence, context)


def _verified(sentence: str, evidence: str, context: str) -> Verdict:
    claim, readings = read(_MARKERS.sub("", sentence).strip()), sentences(evidence)
    if len(claim.tokens) > WORDS:
        told = f"It has {len(claim.tokens):,} words; at most {WORDS} are compared at once: verify it in parts."
        return Verdict("not_enough", 1.0, (Check("length", False, told),))
    found = match(claim, readings)
    if found is None:
        return Verdict("not_enough", 1.0, (Check("meaning", False, "The sentence or its evidence is empty."),))
    sides = Sides(claim, readings, evidence, found, context)
    findings = [check(sides) for check in CHECKS]
    there = next((text for text in (claim.text, sentence) if " ".join(text.split()) in " ".join(evidence.split())), "")
    if there:
        looked = frozenset[str]() if _whole_sentences(there, readings) else _OF_A_PART
        return _decide(sides, [_verbatim(finding, looked) for finding in findings])
    return _with_reading(_decide(sides, findings), findings)


_UNREAD = Check("reading", None, "The sentence is worded freely, and no judge that reads is at hand.")


def _with_reading(verdict: Verdict, findings: Sequence[Finding]) -> Verdict:
    """The verdict, and beside it that a sentence is in words of its own, which checks do not read."""
    if not any(finding.consequence == "free" for finding in findings):
        return verdict
    return msgspec.structs.replace(verdict, checks=(*verdict.checks, _UNREAD))


def verify_citations(
    text: str,
    quotes: Sequence[Quote],
    articles: Mapping[str, Article],
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
    records = "\n".join(dict.fromkeys(articles[citation.pmid].text for citation in citations))[:EVIDENCE]
    verdict = _verified(text, evidence, records)
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
    if _contradicted(sides, findings):
        return Verdict("contradicted", round(0.5 + 0.5 * share, 3), checks)
    if consequences - {""}:
        return Verdict("not_enough", round(0.5 + 0.5 * share, 3), checks)
    return Verdict("supported", round(share, 3), checks)


def _verbatim(finding: Finding, looked: frozenset[str]) -> Finding:
    """What a check found on words that stand there, where it is not of those that look at what was left out."""
    if not finding.consequence or finding.check.name in looked:
        return finding
    return Finding(Check(finding.check.name, None, "The sentence stands in the evidence word for word."))


def _whole_sentences(said: str, evidence: Sequence[Reading]) -> bool:
    """Whether a text is one sentence of the evidence, or several in a row, from beginning to end."""
    plain, texts = " ".join(said.split()), [" ".join(reading.text.split()) for reading in evidence]
    for place, text in enumerate(texts):
        row, at = text, place
        while plain.startswith(row) and len(row) < len(plain) and at + 1 < len(texts):
            at += 1
            row = f"{row} {texts[at]}"
        if row == plain:
            return True
    return False


def _contradicted(sides: Sides, findings: list[Finding]) -> bool:
    """Whether a check found the opposite, and found it said of the same: all other words stand there too.

    What compares places counts only where the places are the same ones: in a near wording, or in one of just these
    words. Of sentences retold in an order of their own it called as many true ones contradicted as false ones.
    """
    found = {finding.check.name for finding in findings if finding.consequence == "contradicts"}
    if "association" in found:
        return True
    ratio = {word for name in mapping("ratios") for word in name.split()}
    other = [token for token in uncovered(sides) if token.kind != "direction" and token.said.lower() not in ratio]
    return bool(found) and not other and (sides.near or _just_these_words(sides))


def _just_these_words(sides: Sides) -> bool:
    """Whether sentence and evidence have the same words, in whatever order ("A than B" of "B than A")."""
    return {*sides.claim.keys} == {*sides.match.window.keys}
