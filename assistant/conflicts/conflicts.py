"""Studies that disagree on one statement, shown side by side and not averaged.

Each finding of the answer is held against what the other records say of the same gene, variant or drug. Where one
opposes it, all sides are shown with grade, year, sample size and effect, and a newer or stronger study that stands
against the majority is named first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.conflicts.sides_taken import Side, nearly_same, stance, states_effect
from assistant.language.lexicon import word_set
from assistant.names.find import find
from assistant.question.asked import Asked, asked_for, content_words
from assistant.records.answer import Citation, Claim, Conflict, Evidence, Position, Query
from assistant.records.kinds import counting_as, kinds_with
from assistant.studies.sentences import Candidate, candidates
from assistant.variants.find import compare, find_variants

__all__ = ["find_conflicts"]

Judge = Callable[[str, str], Side | None]
"""Which side of the first text the second takes; None for neither."""

_MOST = 3
"""Conflicts shown."""
_COMMON_WORDS = 2
"""Words, besides names and the wording of reports, that two sentences on one outcome share at least."""
_COMMON_SHARE = 0.5
"""And of the shorter one's such words, at least this share."""


def find_conflicts(
    query: Query, claims: Sequence[Claim], evidence: Sequence[Evidence], *, judge: Judge = stance
) -> tuple[Conflict, ...]:
    """Conflicts among the records, the ones with most studies first. `judge`: wording by default; a model may do it."""
    asked = asked_for(query)
    said = {item.article.pmid: list(candidates(item, rank)) for rank, item in enumerate(evidence)}
    by_pmid = {item.article.pmid: item for item in evidence}
    found: dict[frozenset[str], Conflict] = {}
    for claim in claims:
        positions = _positions(claim, said, by_pmid, asked, judge)
        if any(p.side == "opposes" for p in positions) and any(p.side == "supports" for p in positions):
            conflict = Conflict(claim.text, _ordered(positions), _headline(positions))
            key = frozenset(position.pmid for position in positions)
            if not any(key <= other for other in found):
                found = {other: kept for other, kept in found.items() if not other <= key}
                found[key] = conflict
    return tuple(sorted(found.values(), key=lambda conflict: -len(conflict.positions))[:_MOST])


def _positions(
    claim: Claim, said: dict[str, list[Candidate]], by_pmid: dict[str, Evidence], asked: Asked, judge: Judge
) -> list[Position]:
    """One per study: the claim's own, and of each other the sentence that takes a side most clearly."""
    own = {citation.pmid for citation in claim.citations}
    made = [_position(by_pmid[c.pmid], "supports", c) for c in _first_of_each(claim.citations) if c.pmid in by_pmid]
    for pmid, sentences in said.items():
        if pmid in own:
            continue
        sides: dict[Side, Candidate] = {}
        for sentence in sentences:
            if _same_matter(claim.text, sentence, asked) and (side := judge(claim.text, sentence.text)):
                sides.setdefault(side, sentence)
        for side in ("opposes", "inconclusive", "supports"):
            if side in sides:
                made.append(_position(by_pmid[pmid], side, _citation(sides[side])))
                break
    return made


def _same_matter(statement: str, sentence: Candidate, asked: Asked) -> bool:
    """Whether the two can disagree at all: each states an effect or none, on the same names and the same outcome.

    A false disagreement costs a reader more than a missed one, so every doubt leaves the pair out.
    """
    known = asked.within(sentence.evidence.article)
    ours, theirs = known.named_in(statement), known.named_in(sentence.text)
    if known.specific and {c.name for c in ours} != {c.name for c in theirs}:
        return False
    about = {c.kind for c in known.named_in(sentence.evidence.article.text)}
    if not {c.kind for c, _ in known.concepts if c.kind in kinds_with("core")} <= about:
        return False
    if not _same_names(statement, sentence.text):
        return False
    if nearly_same(statement, sentence.text):
        return True
    stated = states_effect(statement) and states_effect(sentence.text)
    return stated and _same_outcome(statement, sentence.text)


