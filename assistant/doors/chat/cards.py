"""What the page shows, as HTML: the banner, the question, and the answer with its numbered citations.

Records, questions and model output are untrusted: every one of them goes through `safe`. A citation in the answer is a
plain link to its card and the card's number one back, so both work without a script, with the keyboard, and in print.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.doors.chat.curated import curated_html
from assistant.doors.chat.inert import link_out, safe
from assistant.doors.chat.nearest import nearest_html
from assistant.doors.chat.panel import flags_html
from assistant.doors.chat.safety import (
    alert_marks,
    alerts_html,
    case_html,
    interactions_html,
    other_phenotypes_html,
    phenotypes_html,
    read_as_html,
    studied_html,
)
from assistant.doors.chat.words import claim_words, summary_html
from assistant.doors.reproduce import AuditEntry
from assistant.leaving.leaving import Leaving
from assistant.records.anatomy import (
    alert_line,
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
from assistant.records.answer import Abstention, Answer, Citation, Claim, Conflict, Position
from assistant.records.answer_markdown import usage_said
from assistant.records.case_words import field_said
from assistant.records.safety_words import alerts_on, genes_lead

__all__ = [
    "answer_html",
    "banner_html",
    "error_html",
    "flagged_html",
    "leaving_html",
    "question_html",
    "stopped_html",
    "working_html",
]

_MOST_FLAGGED = 20
_QUOTED = "Quoted from the library's records."


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


def working_html(step: str) -> str:
    return f'<p class="vouch-working" role="status">{safe(step)} …</p>'


def answer_html(answer: Answer, turn: int, whole: bool = True, newest: bool = True) -> str:
    """The answer of one turn, its sections in the order of every door.

    `whole`: more findings do not come; before that there is no bottom line to draw. `newest`: no question was asked
    after it, so that its case may be taken up in the form.
    """
    labels = quote_labels(references(answer.claims, answer.evidence))
    sections = (
        _help(answer.warning) if answer.warning else "",
        alerts_html(answer.alerts, turn, newest),
        _abstention(answer.abstention, answer) if answer.abstention else "",
        _bottom_line(answer, labels, turn) if whole else "",
        summary_html(answer, lambda claim: _links(claim, labels, turn)) if whole else "",
        _understood(answer, newest) if whole else "",
        curated_html(answer.knowledge, answer.alerts, turn),
        phenotypes_html(answer.phenotypes),
        interactions_html(answer.interactions),
        _claims(answer, labels, turn),
        studied_html(answer.studied),
        _not_covered(answer) if whole else "",
        "".join(map(_conflict, answer.conflicts)),
        nearest_html(answer.abstention, answer) if answer.abstention else "",
        other_phenotypes_html(answer.other_phenotypes),
        _listed("Please note", answer.notes, "vouch-told"),
        _how_found(answer),
        f'<p class="vouch-writer">{safe(_writer(answer))}</p>',
    )
    return f'<div class="vouch-answer vouch-{answer.status}">{"".join(sections)}</div>'


def _understood(answer: Answer, newest: bool) -> str:
    """The question and the case as they were read, to be taken up and changed."""
    return read_as_html(answer) + (case_html(answer, newest) or _patient_facts(answer))


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
    searched = f"Searched: {'; '.join(answer.searched)}." if answer.searched else ""
    told = filter(None, (*answer.query.notes, searched, usage_said(answer.usage)))
    found = "".join(f"<li>{safe(note)}</li>" for note in told)
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


def _links(claim: Claim, labels: Mapping[Citation, str], turn: int) -> str:
    return "".join(_link(one, labels[one], turn, False) for one in claim.citations)


def _bottom_line(answer: Answer, labels: Mapping[Citation, str], turn: int) -> str:
    said, alert = lead_words(answer), alert_line(answer)
    if not (said or answer.not_taken):
        return ""
    warned = f'<span class="vouch-lead vouch-lead-alert">{safe(alert)}</span>' if alert else ""
    links = "".join(_links(claim, labels, turn) for claim in answer.claims[:1])
    guideline, evidence = (
        f'<span class="vouch-lead">{safe(one)}</span>' if one else "" for one in curated_lead(answer)
    )
    return (
        f'<p class="vouch-bottom"><strong>Bottom line</strong> {warned}{guideline}{safe(said)} {links}'
        f'<span class="vouch-counted">{safe(counted(answer))}</span>{evidence}</p>'
    )


def _claims(answer: Answer, labels: Mapping[Citation, str], turn: int) -> str:
    parts, linked = [], set[Citation]()
    if answer.claims and answer.knowledge.rows:  # told apart from the voice above
        parts.append(f'<h3>Findings <span class="vouch-voice">{_QUOTED}</span></h3>')
    for group in groups(answer.claims):
        parts.append(f"<h3>{safe(group.heading)}</h3>" if group.heading else "")
        parts.append(f"<ul>{''.join(_claim(claim, answer, labels, turn, linked) for claim in group.claims)}</ul>")
    return "".join(parts)


def _claim(claim: Claim, answer: Answer, labels: Mapping[Citation, str], turn: int, linked: set[Citation]) -> str:
    """The first link of a quote is where its card leads back to. A drug with an alert is marked beside the finding."""
    marks = alert_marks(alerts_on(answer, claim), turn)
    links = "".join(_link(one, labels[one], turn, one not in linked) for one in claim.citations)
    linked.update(claim.citations)
    return f'<li class="vouch-claim">{claim_words(claim)} {links}{marks}{_grade(claim)}</li>'


def _link(citation: Citation, label: str, turn: int, first: bool) -> str:
    said = f"Open citation {label}, PMID {safe(citation.pmid)}"
    place = f' id="t{turn}f{label}"' if first else ""
    return f'<a class="vouch-cite"{place} href="#t{turn}c{label}" aria-label="{said}">[{label}]</a>'


def _grade(claim: Claim) -> str:
    flags = dict.fromkeys(flag for c in claim.citations for flag in c.flags)
    return f'<span class="vouch-grade" title="{safe(claim.grade.rule)}">{safe(facts(claim))}</span>' + flags_html(
        tuple(flags)
    )


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
        f"{safe(position.grade.design)}, {safe(level)} {flags_html(position.quote.flags)}",
        safe(size),
        safe(effect_said(position.effect) if position.effect else "not stated"),
        safe(position.quote.quote),
    )
    return "".join(f'<td data-label="{name}">{cell}</td>' for name, cell in zip(_SIDE_BY_SIDE, cells, strict=True))


def _abstention(abstention: Abstention, answer: Answer) -> str:
    if abstention.reason == "emergency":
        return _help(abstention.explanation)
    head = "Not answered here" if answer.status == "redirected" else f"No answer: {safe(abstention.reason)}"
    untested = f"<p>{safe(said)}</p>" if (said := genes_lead(answer)) else ""
    return f"<h3>{head}</h3><p>{safe(abstention.explanation)}</p>{untested}"


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
