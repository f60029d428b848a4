"""What a report says on one sheet: the gravest first, as many findings and rows as fit, and how many were left out.

Every section first gets what a board cannot do without; what paper is left then goes to findings, rows and gaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from assistant.records.anatomy import (
    Reference,
    alert_line,
    counted,
    curated_lead,
    facts,
    groups,
    how_new,
    lead_words,
    not_covered,
    references,
)
from assistant.records.answer import Answer, Claim, Evidence
from assistant.records.curated_words import RowSaid, dates_said, row_said
from assistant.records.in_other_words import wording_said
from assistant.records.patient import Patient
from assistant.records.safety_words import AlertSaid, InteractionSaid, PhenotypeSaid, alerts_on, alerts_on_row
from assistant.report.fitting import Offer, Paper, shortened
from assistant.report.origin import Origin
from assistant.report.safety_part import SafetyPart, safety_part

__all__ = ["Sheet", "compose_sheet"]

_MOST_WORDS = 700
"""Characters of a finding; one that is longer is cut, which is shown."""
_MOST_LINE = 360
_MOST_ALERTS = 14.0
"""Lines that alerts may take of the sheet in full; those beyond are named with the fact they are on."""
_FEW_ALERTS = 5
"""Alerts beyond which some may not be shown in full."""
_MOST_ASPECTS = 5
"""Aspects of one kind in which a study's fit is named; the full answer has all."""
_COMMON = 11.0
"""Lines of headings and of what stands on every sheet: title, intended use, who wrote it, the board's decision."""


class Found(msgspec.Struct, frozen=True):
    """A finding on paper: its words, the numbers of its papers, what it is weighed by, and how its people differ."""

    heading: str
    """Of the option or topic, before the first finding under it; else empty."""
    text: str
    numbers: tuple[int, ...]
    about: str
    alert: bool


class Row(msgspec.Struct, frozen=True):
    """A curated row on paper; `alert`: one of its therapies has an alert."""

    said: RowSaid
    alert: bool


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """All that the sheet says. `more`: of each section how much of it is left out, or nothing."""

    answer: Answer
    safety: SafetyPart
    made: str
    question: str
    since: tuple[str, ...]
    """What happened to cited papers after the answer was given."""
    bottom: tuple[str, ...]
    """Alert, guideline, finding with its count, curated evidence: those there are."""
    why: str
    """Why there is no answer."""
    patient: str
    alerts: tuple[AlertSaid, ...]
    further_alerts: str
    """Those that are not shown in full, in a few words each."""
    curated: tuple[Row, ...]
    dates: str
    phenotypes: tuple[PhenotypeSaid, ...]
    gene_sources: str
    interactions: tuple[InteractionSaid, ...]
    lines: tuple[str, ...]
    """On interactions: pairs without data, drugs that were not recognized."""
    findings: tuple[Found, ...]
    studied: tuple[str, ...]
    missing: tuple[str, ...]
    conflicts: str
    nearest: tuple[str, ...]
    germline: str
    trials: str
    references: tuple[tuple[int, str], ...]
    searched: str
    records: int
    snapshot: str
    writer: str
    version: str
    more: Mapping[str, str]

    @property
    def shortened(self) -> bool:
        """Whether anything stands only in the full answer."""
        return any(self.more.values())


def compose_sheet(answer: Answer, patient: Patient | None, origin: Origin) -> Sheet:
    """The sheet of one answer."""
    safety = safety_part(answer, patient, origin.kept)
    by_pmid = {item.article.pmid: item for item in answer.evidence}
    cited = {
        one.number: _reference(one, _fit_said(by_pmid.get(one.pmid)))
        for one in references(answer.claims, answer.evidence)
    }
    always = _always(answer, safety, origin)
    offers = _offers(answer, safety, cited)
    _fit(offers, always)
    findings: tuple[Found, ...] = offers["findings"].shown
    numbers = dict.fromkeys(number for one in findings for number in one.numbers)
    shown: dict[str, Any] = {name: offer.shown for name, offer in offers.items()}
    return Sheet(
        answer=answer,
        safety=safety,
        made=origin.day,
        references=tuple((number, cited[number]) for number in sorted(numbers)),
        gene_sources="; ".join(dict.fromkeys(one.sources for one in offers["phenotypes"].shown if one.sources)),
        dates=shortened(dates_said(answer.knowledge), _MOST_LINE),
        records=origin.records,
        snapshot=origin.snapshot,
        writer=_writer(answer),
        version=origin.by,
        more={name: _more(offer.left_out, " lines" * (name == "lines")) for name, offer in offers.items()},
        further_alerts=_further(safety, offers["alerts"]),
        **always,
        **shown,
    )


