"""What the page shows, as HTML: the banner, the answer with its numbered citations, and the evidence beside it.

Records, questions and model output are untrusted: every one of them goes through `safe`. A citation in the answer is a
plain link to its card, so it opens without a script, with the keyboard, and when printed.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

from assistant.answer import Abstention, Answer, Citation, Claim, Conflict, Evidence
from assistant.markdown import usage_said
from ingest.article import Article

__all__ = ["answer_html", "banner_html", "evidence_html", "question_html", "safe", "working_html"]

_FLAG_TITLES = {"digest": "A digest written for Vouch from facts; not the abstract of the paper"}


def safe(text: object) -> str:
    """Text as inert HTML. `$` and `{` are escaped, too: the page's template language gives them a meaning."""
    return html.escape(str(text)).replace("$", "&#36;").replace("{", "&#123;")


def banner_html(lines: Sequence[tuple[str, str]]) -> str:
    """What is running, as (name, value) pairs."""
    items = "".join(f"<div><dt>{safe(name)}</dt><dd>{safe(value)}</dd></div>" for name, value in lines)
    return f'<dl class="vouch-banner" aria-label="What is running">{items}</dl>'


def question_html(question: str) -> str:
    return f'<p class="vouch-question"><span class="vouch-who">You asked</span>{safe(question)}</p>'


def working_html(step: str) -> str:
    return f'<p class="vouch-working" role="status">{safe(step)} …</p>'


def answer_html(answer: Answer, turn: int) -> str:
    """The answer of one turn: findings by topic, conflicts, what was not found, notes."""
    parts = [f'<div class="vouch-answer vouch-{answer.status}">']
    if answer.abstention:
        parts.append(_abstention(answer.abstention, answer, turn))
    if answer.limits:
        lines = "".join(f"<li>{safe(line)}</li>" for line in answer.limits)
        parts.append(f'<div class="vouch-limits" role="note"><strong>Not covered</strong><ul>{lines}</ul></div>')
    parts.append(_claims(answer.claims, _numbers(answer.claims), turn))
    parts += [_conflict(conflict) for conflict in answer.conflicts]
    if answer.query.patient_facts:
        facts = "; ".join(
            f"{safe(name.replace('_', ' '))}: {safe(value)}" for name, value in answer.query.patient_facts
        )
        parts.append(f'<p class="vouch-facts"><strong>Patient facts used:</strong> {facts}</p>')
    told = (*answer.query.notes, *answer.notes, usage_said(answer.usage))
    notes = "".join(f"<li>{safe(note)}</li>" for note in filter(None, told))
    if notes:
        parts.append(f"<details class='vouch-notes'><summary>How this was found</summary><ul>{notes}</ul></details>")
    parts.append(f'<p class="vouch-writer">Written by: {safe(_writer(answer))}</p></div>')
    return "".join(parts)


def evidence_html(answer: Answer | None, evidence: Sequence[Evidence], claims: Sequence[Claim], turn: int) -> str:
    """The panel beside the answer: a card for each cited study, then the other records that were read."""
    numbers = _numbers(claims)
    by_pmid = {item.article.pmid: item for item in evidence}
    cited: dict[str, list[Citation]] = {}
    for citation in numbers:
        cited.setdefault(citation.pmid, []).append(citation)
    cards = [_card(by_pmid[pmid], found, numbers, turn) for pmid, found in cited.items() if pmid in by_pmid]
    others = [item for item in evidence if item.article.pmid not in cited]
    rows = "".join(_row(item) for item in others)
    if rows:
        opened = "" if cards else " open"
        cards.append(f"<details class='vouch-others'{opened}><summary>Also read, not cited ({len(others)})</summary>")
        cards.append(f"<ul>{rows}</ul></details>")
    if not cards:
        why = "No record was found." if answer else "The evidence appears here."
        return f'<p class="vouch-empty">{why}</p>'
    return "".join(cards)


def _numbers(claims: Sequence[Claim]) -> dict[Citation, int]:
    """The number of each distinct citation, in the order of first mention."""
    ordered = dict.fromkeys(citation for claim in claims for citation in claim.citations)
    return {citation: number for number, citation in enumerate(ordered, 1)}


def _claims(claims: Sequence[Claim], numbers: dict[Citation, int], turn: int) -> str:
    parts, topic = [], None
    for claim in claims:
        if claim.topic != topic:
            parts.append("</ul>" if topic is not None else "")
            parts.append(f"<h3>{safe(claim.topic)}</h3><ul>" if claim.topic else "<ul>")
            topic = claim.topic
        links = "".join(_link(citation, numbers[citation], turn) for citation in claim.citations)
        parts.append(f'<li class="vouch-claim">{safe(claim.text)} {links}{_grade(claim)}</li>')
    return "".join(parts) + ("</ul>" if claims else "")


def _link(citation: Citation, number: int, turn: int) -> str:
    said = f"Open citation {number}, PMID {safe(citation.pmid)}"
    return f'<a class="vouch-cite" href="#t{turn}c{number}" aria-label="{said}">[{number}]</a>'


