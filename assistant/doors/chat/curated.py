"""What curated sources say of the case, as HTML: rows in a voice of their own, apart from the quoted findings.

The direction of a row is a word with a sign, never a color alone. A finding of the library opens on a click, and what
the library lacks comes with the command that adds it, one click to copy. A row may come from a user's file: every text
goes through `safe`.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.doors.chat.inert import link_out, outside, safe
from assistant.doors.chat.safety import alert_marks
from assistant.records.curated import CuratedRow, Knowledge
from assistant.records.curated_words import (
    NOT_HELD,
    SECTION,
    VOICE,
    RowSaid,
    add_command,
    dates_said,
    levels_said,
    missing_pmids,
    row_said,
)
from assistant.records.quotes import Citation
from assistant.records.safety import Alert
from assistant.records.safety_words import alerts_on_row

__all__ = ["curated_html"]

_OPEN = 6
"""Rows in sight; the others are one click away."""
_FEW = 3
"""PMIDs that the library lacks, of one row, in sight."""


def curated_html(knowledge: Knowledge, alerts: Sequence[Alert] = (), turn: int = 1) -> str:
    """The section; nothing where no row meets the case."""
    if not knowledge.rows:
        return ""

    def listed(rows: Sequence[CuratedRow]) -> str:
        marks = (alert_marks(alerts_on_row(alerts, row.fact.therapies), turn) for row in rows)
        said = "".join(_row(row_said(row), row.finding, mark) for row, mark in zip(rows, marks, strict=True))
        return f'<ul class="vouch-rows">{said}</ul>'

    shown, folded = knowledge.rows[:_OPEN], knowledge.rows[_OPEN:]
    more = (
        f"<details class='vouch-more'><summary>{len(folded)} more</summary>{listed(folded)}</details>" if folded else ""
    )
    notes = "".join(f"<li>{safe(note)}</li>" for note in knowledge.notes)
    return (
        f'<section class="vouch-curated" aria-label="{SECTION}"><h3>{SECTION} '
        f'<span class="vouch-voice">{VOICE}</span></h3>'
        f"{listed(shown)}{more}"
        + (f'<ul class="vouch-curated-notes">{notes}</ul>' if notes else "")
        + _missing(missing_pmids(knowledge))
        + f'<p class="vouch-dates">{safe(f"{dates_said(knowledge)} {levels_said(knowledge)}".strip())}</p></section>'
    )


def _row(said: RowSaid, finding: Citation | None, marks: str) -> str:
    """Mark and therapy; what they hold for; the source's own words for them; the records."""
    clause = f"<span>{safe(said.clause)}</span>" if said.clause else ""
    level = f'<span class="vouch-level">{safe(said.level)}</span>' if said.level else ""
    approved = f'<span class="vouch-approved">{safe(said.approved)}</span>' if said.approved else ""
    own = f": {safe(said.own)}" if said.own else ""
    source = outside(said.link, said.source, "the source") if said.link else safe(said.source)
    held = "".join(f" · {_link(*one)}" for one in said.held)
    return (
        f'<li class="vouch-row"><span class="vouch-mark vouch-tone-{said.tone}"><span aria-hidden="true">{said.sign}'
        f'</span> {safe(said.says)}</span> <div><p class="vouch-row-head"><strong>{safe(said.subject)}</strong> '
        f"{marks} {clause} {level} {approved}</p><p>{safe(said.about)} "
        f'<span class="vouch-row-source">· {source}{own}{held}</span></p>'
        f"{_absent(said)}{_finding(finding)}</div></li>"
    )


def _link(pmid: str, address: str) -> str:
    return link_out(pmid) if address else f"PMID {safe(pmid)}"


def _absent(said: RowSaid) -> str:
    """The records that the library does not hold, folded where they are many, and the command that adds them."""
    if not said.absent:
        return ""
    links = ", ".join(_link(*one) for one in said.absent)
    command = add_command(said.missing)
    hidden = f'<span class="vouch-hidden"> that adds PMID {", ".join(said.missing)}</span>'
    button = _copied(command, f"Copy command{hidden}") if command else ""
    if len(said.absent) > _FEW:
        return (
            f'<details class="vouch-row-source"><summary>{NOT_HELD}: {len(said.absent)} PMIDs</summary>{links} {button}'
            "</details>"
        )
    return f'<p class="vouch-row-source">{NOT_HELD}: {links} {button}</p>'


def _finding(finding: Citation | None) -> str:
    if finding is None:
        return ""
    return (
        f"<details><summary>What its record says, PMID {safe(finding.pmid)}</summary>"
        f"<blockquote>“{safe(finding.quote)}” {link_out(finding.pmid)}</blockquote></details>"
    )


def _missing(pmids: Sequence[str]) -> str:
    """One command for all that is missing, where it is more than one record."""
    if len(pmids) < 2:
        return ""
    command = add_command(pmids)
    button = _copied(command, f"Copy command for all {len(pmids)} records not in the library")
    return f'<p class="vouch-add">{button} <code>{command}</code></p>'


def _copied(command: str, shown: str) -> str:
    """A command holds digits only, so that it needs no escaping; `shown` is HTML."""
    return f'<button type="button" class="vouch-copy" data-copy="{command}" title="{command}">{shown}</button>'
