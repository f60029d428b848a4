"""A patient's safety in the chat, as HTML: alerts before all else, pharmacogenes, interactions, whom studies are on.

An alert is a word with a sign, never a color alone, and is announced where it appears. The label's own words open on a
click. Every text goes through `safe`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.doors.chat.inert import link_out, outside, safe
from assistant.records.answer import Answer
from assistant.records.case_words import CASE, facts_said
from assistant.records.phenotype import GenePhenotype
from assistant.records.safety import Alert, Interactions
from assistant.records.safety_words import (
    ALERTS,
    INTERACTIONS,
    OTHER_PHENOTYPES,
    PHENOTYPE_COLUMNS,
    PHENOTYPES,
    SEE_ALERT,
    STUDIED,
    AlertSaid,
    InteractionSaid,
    alert_said,
    interaction_said,
    no_data_said,
    not_recognized_said,
    phenotype_said,
    studied_rows,
    studied_said,
)
from assistant.records.studied import Studied
from assistant.report.studied_picture import studied_svg

__all__ = [
    "alert_marks",
    "alerts_html",
    "case_html",
    "interactions_html",
    "other_phenotypes_html",
    "phenotypes_html",
    "read_as_html",
    "studied_html",
]

_SIGNS = {"against": "■", "caution": "◆"}
_INTERACTION_COLUMNS = ("Drugs", "Severity", "Mechanism", "Effect", "Source")


def alerts_html(alerts: Sequence[Alert], turn: int, newest: bool = True) -> str:
    """What stands first of all; nothing without an alert. Only those of the `newest` answer are announced: the page is
    drawn anew with every event, and an alert that was heard need not be heard again."""
    if not alerts:
        return ""
    rows = "".join(_alert(alert_said(alert), f"t{turn}a{place}") for place, alert in enumerate(alerts, 1))
    role = ' role="alert"' if newest else ""
    return (
        f'<section class="vouch-alerts"{role} aria-label="{ALERTS}"><h3>{ALERTS} '
        f'<span class="vouch-voice">Rules over facts with a source, not quotes of records.</span></h3>'
        f"<ul>{rows}</ul></section>"
    )


def alert_marks(places: Sequence[int], turn: int) -> str:
    """A link to the alert on a drug that a finding or a row names."""
    if not places:
        return ""
    return f' <a class="vouch-see-alert" href="#t{turn}a{places[0]}"><span aria-hidden="true">■</span> {SEE_ALERT}</a>'


def phenotypes_html(phenotypes: Sequence[GenePhenotype], head: str = PHENOTYPES) -> str:
    if not phenotypes:
        return ""
    return (
        f'<section class="vouch-genes" tabindex="0" aria-label="{head}"><h3>{head}</h3>{_genes(phenotypes)}</section>'
    )


def other_phenotypes_html(phenotypes: Sequence[GenePhenotype]) -> str:
    """Folded: they have nothing to do with what was asked."""
    if not phenotypes:
        return ""
    said = f"{OTHER_PHENOTYPES} ({len(phenotypes)})"
    return f'<details class="vouch-genes vouch-others-genes"><summary>{said}</summary>{_genes(phenotypes)}</details>'


def interactions_html(interactions: Interactions) -> str:
    lines = [*filter(None, (no_data_said(interactions), not_recognized_said(interactions)))]
    if not (interactions.found or lines):
        return ""
    rows = (_interaction(interaction_said(one)) for one in interactions.found)
    table = _table(_INTERACTION_COLUMNS, rows, INTERACTIONS) if interactions.found else ""
    told = "".join(f'<p class="vouch-unknown">{safe(line)}</p>' for line in lines)
    head = f'<section class="vouch-interactions" tabindex="0" aria-label="{INTERACTIONS}"><h3>{INTERACTIONS}</h3>'
    return f"{head}{table}{told}</section>"


def studied_html(studied: Studied | None) -> str:
    """Sentence, warnings, and the picture where it can be drawn; a table for who cannot see one."""
    if studied is None or not (studied_said(studied) or studied.missing or studied_rows(studied)):
        return ""
    missing = "".join(
        f'<li><span aria-hidden="true">◆</span> <strong>Beware:</strong> {safe(line)}</li>' for line in studied.missing
    )
    rows = ((safe(name), safe(groups)) for name, groups in studied_rows(studied))
    table = _table(("Group", f"Studies that say so, of {studied.papers}"), rows, STUDIED)
    return (
        f'<section class="vouch-studied" tabindex="0" aria-label="{STUDIED}"><h3>{STUDIED}</h3>'
        + (f"<p>{safe(studied_said(studied))}</p>" if studied_said(studied) else "")
        + (f'<ul class="vouch-missing">{missing}</ul>' if missing else "")
        + _picture(studied)
        + (f"<details><summary>As a table</summary>{table}</details>" if studied_rows(studied) else "")
        + "</section>"
    )


def case_html(answer: Answer, newest: bool) -> str:
    """The case as understood, with what the question said of it, and the button that puts it into the form."""
    said = facts_said(answer.case)
    if not (said or answer.case_from):
        return ""
    told = " ".join(f'<span class="vouch-case-from">{safe(line)}</span>' for line in answer.case_from)
    button = (
        '<button type="button" class="vouch-copy vouch-edit-case">Edit the case</button>' if newest and said else ""
    )
    return f'<p class="vouch-facts"><strong>{CASE}:</strong> {safe(said or "nothing is known")}. {told} {button}</p>'


def read_as_html(answer: Answer) -> str:
    """The question as it was understood, where that is not how it was typed, to be taken up and changed."""
    text = answer.query.text
    if " ".join(text.split()).casefold() == " ".join(answer.question.split()).casefold():
        return ""
    button = (
        f'<button type="button" class="vouch-button vouch-edit-question" data-question="{safe(text)}">Edit</button>'
    )
    return f'<p class="vouch-facts"><strong>Read as:</strong> {safe(text)} {button}</p>'


def _alert(said: AlertSaid, place: str) -> str:
    source = outside(said.link, said.source, "the source") if said.link else safe(said.source)
    records = "".join(f" · {_record(pmid)}" for pmid in said.pmids)
    more = [f"<strong>Why:</strong> {safe(said.why)}"] if said.why else []
    more += [f"<strong>Limits:</strong> {safe(said.limits)}"] if said.limits else []
    more += [safe(_capital(said.brought))] if said.brought else []
    below = "".join(f"<p>{line}</p>" for line in more)
    return (
        f'<li class="vouch-alert" id="{place}"><span class="vouch-mark vouch-tone-{said.tone}">'
        f'<span aria-hidden="true">{_SIGNS[said.tone]}</span> {safe(said.severity)}</span> '
        f'<div><p class="vouch-row-head"><strong>{safe(said.drug)}</strong> <span>{safe(said.fact)}</span></p>'
        f"<p>{safe(said.says)}</p>{below}"
        f'<p class="vouch-row-source">{source}{records}</p>{_excerpt(said.excerpt, said.drug)}</div></li>'
    )


def _interaction(said: InteractionSaid) -> Iterable[str]:
    limits = f'<br><span class="vouch-row-source">Limits: {safe(said.limits)}</span>' if said.limits else ""
    source = outside(said.link, said.source, "the source") if said.link else safe(said.source)
    records = "".join(f", {_record(pmid)}" for pmid in said.pmids)
    sign = f'<span aria-hidden="true">{_SIGNS[said.tone]}</span> {safe(said.severity)}'
    return (
        f"<strong>{safe(said.pair)}</strong>",
        f'<span class="vouch-mark vouch-tone-{said.tone}">{sign}</span>',
        safe(said.mechanism),
        f"{safe(said.effect)}{limits}",
        f"{source}{records}{_excerpt(said.excerpt, said.pair)}",
    )


def _record(pmid: str) -> str:
    """A link where it is a PMID: a row may come from a user's file."""
    return link_out(pmid) if pmid.isascii() and pmid.isdecimal() else f"PMID {safe(pmid)}"


