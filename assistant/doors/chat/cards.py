"""What the page shows, as HTML: the banner, the answer with its numbered citations, and the evidence beside it.

Records, questions and model output are untrusted: every one of them goes through `safe`. A citation in the answer is a
plain link to its card and the card's number one back, so both work without a script, with the keyboard, and in print.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from textwrap import shorten

from assistant.doors.chat.curated import curated_html
from assistant.doors.chat.form import FIELDS
from assistant.doors.chat.inert import link_out, safe
from assistant.doors.chat.nearest import nearest_html
from assistant.doors.chat.words import claim_words, summary_html
from assistant.doors.reproduce import AuditEntry
from assistant.leaving.leaving import Leaving
from assistant.records.anatomy import (
    GRAVE,
    Reference,
    counted,
    curated_lead,
    effect_said,
    facts,
    groups,
    how_new,
    lead_words,
    not_covered,
    quote_labels,
    references,
)
from assistant.records.answer import Abstention, Answer, Citation, Claim, Conflict, Evidence, Position
from assistant.records.answer_markdown import usage_said
from assistant.records.patient import Patient
from ingest.records.article import DIGEST_MARK, Article

__all__ = [
    "answer_html",
    "banner_html",
    "error_html",
    "evidence_html",
    "field_said",
    "flagged_html",
    "leaving_html",
    "question_html",
    "record_html",
    "sources_html",
    "stopped_html",
    "working_html",
]

_MOST_FLAGGED = 20
_SHORT = 60
"""Characters of a question that stand for it."""
_QUOTED = "Quoted from the library's records."
_TINTS = 4
"""Colors of quotes, one after another; the number beside a quote says which it is."""
_FLAG_TITLES = {"digest": "A digest written for Vouch from facts; not the abstract of the paper"}


def banner_html(lines: Sequence[tuple[str, str]]) -> str:
    """What is running, as (name, value) pairs."""
    items = "".join(f"<div><dt>{safe(name)}</dt><dd>{safe(value)}</dd></div>" for name, value in lines)
    return f'<dl class="vouch-banner" aria-label="What is running">{items}</dl>'


def question_html(question: str, known: str = "", alone: bool = False) -> str:
    """The question as it was typed, with what was `known` of the patient; `alone`: read without those before it."""
    patient = f'<span class="vouch-for">For this patient: {safe(known)}</span>' if known else ""
    said = "The patient's facts were changed: this question was read by itself, without those before it."
    note = f'<span class="vouch-for">{said}</span>' if alone else ""
    text = f'<span class="vouch-words">{safe(question)}</span>'
    return f'<p class="vouch-question"><span class="vouch-who">You asked</span>{text}{patient}{note}</p>'


def error_html(error: str) -> str:
    return f'<p class="vouch-error" role="alert">{safe(error)}</p>'


def field_said(name: str) -> str:
    """A field of the patient's record, as a person says it: "egfr" would be read as the gene."""
    return _SAID.get(name, name.replace("_", " "))


_SAID = {
    "egfr": "kidney function (eGFR)",
    "creatinine_clearance": "creatinine clearance (mL/min)",
    "line": "line of therapy",
}


def stopped_html() -> str:
    return '<p class="vouch-stopped" role="status">Stopped before there was an answer.</p>'


def leaving_html(leaving: Leaving) -> str:
    """What the next question sends away, and to whom; nothing when nothing leaves."""
    judged = f"The writer's sentences go with their evidence to {safe(leaving.judge)}, which judges them."
    if not leaving.host:
        return f'<div class="vouch-leaving" role="note">{judged}</div>' if leaving.judge else ""
    facts = "; ".join(f"{field_said(name)}: {value}" for name, value in leaving.values)
    kept = ", ".join(map(field_said, leaving.withheld))
    return (
        f'<div class="vouch-leaving" role="note"><strong>Ask sends to {safe(leaving.host)}:</strong> the question '
        "without identifiers, passages of the records found, and of this patient: "
        f"{safe(facts) if facts else 'nothing'}."
        + (f" What stays here, wholly or in part: {safe(kept)}." if kept else "")
        + (f" {judged}" if leaving.judge else "")
        + "</div>"
    )


def record_html(name: str, patient: Patient | None = None, error: str = "") -> str:
    """What became of the file `name`: what it says beyond the form's fields, or why it is no record."""
    if error:
        return error_html(error)
    if patient is None:
        return ""
    more = "; ".join(f"{field_said(field)}: {value}" for field, value in patient.facts() if field not in FIELDS)
    said = f" It also says: {safe(more)}." if more else ""
    return (
        f'<p class="vouch-record" role="status">The form shows the record {safe(name)}, in place of what stood in it. '
        f"Change it below, or leave it with New case.{said}</p>"
    )


