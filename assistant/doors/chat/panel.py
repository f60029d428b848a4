"""The evidence beside an answer, as HTML: a card for each cited study with its quotes marked, then what else was read.

A card's number leads back to the finding that cites it, so that the way works without a script and with the keyboard.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from textwrap import shorten

from assistant.doors.chat.inert import link_out, safe
from assistant.records.anatomy import GRAVE, Reference, quote_labels, references
from assistant.records.answer import Answer, Citation, Claim, Evidence
from ingest.records.article import DIGEST_MARK, Article

__all__ = ["evidence_html", "flags_html", "sources_html"]

_SHORT = 60
"""Characters of a question that stand for it."""
_TINTS = 4
"""Colors of quotes, one after another; the number beside a quote says which it is."""
_FLAG_TITLES = {"digest": "A digest written for Vouch from facts; not the abstract of the paper"}


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


def flags_html(flags: Sequence[str]) -> str:
    return "".join(
        f'<span class="vouch-flag{" vouch-grave" * (flag in GRAVE)}" title="{safe(_FLAG_TITLES.get(flag, flag))}">'
        f"{safe(flag)}</span>"
        for flag in sorted(flags, key=lambda flag: flag not in GRAVE)
    )


def _back(label: str, turn: int) -> str:
    said = f"Back to the finding that cites {label}"
    return f'<a class="vouch-back" href="#t{turn}f{label}" aria-label="{said}">[{label}]</a>'


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
        f'<p class="vouch-source">{_source(article, reference)}</p><p>{graded}{flags_html(item.flags)}</p>'
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
    source = f'<span class="vouch-where">{_source(item.article)} {flags_html(item.flags)}</span>'
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