def _excerpt(text: str, of: str) -> str:
    if not text:
        return ""
    return (
        f'<details><summary>The label\'s words<span class="vouch-hidden"> on {safe(of)}</span></summary>'
        f"<blockquote>“{safe(text)}”</blockquote></details>"
    )


def _genes(phenotypes: Sequence[GenePhenotype]) -> str:
    rows = []
    for one in phenotypes:
        said = phenotype_said(one)
        cells = [f"<strong>{safe(c)}</strong>" if n in (0, said.acting) else safe(c) for n, c in enumerate(said.cells)]
        rows.append((*cells, safe(said.sources or "–")))
    return _table((*PHENOTYPE_COLUMNS, "Sources"), rows, PHENOTYPES)


def _table(head: Sequence[str], rows: Iterable[Iterable[str]], said: str) -> str:
    """A table that a narrow screen shows as blocks; each cell carries its heading for that. Cells are HTML."""
    cells = "".join(f'<th scope="col">{safe(name)}</th>' for name in head)
    body = "".join(
        "<tr>" + "".join(f'<td data-label="{safe(n)}">{cell}</td>' for n, cell in zip(head, row, strict=True)) + "</tr>"
        for row in rows
    )
    return (
        f'<table class="vouch-table"><caption class="vouch-hidden">{safe(said)}</caption>'
        f"<thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"
    )


def _picture(studied: Studied) -> str:
    """The picture of who was studied. Its braces and dollars would be read by the page's template language."""
    drawn = studied_svg(studied).replace("$", "&#36;").replace("{", "&#123;")
    return f'<div class="vouch-picture">{drawn}</div>' if drawn else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