def working_html(step: str) -> str:
    return f'<p class="vouch-working" role="status">{safe(step)} …</p>'


def answer_html(answer: Answer, turn: int, whole: bool = True) -> str:
    """The answer of one turn, its sections in the order of every door.

    `whole`: more findings do not come; before that there is no bottom line to draw.
    """
    labels = quote_labels(references(answer.claims, answer.evidence))
    sections = (
        _help(answer.warning) if answer.warning else "",
        _abstention(answer.abstention, answer) if answer.abstention else "",
        _bottom_line(answer, labels, turn) if whole else "",
        summary_html(answer, lambda claim: _links(claim, labels, turn)) if whole else "",
        curated_html(answer.knowledge),
        _claims(answer, labels, turn),
        _not_covered(answer) if whole else "",
        "".join(map(_conflict, answer.conflicts)),
        nearest_html(answer.abstention, answer) if answer.abstention else "",
        _patient_facts(answer),
        _listed("Please note", answer.notes, "vouch-told"),
        _how_found(answer),
        f'<p class="vouch-writer">{safe(_writer(answer))}</p>',
    )
    return f'<div class="vouch-answer vouch-{answer.status}">{"".join(sections)}</div>'


def _not_covered(answer: Answer) -> str:
    """What was asked and is not answered, and how new what is shown is."""
    said = how_new(answer)
    new = f'<p class="vouch-newest">{safe(said)}</p>' if said else ""
    return _listed("What is not covered", not_covered(answer), "vouch-limits") + new


def _listed(name: str, lines: Sequence[str], style: str) -> str:
    items = "".join(f"<li>{safe(line)}</li>" for line in lines)
    return f'<div class="{style}" role="note"><strong>{name}</strong><ul>{items}</ul></div>' if items else ""


def _patient_facts(answer: Answer) -> str:
    facts = "; ".join(f"{safe(field_said(name))}: {safe(value)}" for name, value in answer.query.patient_facts)
    return f'<p class="vouch-facts"><strong>Patient facts used:</strong> {facts}</p>' if facts else ""


def _how_found(answer: Answer) -> str:
    found = "".join(f"<li>{safe(note)}</li>" for note in filter(None, (*answer.query.notes, usage_said(answer.usage))))
    return (
        f"<details class='vouch-notes'><summary>How this was found</summary><ul>{found}</ul></details>" if found else ""
    )


def flagged_html(entries: Sequence[AuditEntry]) -> str:
    """Stored answers whose evidence was retracted or changed since; nothing when there are none."""
    if not entries:
        return ""
    rows = "".join(
        f"<li><strong>{safe(entry.record.question or 'A question that was not stored')}</strong> "
        f"({safe(entry.record.at[:10])}, answer {safe(entry.record.id)}): {safe('; '.join(entry.flags))}</li>"
        for entry in entries[:_MOST_FLAGGED]
    )
    more = len(entries) - _MOST_FLAGGED
    rest = f"<li>and {more} more: vouch audit --flagged lists them</li>" if more > 0 else ""
    said = "1 past answer cites" if len(entries) == 1 else f"{len(entries)} past answers cite"
    return (
        f'<details class="vouch-flagged" role="alert"><summary>{said} a record that was retracted or changed since'
        f"</summary><ul>{rows}{rest}</ul></details>"
    )


def evidence_html(answer: Answer | None, evidence: Sequence[Evidence], claims: Sequence[Claim], turn: int) -> str:
    """The panel beside the answer: a card for each cited study, then the other records that were read."""
    cards = _cited(evidence, claims, turn)
    cited = {citation.pmid for claim in claims for citation in claim.citations}
    others = [item for item in evidence if item.article.pmid not in cited]
    rows = "".join(_row(item) for item in others)
    if rows:
        opened = "" if cards else " open"
        cards.append(f"<details class='vouch-others'{opened}><summary>Also read, not cited ({len(others)})</summary>")
        cards.append(f"<ul>{rows}</ul></details>")
    if not cards:
        why = "The evidence appears here."
        if answer is not None:
            why = "Nothing was searched." if answer.status == "redirected" else "No record was found."
        return f'<p class="vouch-empty">{why}</p>'
    return "".join(cards)


def sources_html(answer: Answer, turn: int) -> str:
    """The cited studies of an earlier turn, folded: the newest turn's stand open above them."""
    cards = "".join(_cited(answer.evidence, answer.claims, turn))
    said = f"Sources of question {turn}: {safe(shorten(answer.question, _SHORT, placeholder=' …'))}"
    return f'<details class="vouch-sources"><summary>{said}</summary>{cards}</details>' if cards else ""


