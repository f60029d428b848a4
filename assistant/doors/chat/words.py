"""A model's own words as HTML, marked as such: its sentence above the quotes of a finding, and the synthesis."""

from __future__ import annotations

from collections.abc import Callable

from assistant.doors.chat.inert import safe
from assistant.records.answer import Answer, Claim
from assistant.records.in_other_words import by_part, summary_head, wording_said

__all__ = ["claim_words", "summary_html"]


def claim_words(claim: Claim) -> str:
    """The record's words; above them the writer's sentence, where one passed."""
    if not claim.wording:
        return safe(claim.text)
    quotes = " ".join(f"<q>{safe(one.quote)}</q>" for one in claim.citations)
    return f'<span class="vouch-wording">{safe(claim.wording)} ({safe(wording_said(claim))})</span>{quotes}'


def summary_html(answer: Answer, link: Callable[[Claim], str]) -> str:
    """Nothing where there is no synthesis. `link`: the links to the quotes of a finding."""
    if answer.summary is None:
        return ""
    rows = "".join(
        f"<li><strong>{safe(head)}:</strong> "
        + " ".join(
            f"{safe(one.text)} {''.join(dict.fromkeys(link(answer.claims[n - 1]) for n in one.findings))}"
            for one in sentences
        )
        + "</li>"
        for head, sentences in by_part(answer)
    )
    return (
        f'<div class="vouch-synthesis" role="note"><strong>{safe(summary_head(answer.summary))}</strong>'
        f"<ul>{rows}</ul></div>"
    )
