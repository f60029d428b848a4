"""What a report says in full, in its order, before it is given a form.

The sentence of the record comes before the numbers read in it, so that a median or a ratio is never seen without its
arms; a study's fit names the patient's own value wherever one word would be ambiguous.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from assistant.records.anatomy import (
    Reference,
    alert_line,
    counted,
    curated_lead,
    effect_said,
    figures,
    groups,
    how_new,
    is_quoted,
    lead_words,
    not_covered,
    references,
)
from assistant.records.answer import Abstention, Answer, Citation, Claim, Conflict, Evidence, Grade, Position
from assistant.records.curated_words import RowSaid, add_command, dates_said, levels_said, missing_pmids, rows_said
from assistant.records.in_other_words import by_part, summary_head, wording_said
from assistant.records.patient import Patient
from assistant.records.safety_words import alerts_on, alerts_on_row
from assistant.report.origin import Origin
from assistant.report.safety_part import SafetyPart, safety_part
from assistant.report.studied_picture import studied_svg
from ingest.read.sentences import sentence_spans
from ingest.records.article import Article

__all__ = ["Page", "compose_page"]

_MOST_RESULTS = 2
"""Sentences with figures of one study: a table is read at a glance; the abstract has the rest."""

_FITS = {"mismatch": "✗ differs", "match": "✓ matches", "unknown": "? not said"}


class Source(msgspec.Struct, frozen=True):
    """A cited passage: `number` is that of its study in the report, `about` its year, grade and flags."""

    number: int
    pmid: str
    quote: str
    about: str


class Finding(msgspec.Struct, frozen=True):
    """A finding; `verbatim`: its text is the quote itself, which need not be printed twice. `figures`: the effects read
    in it and the people studied; where the text is a writer's wording, also who let it pass. `alert`: a drug of it has
    one."""

    text: str
    verbatim: bool
    figures: str
    sources: tuple[Source, ...]
    alert: bool


class Option(msgspec.Struct, frozen=True):
    """The findings under one heading; `strongest` is the best grade among them."""

    name: str
    strongest: str
    findings: tuple[Finding, ...]


class Result(msgspec.Struct, frozen=True):
    """A sentence of the record, and the effects read in it; `shown`: a finding above has the sentence already."""

    effects: str
    sentence: str
    shown: bool


class Study(msgspec.Struct, frozen=True):
    """A row of the table of studies; `fit` is (status, how it is said, aspects), what differs first."""

    number: int
    pmid: str
    title: str
    where: str
    grade: str
    rule: str
    flags: tuple[str, ...]
    results: tuple[Result, ...]
    more_results: int
    fit: tuple[tuple[str, str, str], ...]


class Side(msgspec.Struct, frozen=True):
    """One study in a disagreement."""

    side: str
    number: int
    pmid: str
    about: str
    effect: str
    quote: str


class Disagreement(msgspec.Struct, frozen=True):
    statement: str
    headline: str
    sides: tuple[Side, ...]


class Curated(msgspec.Struct, frozen=True):
    """What curated sources say: each row in words with the sentence of its record, notes, what adds the rest, dates."""

    rows: tuple[tuple[RowSaid, str, str, bool], ...]
    """(row, PMID and words of the finding that stands beside it, or nothing; whether a therapy of it has an alert)."""
    notes: tuple[str, ...]
    add: str
    dates: str


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """All that a report says."""

    answer: Answer
    safety: SafetyPart
    picture: str
    """Of whom the studies are on, as SVG."""
    since: tuple[str, ...]
    alert: str
    guideline: str
    bottom_line: str
    evidence: str
    newest: str
    summary_head: str
    summary: tuple[tuple[str, str], ...]
    """(heading, sentences) of each part of the synthesis."""
    uncovered: tuple[str, ...]
    curated: Curated
    options: tuple[Option, ...]
    studies: tuple[Study, ...]
    disagreements: tuple[Disagreement, ...]
    nearest: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    searched: tuple[str, ...]
    digests: int
    writer: str
    made: str
    snapshot: str
    records: int
    version: str


class _Studies:
    """The evidence that is cited anywhere in the answer, numbered in the order of first mention."""

    def __init__(self, answer: Answer) -> None:
        by_pmid = {item.article.pmid: item for item in answer.evidence}
        self.references = {one.pmid: one for one in references(answer.claims, answer.evidence)}
        cited = [quote for one in self.references.values() for quote in one.quotes]
        against = [position.quote for conflict in answer.conflicts for position in conflict.positions]
        self.quotes: dict[str, list[Citation]] = {}
        for citation in (*cited, *against):
            self.quotes.setdefault(citation.pmid, []).append(citation)
        self.number = {pmid: place for place, pmid in enumerate(self.quotes, 1)}
        self.items = {pmid: by_pmid[pmid] for pmid in self.quotes if pmid in by_pmid}
        self.silent = _silent(tuple(self.items.values()))

    def about(self, citation: Citation) -> str:
        item = self.items.get(citation.pmid)
        grade = _grade(item.grade) if item else citation.design or "design unknown"
        differs = [fit.aspect for fit in item.fit.items if fit.status == "mismatch"] if item else []
        said = f"differs from the patient in {' and '.join(dict.fromkeys(differs))}" if differs else ""
        return _listed(citation.year or "no year", grade, *(item.flags if item else citation.flags), said)


def compose_page(answer: Answer, patient: Patient | None, origin: Origin) -> Page:
    """The page of one answer."""
    studies = _Studies(answer)
    titles = {item.article.pmid: item.article.heading for item in answer.evidence}
    abstention = answer.abstention
    guideline, evidence = curated_lead(answer)
    return Page(
        answer=answer,
        safety=safety_part(answer, patient, origin.kept),
        picture=studied_svg(answer.studied) if answer.studied else "",
        since=origin.since,
        alert=alert_line(answer),
        guideline=guideline,
        bottom_line=" ".join(filter(None, (lead_words(answer), counted(answer)))),
        evidence=evidence,
        newest=how_new(answer),
        summary_head=summary_head(answer.summary) if answer.summary else "",
        summary=_summary(answer, studies),
        uncovered=not_covered(answer),
        curated=_curated(answer),
        options=tuple(_options(answer, studies)),
        studies=tuple(_study(item, studies) for item in studies.items.values()),
        disagreements=tuple(_disagreement(conflict, studies) for conflict in answer.conflicts),
        nearest=_nearest(abstention, titles) if abstention else (),
        unknown=tuple(_unknown(answer, studies, patient or answer.case)),
        searched=answer.searched or (abstention.searched if abstention else ()),
        digests=sum(item.article.digest for item in studies.items.values()),
        writer=_writer(answer),
        made=origin.day,
        snapshot=origin.snapshot,
        records=origin.records,
        version=origin.by,
    )


def _curated(answer: Answer) -> Curated:
    knowledge = answer.knowledge
    rows = zip(rows_said(knowledge), knowledge.rows, strict=True)
    return Curated(
        tuple(
            (
                said,
                row.finding.pmid if row.finding else "",
                _line(row.finding.quote) if row.finding else "",
                bool(alerts_on_row(answer.alerts, row.fact.therapies)),
            )
            for said, row in rows
        ),
        knowledge.notes,
        add_command(missing_pmids(knowledge)),
        f"{dates_said(knowledge)} {levels_said(knowledge)}".strip(),
    )


def _nearest(abstention: Abstention, titles: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """(PMID, title and the sentences nearest to an answer) of each of the nearest records."""
    said: dict[str, list[str]] = {pmid: [titles.get(pmid, "")] for pmid in abstention.nearest}
    for one in abstention.quotes:
        said.setdefault(one.pmid, []).append(f"“{_line(one.quote)}”")
    return tuple((pmid, " ".join(parts)) for pmid, parts in said.items())


def _options(answer: Answer, studies: _Studies) -> Iterator[Option]:
    for group in groups(answer.claims):
        best = max((claim.grade for claim in group.claims), key=lambda grade: grade.strength)
        yield Option(group.heading, _grade(best), tuple(_finding(claim, answer, studies) for claim in group.claims))


def _finding(claim: Claim, answer: Answer, studies: _Studies) -> Finding:
    text = _line(claim.wording or claim.text)
    sources = tuple(Source(studies.number[c.pmid], c.pmid, _line(c.quote), studies.about(c)) for c in claim.citations)
    said = "; ".join(filter(None, (figures(claim), wording_said(claim))))
    alert = bool(alerts_on(answer, claim))
    return Finding(text, is_quoted(claim) and not claim.wording, said, sources, alert)


def _summary(answer: Answer, studies: _Studies) -> tuple[tuple[str, str], ...]:
    """(heading, sentences with the numbers of their studies) of each part of the synthesis."""

    def marked(findings: Sequence[int]) -> str:
        cited = (citation.pmid for n in findings for citation in answer.claims[n - 1].citations)
        return "".join(f"[{studies.number[pmid]}]" for pmid in dict.fromkeys(cited))

    return tuple(
        (head, " ".join(f"{_line(one.text)} {marked(one.findings)}".rstrip() for one in sentences))
        for head, sentences in by_part(answer)
    )


def _study(item: Evidence, studies: _Studies) -> Study:
    article = item.article
    results = sorted(_results(item, studies.quotes[article.pmid]), key=lambda result: not result.shown)
    reference = studies.references.get(article.pmid)
    return Study(
        number=studies.number[article.pmid],
        pmid=article.pmid,
        title=article.cited_title.rstrip("."),
        where=_where(article, reference),
        grade=_grade(item.grade),
        rule=item.grade.rule,
        flags=item.flags,
        results=tuple(results[:_MOST_RESULTS]),
        more_results=max(0, len(results) - _MOST_RESULTS),
        fit=tuple(_fit(item, studies.silent)),
    )


def _where(article: Article, reference: Reference | None) -> str:
    """Authors, journal, year and DOI; what the record does not say is left out."""
    who, doi = (reference.authors, reference.doi) if reference else ("", article.doi)
    journal = article.journal_abbreviation or article.journal
    return _listed(who, journal, article.year or "no year", f"doi {doi}" if doi else "")


def _results(item: Evidence, quotes: Sequence[Citation]) -> Iterator[Result]:
    """The sentences of the record that state an effect with its name; a bare share or p-value names nothing."""
    text = item.article.text
    for start, end in sentence_spans(text):
        here = [effect for effect in item.effects if start <= effect.start < end]
        named = [effect for effect in here if effect.kind not in ("n", "p") and (effect.kind != "proportion")]
        if named:
            said = dict.fromkeys(effect_said(effect, text[effect.start : effect.end]) for effect in named)
            quoted = any(quote.start <= start and end <= quote.end for quote in quotes)
            yield Result("; ".join(said), _line(text[start:end]), quoted)


def _silent(cited: Sequence[Evidence]) -> tuple[tuple[str, str], ...]:
    """(aspect, the patient's value) that no cited record says anything of."""
    statuses: dict[tuple[str, str], set[str]] = {}
    for item in cited:
        for fit in item.fit.items:
            statuses.setdefault((fit.aspect, fit.patient), set()).add(fit.status)
    return tuple(key for key, found in statuses.items() if found == {"unknown"})


def _fit(item: Evidence, silent: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """What no record says is said once, under what is not known."""
    for status, said in _FITS.items():
        found = [fit for fit in item.fit.items if fit.status == status and (fit.aspect, fit.patient) not in silent]
        aspects = []
        for fit in found:
            if status == "mismatch":
                aspects.append(f"{fit.aspect} (patient: {fit.patient}; study: {fit.study or 'another'})")
            else:
                aspects.append(f"{fit.aspect} {fit.patient}" if fit.aspect == "variant" else fit.aspect)
        if aspects:
            yield status, said, ", ".join(dict.fromkeys(aspects))


def _disagreement(conflict: Conflict, studies: _Studies) -> Disagreement:
    return Disagreement(
        conflict.statement, conflict.headline, tuple(_side(position, studies) for position in conflict.positions)
    )


def _side(position: Position, studies: _Studies) -> Side:
    size = f"n {position.sample_size:,}" if position.sample_size else "n not stated"
    effect = effect_said(position.effect) if position.effect else "not stated"
    about = _listed(position.year or "no year", _grade(position.grade), size, *position.quote.flags)
    return Side(position.side, studies.number[position.pmid], position.pmid, about, effect, _line(position.quote.quote))


def _unknown(answer: Answer, studies: _Studies, patient: Patient | None) -> Iterator[str]:
    """What the cited records leave open: of the question and the patient, of their own standing, of an abstract."""
    cited = tuple(studies.items.values())
    if not cited:
        return
    if studies.silent:
        said = "; ".join(f"{aspect} ({value})" for aspect, value in studies.silent)
        yield f"No cited record says whether its people are like this patient in: {said}."
    if patient is None:
        yield "No patient facts were given: the fit is to the question only."
    unsure = [item.article.pmid for item in cited if "retraction unknown" in item.flags]
    if unsure:
        yield f"Whether they were retracted is not known of: PMID {', '.join(unsure)}."
    yield "Abstracts were read, not full texts: doses, subgroups and adverse events may be missing."


def _writer(answer: Answer) -> str:
    name = "extractive, no language model" if answer.model == "extractive" else answer.model
    return (
        f"{name}; text was sent to {answer.usage.sent_to}" if answer.usage.sent_to else f"{name}; nothing was sent out"
    )


def _grade(grade: Grade) -> str:
    return f"{grade.design}, level {grade.level or 'unknown'}"


def _listed(*parts: object) -> str:
    return ", ".join(str(part) for part in parts if part)


def _line(text: str) -> str:
    return " ".join(text.split())