def _cited(evidence: Sequence[Evidence], claims: Sequence[Claim], turn: int) -> list[str]:
    by_pmid = {item.article.pmid: item for item in evidence}
    cited = references(claims, evidence)
    return [_card(by_pmid[one.pmid], one, turn) for one in cited if one.pmid in by_pmid]


def _links(claim: Claim, labels: Mapping[Citation, str], turn: int) -> str:
    return "".join(_link(one, labels[one], turn, False) for one in claim.citations)


def _bottom_line(answer: Answer, labels: Mapping[Citation, str], turn: int) -> str:
    said = lead_words(answer)
    if not said:
        return ""
    links = "".join(_links(claim, labels, turn) for claim in answer.claims[:1])
    guideline, evidence = (
        f'<span class="vouch-lead">{safe(one)}</span>' if one else "" for one in curated_lead(answer)
    )
    return (
        f'<p class="vouch-bottom"><strong>Bottom line</strong> {guideline}{safe(said)} {links}'
        f'<span class="vouch-counted">{safe(counted(answer))}</span>{evidence}</p>'
    )


def _claims(answer: Answer, labels: Mapping[Citation, str], turn: int) -> str:
    parts, linked = [], set[Citation]()
    if answer.claims and answer.knowledge.rows:  # told apart from the voice above
        parts.append(f'<h3>Findings <span class="vouch-voice">{_QUOTED}</span></h3>')
    for group in groups(answer.claims):
        parts.append(f"<h3>{safe(group.heading)}</h3>" if group.heading else "")
        parts.append(f"<ul>{''.join(_claim(claim, labels, turn, linked) for claim in group.claims)}</ul>")
    return "".join(parts)


def _claim(claim: Claim, labels: Mapping[Citation, str], turn: int, linked: set[Citation]) -> str:
    """The first link of a quote is where its card leads back to."""
    links = "".join(_link(one, labels[one], turn, one not in linked) for one in claim.citations)
    linked.update(claim.citations)
    return f'<li class="vouch-claim">{claim_words(claim)} {links}{_grade(claim)}</li>'


def _link(citation: Citation, label: str, turn: int, first: bool) -> str:
    said = f"Open citation {label}, PMID {safe(citation.pmid)}"
    place = f' id="t{turn}f{label}"' if first else ""
    return f'<a class="vouch-cite"{place} href="#t{turn}c{label}" aria-label="{said}">[{label}]</a>'


def _back(label: str, turn: int) -> str:
    said = f"Back to the finding that cites {label}"
    return f'<a class="vouch-back" href="#t{turn}f{label}" aria-label="{said}">[{label}]</a>'


def _grade(claim: Claim) -> str:
    flags = dict.fromkeys(flag for c in claim.citations for flag in c.flags)
    return f'<span class="vouch-grade" title="{safe(claim.grade.rule)}">{safe(facts(claim))}</span>' + _flags(
        tuple(flags)
    )


def _flags(flags: Sequence[str]) -> str:
    return "".join(
        f'<span class="vouch-flag{" vouch-grave" * (flag in GRAVE)}" title="{safe(_FLAG_TITLES.get(flag, flag))}">'
        f"{safe(flag)}</span>"
        for flag in sorted(flags, key=lambda flag: flag not in GRAVE)
    )


def _card(item: Evidence, reference: Reference, turn: int) -> str:
    article = item.article
    numbered = {label: citation for citation, label in quote_labels((reference,)).items()}
    anchors = "".join(f'<span class="vouch-anchor" id="t{turn}c{label}"></span>' for label in numbered)
    marks = " ".join(_back(label, turn) for label in numbered)
    fit = "".join(
        f'<li class="vouch-fit-{safe(f.status)}">{safe(f.aspect)}: <strong>{safe(f.status)}</strong>'
        f" (this case: {safe(f.patient)}; study: {safe(f.study or 'does not say')})</li>"
        for f in item.fit.items
    )
    body = article.sections[0].end if article.sections and article.sections[0].kind == "title" else 0
    graded = f'<span class="vouch-grade" title="{safe(item.grade.rule)}">{safe(_design(item))}</span>'
    return (
        f'<article class="vouch-card">{anchors}<h4><span class="vouch-number">{marks}</span> '
        f"{DIGEST_MARK if article.digest else ''}{_marked(article, 0, body, numbered, turn)}</h4>"
        f'<p class="vouch-source">{_source(article, reference)}</p><p>{graded}{_flags(item.flags)}</p>'
        f'<div class="vouch-text">{_marked(article, body, len(article.text), numbered, turn)}</div>'
        + (f'<ul class="vouch-fit">{fit}</ul>' if fit else "")
        + "</article>"
    )


