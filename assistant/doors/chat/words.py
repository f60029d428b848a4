"""The synthesis of an answer as HTML: marked as a model's, each sentence with links to the quotes it rests on."""

from __future__ import annotations

from collections.abc import Callable

from assistant.records.answer import Answer, Claim
from assistant.records.in_other_words import by_part, summary_head

__all__ = ["summary_html"]


def summary_html(answer: Answer, safe: Callable[[object], str], link: Callable[[Claim], str]) -> str:
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
