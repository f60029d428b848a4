"""How every door says that words are a model's and not a record's: a wording above its quotes, and the synthesis."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.records.answer import Answer, Claim
from assistant.records.synthesis import PARTS, Part, Summing, Synthesis

__all__ = ["by_part", "summary_head", "wording_said"]

_HEADS: dict[Part, str] = {
    "bottom line": "Taken together",
    "agreement": "Where they agree and differ",
    "patient": "For this patient",
    "missing": "What is missing",
}


def wording_said(claim: Claim) -> str:
    """Who let a wording pass; empty where the finding is the record's words alone."""
    if not claim.wording:
        return ""
    return (
        "worded by the writer, passed by the checks"
        if claim.judged_by == "checks"
        else (f"worded by the writer, judged by {claim.judged_by}")
    )


def summary_head(summary: Synthesis) -> str:
    """Who wrote it, who judged it, and how much of it fell."""
    left = f"; {summary.dropped} sentence{'s' * (summary.dropped > 1)} left out" if summary.dropped else ""
    judge = "itself" if summary.judge == summary.model else summary.judge
    return f"Synthesis by {summary.model}, judged by {judge}{left}"


def by_part(answer: Answer) -> Iterator[tuple[str, tuple[Summing, ...]]]:
    """(heading, sentences) of each part that has any."""
    sentences = answer.summary.sentences if answer.summary else ()
    for part in PARTS:
        found = tuple(one for one in sentences if one.part == part)
        if found:
            yield _HEADS[part], found