def _grade(claim: Claim) -> str:
    years = sorted({c.year for c in claim.citations if c.year})
    level = f"level {claim.grade.level}" if claim.grade.level else "level unknown"
    said = ", ".join([claim.grade.design, level, *map(str, years)])
    flags = dict.fromkeys(flag for c in claim.citations for flag in c.flags)
    return f'<span class="vouch-grade" title="{safe(claim.grade.rule)}">{safe(said)}</span>' + _flags(tuple(flags))


def _flags(flags: Sequence[str]) -> str:
    return "".join(
        f'<span class="vouch-flag" title="{safe(_FLAG_TITLES.get(flag, flag))}">{safe(flag)}</span>' for flag in flags
    )


def _card(item: Evidence, citations: list[Citation], numbers: dict[Citation, int], turn: int) -> str:
    article = item.article
    anchors = "".join(f'<span class="vouch-anchor" id="t{turn}c{numbers[c]}"></span>' for c in citations)
    marks = " ".join(f"[{numbers[c]}]" for c in citations)
    fit = "".join(
        f'<li class="vouch-fit-{safe(f.status)}">{safe(f.aspect)}: <strong>{safe(f.status)}</strong>'
        f" (patient: {safe(f.patient)}; study: {safe(f.study or 'does not say')})</li>"
        for f in item.fit.items
    )
    body = article.sections[0].end if article.sections and article.sections[0].kind == "title" else 0
    graded = f'<span class="vouch-grade" title="{safe(item.grade.rule)}">{safe(_design(item))}</span>'
    return (
        f'<article class="vouch-card">{anchors}<h4><span class="vouch-number">{marks}</span> '
        f"{_marked(article, 0, body, citations)}</h4>"
        f'<p class="vouch-source">{_source(article)}</p><p>{graded}{_flags(item.flags)}</p>'
        f'<div class="vouch-text">{_marked(article, body, len(article.text), citations)}</div>'
        + (f'<ul class="vouch-fit">{fit}</ul>' if fit else "")
        + "</article>"
    )


def _marked(article: Article, start: int, end: int, citations: Sequence[Citation]) -> str:
    """A part of the canonical string with every quote in it marked, at the very offsets the citations carry."""
    parts, done = [], start
    for citation in sorted(citations, key=lambda c: c.start):
        if citation.start < done or citation.end > end:
            continue
        parts.append(safe(article.text[done : citation.start]))
        parts.append(f"<mark>{safe(article.text[citation.start : citation.end])}</mark>")
        done = citation.end
    return ("".join(parts) + safe(article.text[done:end])).strip()


def _row(item: Evidence) -> str:
    return f"<li>{safe(item.article.title)} <span>{_source(item.article)}</span> {_flags(item.flags)}</li>"


def _source(article: Article) -> str:
    where = ", ".join(str(part) for part in (article.journal_abbreviation or article.journal, article.year) if part)
    link = f"https://pubmed.ncbi.nlm.nih.gov/{safe(article.pmid)}/"
    return (
        f'{safe(where)} · <a href="{link}" target="_blank" rel="noopener noreferrer">PMID {safe(article.pmid)}'
        '<span class="vouch-hidden"> (opens PubMed)</span></a>'
    )


def _design(item: Evidence) -> str:
    level = f", {item.grade.scale} level {item.grade.level}" if item.grade.level else ", level unknown"
    return item.grade.design + level


def _conflict(conflict: Conflict) -> str:
    rows = "".join(
        f"<tr><td>{safe(p.side)}</td><td>PMID {safe(p.pmid)}</td><td>{safe(p.grade.design)}</td>"
        f"<td>{safe(p.year or '?')}</td><td>{safe(p.sample_size or '?')}</td><td>{safe(p.quote.quote)}</td></tr>"
        for p in conflict.positions
    )
    head = "<tr><th>Side</th><th>Study</th><th>Design</th><th>Year</th><th>n</th><th>Quote</th></tr>"
    said = safe(conflict.headline or conflict.statement)
    return (
        f'<section class="vouch-conflict"><h3>Studies disagree</h3><p>{said}</p>'
        f"<table><thead>{head}</thead><tbody>{rows}</tbody></table></section>"
    )


def _abstention(abstention: Abstention, answer: Answer, turn: int) -> str:
    titles = {item.article.pmid: item.article.title for item in answer.evidence}
    near = "".join(f"<li>PMID {safe(p)}: {safe(titles.get(p, ''))}</li>" for p in abstention.nearest)
    searched = "".join(f"<li>{safe(phrase)}</li>" for phrase in abstention.searched)
    head = "Not answered here" if answer.status == "redirected" else f"No answer: {safe(abstention.reason)}"
    return (
        f"<h3>{head}</h3><p>{safe(abstention.explanation)}</p>"
        + (f"<p><strong>Nearest records, not an answer:</strong></p><ul>{near}</ul>" if near else "")
        + (f"<details><summary>What was searched</summary><ul>{searched}</ul></details>" if searched else "")
    )


def _writer(answer: Answer) -> str:
    where = f"; text was sent to {answer.usage.sent_to}" if answer.usage.sent_to else "; nothing left this machine"
    name = "the extractive writer, no language model" if answer.model == "extractive" else answer.model
    return name + where
