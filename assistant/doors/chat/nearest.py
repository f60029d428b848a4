"""What an answer without findings still shows, as HTML: the nearest records, and what was searched."""

from __future__ import annotations

from assistant.doors.chat.inert import link_out, safe
from assistant.records.answer import Abstention, Answer

__all__ = ["nearest_html"]


def nearest_html(abstention: Abstention, answer: Answer) -> str:
    """What is near and no answer, with its sentences where a model read them and saw none; and what was searched."""
    titles = {item.article.pmid: item.article.heading for item in answer.evidence}
    near = "".join(
        f"<li>{safe(titles.get(pmid, ''))} ({link_out(pmid)}) {_quotes(abstention, pmid)}</li>"
        for pmid in abstention.nearest
    )
    searched = "".join(f"<li>{safe(phrase)}</li>" for phrase in abstention.searched)
    return (f"<p><strong>Nearest records, not an answer:</strong></p><ul>{near}</ul>" if near else "") + (
        f"<details><summary>What was searched</summary><ul>{searched}</ul></details>" if searched else ""
    )


def _quotes(abstention: Abstention, pmid: str) -> str:
    return " ".join(f"<q>{safe(one.quote)}</q>" for one in abstention.quotes if one.pmid == pmid)