def _marked(article: Article, start: int, end: int, citations: Mapping[str, Citation], turn: int) -> str:
    """A part of the canonical string with every quote in it marked, at the very offsets the citations carry.

    Before each mark stands an empty element that carries what tells the quotes apart: their numbers, of those that
    begin here the place a link leads to, and a color. Where two quotes overlap, the mark in common is of both.
    """
    inside = {n: c for n, c in citations.items() if start <= c.start < c.end <= end}
    tints = {n: place % _TINTS for place, n in enumerate(citations)}
    edges = sorted({start, end, *(c.start for c in inside.values()), *(c.end for c in inside.values())})
    parts = []
    for left, right in pairwise(edges):
        text = safe(article.text[left:right])
        quoted = [n for n, c in inside.items() if c.start <= left and right <= c.end]
        begun = [n for n in quoted if inside[n].start == left]
        tint = f' data-quotes="{" ".join(quoted)}" data-tint="{tints[quoted[-1]]}"' if quoted else ""
        places = "".join(f'<span class="vouch-place" id="t{turn}q{n}" data-number="{n}"></span>' for n in begun)
        parts.append(f'{places}<span class="vouch-at"{tint}></span><mark>{text}</mark>' if quoted else text)
    return "".join(parts).strip()


def _row(item: Evidence) -> str:
    source = f'<span class="vouch-where">{_source(item.article)} {_flags(item.flags)}</span>'
    return f"<li>{safe(item.article.heading)} {source}</li>"


def _source(article: Article, reference: Reference | None = None) -> str:
    """Journal, year and identifiers; with `reference` its authors and DOI, too, and of a digest the paper's title."""
    journal = article.journal_abbreviation or article.journal
    where = ", ".join(str(part) for part in (journal, article.year) if part)
    who, doi = (reference.authors, reference.doi) if reference else ("", "")
    paper = article.vernacular_title if article.digest and reference else ""
    parts = (safe(who), safe(paper), safe(where), f"doi {safe(doi)}" if doi else "", link_out(article.pmid))
    return " · ".join(filter(None, parts))


def _design(item: Evidence) -> str:
    level = f", {item.grade.scale} level {item.grade.level}" if item.grade.level else ", level unknown"
    return item.grade.design + level


def _conflict(conflict: Conflict) -> str:
    """A table that a narrow screen shows as blocks; each cell carries its heading for that."""
    rows = "".join(f"<tr>{_position(position)}</tr>" for position in conflict.positions)
    head = "".join(f'<th scope="col">{name}</th>' for name in _SIDE_BY_SIDE)
    said = safe(conflict.headline or conflict.statement)
    return (
        f'<section class="vouch-conflict"><h3>Studies disagree</h3><p>{said}</p>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></section>"
    )


_SIDE_BY_SIDE = ("Side", "Study", "Design", "n", "Effect", "Words")


def _position(position: Position) -> str:
    level = f"level {position.grade.level}" if position.grade.level else "level unknown"
    size = f"{position.sample_size:,}" if position.sample_size else "not stated"
    cells = (
        f"<strong>{safe(position.side)}</strong>",
        f"{link_out(position.pmid)}, {safe(position.year or 'no year')}",
        f"{safe(position.grade.design)}, {safe(level)} {_flags(position.quote.flags)}",
        safe(size),
        safe(effect_said(position.effect) if position.effect else "not stated"),
        safe(position.quote.quote),
    )
    return "".join(f'<td data-label="{name}">{cell}</td>' for name, cell in zip(_SIDE_BY_SIDE, cells, strict=True))


def _abstention(abstention: Abstention, answer: Answer) -> str:
    if abstention.reason == "emergency":
        return _help(abstention.explanation)
    head = "Not answered here" if answer.status == "redirected" else f"No answer: {safe(abstention.reason)}"
    return f"<h3>{head}</h3><p>{safe(abstention.explanation)}</p>"


def _help(said: str) -> str:
    return f'<div class="vouch-emergency" role="alert"><h3>Get help now</h3><p>{safe(said)}</p></div>'


def _writer(answer: Answer) -> str:
    where = f"text was sent to {answer.usage.sent_to}" if answer.usage.sent_to else "nothing left this machine"
    if answer.status == "redirected":
        return f"Nothing was searched; {where}."
    if not answer.claims:
        return f"No finding was written; {where}."
    name = "the extractive writer, no language model" if answer.model == "extractive" else answer.model
    return f"Written by: {name}; {where}."