def _same_names(statement: str, sentence: str) -> bool:
    """The same drugs (so the same comparison), the same gene among others, no other variant, and no other disease."""
    one, two = find(statement), find(sentence)
    for kind in counting_as("drug"):
        if {m.name for m in one if m.kind == kind} != {m.name for m in two if m.kind == kind}:
            return False
    genes, other_genes = ({m.name for m in found if m.kind == "gene"} for found in (one, two))
    if not (genes <= other_genes or other_genes <= genes) or bool(genes) != bool(other_genes):
        return False
    ours, theirs = find_variants(statement), find_variants(sentence)
    if ours and theirs and all(compare(a, b) == "different" for a in ours for b in theirs):
        return False
    ours_ill, theirs_ill = ({m.name for m in found if m.kind == "disease"} for found in (one, two))
    return not ours_ill or not theirs_ill or bool(ours_ill & theirs_ill)


def _same_outcome(statement: str, sentence: str) -> bool:
    """Enough common words, names and the wording of reports aside: "stent thrombosis" is not "resistance"."""
    names = {word for text in (statement, sentence) for m in find(text) for word in content_words(m.surface)}
    ours, theirs = (content_words(text) - names - word_set("report_words") for text in (statement, sentence))
    common = len(ours & theirs)
    return common >= _COMMON_WORDS and common >= _COMMON_SHARE * min(len(ours), len(theirs))


def _first_of_each(citations: Sequence[Citation]) -> list[Citation]:
    return list({citation.pmid: citation for citation in reversed(citations)}.values())[::-1]


def _citation(sentence: Candidate) -> Citation:
    article, item = sentence.evidence.article, sentence.evidence
    section = article.section_at(sentence.start)
    label = (section.label or ("title" if section.kind == "title" else "abstract")) if section else "abstract"
    return Citation(
        pmid=article.pmid,
        quote=sentence.text,
        start=sentence.start,
        end=sentence.end,
        section=label,
        revision=article.revision,
        title=article.title,
        journal=article.journal_abbreviation or article.journal,
        year=article.year,
        design=item.grade.design,
        flags=item.flags,
    )


def _position(item: Evidence, side: Side, quote: Citation) -> Position:
    inside = [effect for effect in item.effects if quote.start <= effect.start and effect.end <= quote.end]
    measured = [effect for effect in inside if effect.kind not in ("n", "p")]
    sizes = [effect.value for effect in item.effects if effect.kind == "n"]
    return Position(
        pmid=item.article.pmid,
        side=side,
        quote=quote,
        grade=item.grade,
        year=item.article.year,
        sample_size=int(max(sizes)) if sizes else None,
        effect=measured[0] if measured else None,
    )


def _ordered(positions: Sequence[Position]) -> tuple[Position, ...]:
    """Stronger studies first, then newer ones, whatever their side."""
    return tuple(sorted(positions, key=lambda p: (-p.grade.strength, -(p.year or 0), p.pmid)))


def _headline(positions: Sequence[Position]) -> str:
    """Names the newest or strongest study when it stands against the majority; empty when none does."""
    sides = {side: [p for p in positions if p.side == side] for side in ("supports", "opposes")}
    many, few = sorted(sides.values(), key=len, reverse=True)
    if not few or len(many) == len(few):
        return _undecided(sides["supports"], sides["opposes"])
    best = max(few, key=lambda p: (p.grade.strength, p.year or 0))
    stronger = best.grade.strength > max(p.grade.strength for p in many)
    newest = max(few, key=lambda p: p.year or 0)
    newer = newest.year is not None and newest.year > max((p.year or 0 for p in many), default=0)
    if not (stronger or newer):
        return ""
    study = best if stronger else newest
    kind = "stronger and newer" if stronger and study.year and study is newest and newer else "stronger"
    verb = "opposes" if study.side == "opposes" else "supports"
    return (
        f"A {kind if stronger else 'newer'} study ({study.grade.design}, {study.year or 'year not given'}, "
        f"PMID {study.pmid}) {verb} this statement, against the majority."
    )


def _undecided(supporting: Sequence[Position], opposing: Sequence[Position]) -> str:
    """As many on each side: the stronger side is named when one is."""
    if not supporting or not opposing:
        return ""
    one, two = (max(p.grade.strength for p in side) for side in (supporting, opposing))
    if one == two:
        return ""
    best = max((*supporting, *opposing), key=lambda p: p.grade.strength)
    return (
        f"The strongest study ({best.grade.design}, {best.year or 'year not given'}, PMID {best.pmid}) {best.side} it."
    )
