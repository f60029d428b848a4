"""The verdict on a sentence that somebody brings along with its evidence: by checks, and where it is worded freely by
Vouch's own judge, behind the same vetoes as any other.
"""

from __future__ import annotations

import re

import msgspec

from assistant.engines.cross_encoder import shipped
from assistant.judge.judging import judged
from assistant.judge.retelling import MODEL, RetellingJudge
from assistant.language.abbreviations import find_abbreviations
from assistant.records.answer import Check, Verdict
from assistant.records.judged import Statement
from assistant.verify import verify
from ingest.read.sentences import sentence_spans

__all__ = ["verify_claim"]

_READING = "reading"


def verify_claim(sentence: str, evidence: str, *, context: str = "") -> Verdict:
    """`assistant.verify.verify.verify_claim`, with its limits and errors; a sentence in words of its own, which checks
    do not read, is supported when the small model takes it for a retelling of its evidence and nothing vetoes it.

    The check "reading" says who read it, with the model's chance as its score.
    """
    verdict = verify.verify_claim(sentence, evidence, context=context)
    if not verdict.checks or verdict.checks[-1].name != _READING or shipped(MODEL) is None:
        return verdict
    (opinion,) = judged(RetellingJudge(), [_beside(sentence, evidence, context)]).opinions
    good = opinion.verdict == "supported"
    read = Check(_READING, True if good else None, opinion.reason)
    label = "supported" if good else verdict.label
    return msgspec.structs.replace(verdict, label=label, checks=(*verdict.checks[:-1], read))


def _beside(sentence: str, evidence: str, context: str) -> Statement:
    """With the sentence of the evidence that shares most words with it for a quote, and the rest around it."""
    spans = [evidence[start:end] for start, end in sentence_spans(evidence)] or [evidence]
    asked = _words(sentence)
    nearest = max(spans, key=lambda one: len(asked & _words(one)))
    known = f"{evidence}\n{context}"
    defined = tuple((one.short, one.long) for one in find_abbreviations(known) if one.short in f"{sentence} {evidence}")
    return Statement(sentence, (nearest,), (evidence,), defined, record=known)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{3,}|\d+", text.lower()))