def _more(left: int, of: str) -> str:
    return f"{left} more{of} in the full answer" if left else ""


def _always(answer: Answer, safety: SafetyPart, origin: Origin) -> dict[str, Any]:
    """What stands on every sheet, whatever is left out, each text cut to a length of its own."""
    guideline, evidence = curated_lead(answer)
    found = " ".join(filter(None, (lead_words(answer), counted(answer))))
    bottom = (alert_line(answer), guideline, found, evidence)
    case = "; ".join(f"{name}: {value}" for name, value in safety.facts)
    return {
        "since": tuple(shortened(one, _MOST_LINE) for one in origin.since),
        "question": shortened(answer.question, _MOST_LINE),
        "bottom": tuple(shortened(one, _MOST_WORDS) for one in bottom if one),
        "why": shortened(answer.abstention.explanation if answer.abstention else "", _MOST_WORDS),
        "patient": shortened(" ".join(filter(None, (f"{case}." if case else "", *safety.case_from))), 720),
        "germline": shortened(safety.germline, 420),
        "trials": shortened("; ".join(safety.trials), _MOST_LINE),
        "conflicts": _conflicts(answer),
        "searched": shortened("; ".join(_searched(answer)), 240),
    }


def _offers(answer: Answer, safety: SafetyPart, cited: Mapping[int, str]) -> dict[str, Offer]:
    lines = [shortened(line, _MOST_LINE) for line in safety.interaction_lines]
    warned = [f"Beware: {line}" for line in safety.studied_missing]
    studied = [shortened(line, _MOST_LINE) for line in (safety.studied, *warned) if line]
    missing = [shortened(line, _MOST_LINE) for line in (*not_covered(answer), how_new(answer), *_open(answer)) if line]
    rows = [Row(row_said(row), bool(alerts_on_row(answer.alerts, row.fact.therapies))) for row in answer.knowledge.rows]
    found = tuple(_found(answer))
    first: dict[int, Found] = {}
    for one in found:
        first |= {number: one for number in one.numbers if number not in first}

    def finding(one: Found) -> list[str]:
        new = (cited[number] for number in one.numbers if first[number] is one)  # a paper stands once on the sheet
        return [one.heading, f"{one.text} {one.about}{' ' * 20}", *new]

    return {
        "alerts": Offer(safety.alerts, _alert, head=1.8),
        "findings": Offer(found, finding, head=3.0),
        "curated": Offer(rows, _row, head=2.5),
        "phenotypes": Offer(safety.phenotypes, lambda one: one.cells, head=3.8, cells=True),
        "missing": Offer(missing, _itself, head=1.5),
        "interactions": Offer(safety.interactions, _pair, head=2.8, cells=True),
        "lines": Offer(lines, _itself),
        "studied": Offer(studied, _itself, head=1.5),
        "nearest": Offer(_nearest(answer), _itself, head=1.5),
    }


def _fit(offers: Mapping[str, Offer], always: Mapping[str, Any]) -> None:
    """First what no board can do without, then what else the paper holds."""
    texts = (text for value in always.values() for text in ([value] if isinstance(value, str) else value))
    further = [_MOST_LINE * "x"] if len(offers["alerts"].items) > _FEW_ALERTS else []
    paper = Paper(offers.values(), (*texts, *further), _COMMON)
    paper.take(offers["alerts"], most=_MOST_ALERTS)
    for name, first in _FIRST:
        paper.take(offers[name], first)
    for name in ("missing", "lines", "studied", "findings", "phenotypes", "interactions", "curated"):
        paper.take(offers[name])
    paper.take(offers["nearest"])


_FIRST = (
    ("findings", 1),
    ("lines", 2),
    ("curated", 2),
    ("phenotypes", 3),
    ("missing", 1),
    ("findings", 2),
    ("interactions", 2),
    ("studied", 2),
    ("missing", 2),
    ("curated", 3),
    ("findings", 4),
)
"""What no board can do without, in its order: the sections with how many of their items."""


def _further(safety: SafetyPart, alerts: Offer) -> str:
    said = "; ".join(f"{one.drug}: {one.severity.lower()}, {one.fact}" for one in safety.alerts[alerts.taken :])
    return shortened(f"Further alerts: {said}", _MOST_LINE) if said else ""


def _itself(text: str) -> tuple[str]:
    return (text,)


def _alert(one: AlertSaid) -> tuple[str]:
    records = f"PMID {', '.join(one.pmids)}" if one.pmids else ""
    parts = (one.drug, one.fact, one.says, one.why and f"Why: {one.why}", one.limits and f"Limits: {one.limits}")
    return (f"{one.severity}        {'. '.join(filter(None, (*parts, one.source, records, one.brought)))}",)


def _row(one: Row) -> tuple[str, ...]:
    said = one.said
    held = f"PMID {', '.join(pmid for pmid, _ in (*said.held, *said.absent))}"
    parts = (said.says, said.subject, said.clause, said.level, said.approved, said.about, said.source, held)
    return (f"{'; '.join(filter(None, parts))}          ",)


def _pair(one: InteractionSaid) -> tuple[str, ...]:
    return one.pair, one.severity, one.mechanism, f"{one.effect} {one.limits}", f"{one.source} {', '.join(one.pmids)}"


def _found(answer: Answer) -> Iterator[Found]:
    numbers = {one.pmid: one.number for one in references(answer.claims, answer.evidence)}
    by_pmid = {item.article.pmid: item for item in answer.evidence}
    for group in groups(answer.claims):
        for place, claim in enumerate(group.claims):
            marks = tuple(dict.fromkeys(numbers[one.pmid] for one in claim.citations))
            said = (facts(claim), _differs(claim, by_pmid), wording_said(claim))
            yield Found(
                "" if place else group.heading,
                shortened(claim.wording or claim.text, _MOST_WORDS),
                marks,
                "; ".join(filter(None, said)),
                bool(alerts_on(answer, claim)),
            )


def _differs(claim: Claim, by_pmid: Mapping[str, Evidence]) -> str:
    """How the people of the study differ from the patient, but for what the finding says already."""
    item = by_pmid.get(claim.lead.pmid)
    told = {one.aspect for one in claim.others}
    items = item.fit.items if item else ()
    differs = [one.aspect for one in items if one.status == "mismatch" and one.aspect not in told]
    return f"differs from the patient in {', '.join(dict.fromkeys(differs))}" if differs else ""


def _fit_said(item: Evidence | None) -> str:
    """How a study fits the patient, in a few words; empty where nothing is compared. What is of both is named first as
    what differs."""
    if item is None or not item.fit.items:
        return ""
    told: dict[str, list[str]] = {"mismatch": [], "match": [], "unknown": []}
    for status, aspects in told.items():
        named = dict.fromkeys(one.aspect for one in item.fit.items if one.status == status)
        aspects += [one for one in named if not any(one in other for other in told.values())]
    words = (("mismatch", "differs in"), ("match", "matches in"), ("unknown", "not said:"))
    said = (f"{lead} {_few(told[status])}" for status, lead in words if told[status])
    return f"Against the patient: {'; '.join(said)}"


def _few(aspects: Sequence[str]) -> str:
    more = len(aspects) - _MOST_ASPECTS
    return f"{', '.join(aspects[:_MOST_ASPECTS])}{f' and {more} more' if more > 0 else ''}"


def _open(answer: Answer) -> Iterator[str]:
    """What no cited record can tell."""
    cited = {citation.pmid for claim in answer.claims for citation in claim.citations}
    digests = [item.article.pmid for item in answer.evidence if item.article.digest and item.article.pmid in cited]
    if digests:
        yield f"{len(digests)} of {len(cited)} cited records are digests written for Vouch, not the papers' abstracts."
    if cited:
        yield "Abstracts were read, not full texts: doses, subgroups and adverse events may be missing."


def _conflicts(answer: Answer) -> str:
    said = "; ".join(conflict.headline or conflict.statement for conflict in answer.conflicts)
    return shortened(f"Studies disagree: {said}", _MOST_LINE) if said else ""


def _nearest(answer: Answer) -> tuple[str, ...]:
    titles = {item.article.pmid: item.article.heading for item in answer.evidence}
    nearest = answer.abstention.nearest if answer.abstention else ()
    return tuple(shortened(f"{titles.get(pmid, '')} PMID {pmid}".strip(), _MOST_LINE) for pmid in nearest)


def _searched(answer: Answer) -> tuple[str, ...]:
    return answer.searched or (answer.abstention.searched if answer.abstention else ())


def _reference(one: Reference, fit: str) -> str:
    where = " ".join(filter(None, (one.journal, str(one.year or ""))))
    flags = f" ({', '.join(one.flags)})" if one.flags else ""
    parts = (one.authors, shortened(one.title, 90), where, f"PMID {one.pmid}")
    return f"{'. '.join(filter(None, parts))}{flags}{f'. {fit}' if fit else ''}"


def _writer(answer: Answer) -> str:
    name = "extractive, no language model" if answer.model == "extractive" else answer.model
    sent = f"text was sent to {answer.usage.sent_to}" if answer.usage.sent_to else "nothing was sent out"
    return f"{name}; {sent}"
