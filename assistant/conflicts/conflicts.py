"""Studies that disagree on one statement, shown side by side and not averaged.

Each finding of the answer is held against what the other records say of the same gene, variant or drug. Where one
opposes it, all sides are shown with grade, year, sample size and effect, and a newer or stronger study that stands
against the majority is named first.

Sentences that are not near in wording are set against each other only where both are on the same variant, drug,
comparison and outcome (`findings`), and two that found nothing never are.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.conflicts.findings import findings, on_one_matter
from assistant.conflicts.sides_taken import Side, nearly_same, stance
from assistant.names.find import find
from assistant.question.asked import Asked, asked_for
from assistant.records.answer import Citation, Claim, Conflict, Evidence, Position, Query
from assistant.records.kinds import counting_as, kinds_with
from assistant.studies.sentences import Candidate, candidates
from assistant.variants.find import compare, find_variants
from ingest.records.article import Article

__all__ = ["SHOWN", "find_conflicts", "side_of"]

SHOWN = False
"""Whether answers show conflicts. They may once nine in ten of those shown are conflicts; of the labeled pairs of the
held half it is two in ten (`./run eval conflicts`)."""

_MOST = 3
"""Conflicts found at most."""


def find_conflicts(query: Query, claims: Sequence[Claim], evidence: Sequence[Evidence]) -> tuple[Conflict, ...]:
    """Conflicts among the records, the ones with most studies first."""
    asked = asked_for(query)
    said = {item.article.pmid: list(candidates(item, rank)) for rank, item in enumerate(evidence)}
    by_pmid = {item.article.pmid: item for item in evidence}
    found: dict[frozenset[str], Conflict] = {}
    for claim in claims:
        positions = _positions(claim, said, by_pmid, asked)
        if any(p.side == "opposes" for p in positions) and any(p.side == "supports" for p in positions):
            conflict = Conflict(claim.text, _ordered(positions), _headline(positions))
            key = frozenset(position.pmid for position in positions)
            if not any(key <= other for other in found):
                found = {other: kept for other, kept in found.items() if not other <= key}
                found[key] = conflict
    return tuple(sorted(found.values(), key=lambda conflict: -len(conflict.positions))[:_MOST])


def _positions(
    claim: Claim, said: dict[str, list[Candidate]], by_pmid: dict[str, Evidence], asked: Asked
) -> list[Position]:
    """One per study: the claim's own, and of each other the sentence that takes a side most clearly."""
    own = {citation.pmid for citation in claim.citations}
    record = next((by_pmid[c.pmid].article for c in claim.citations if c.pmid in by_pmid), None)
    made = [_position(by_pmid[c.pmid], "supports", c) for c in _first_of_each(claim.citations) if c.pmid in by_pmid]
    for pmid, sentences in said.items():
        if pmid in own:
            continue
        sides: dict[Side, Candidate] = {}
        for sentence in sentences:
            if record is None or not _as_asked(claim.text, sentence, asked):
                continue
            if side := side_of(claim.text, record, sentence.text, sentence.evidence.article):
                sides.setdefault(side, sentence)
        for side in ("opposes", "inconclusive", "supports"):
            if side in sides:
                made.append(_position(by_pmid[pmid], side, _citation(sides[side])))
                break
    return made


def side_of(statement: str, record: Article, sentence: str, other_record: Article) -> Side | None:
    """Which side of a statement of one record a sentence of another takes; None when the two cannot disagree at all.

    A false disagreement costs a reader more than a missed one, so every doubt leaves the pair out.
    """
    if _same_names(statement, sentence) and nearly_same(statement, sentence):
        return stance(statement, sentence)
    ours, theirs = findings(statement, record), findings(sentence, other_record)
    pairs = [(one, other) for one in ours for other in theirs if on_one_matter(one, other)]
    if any(one.null != other.null for one, other in pairs):
        return "opposes"
    if any(one.null for one, _ in pairs):
        return "supports"
    return stance(statement, sentence) if pairs else None


def _as_asked(statement: str, sentence: Candidate, asked: Asked) -> bool:
    """Whether the two name the same of what was asked, and the sentence's record all of its core."""
    known = asked.within(sentence.evidence.article)
    ours, theirs = known.named_in(statement), known.named_in(sentence.text)
    if known.specific and {c.name for c in ours} != {c.name for c in theirs}:
        return False
    about = {c.kind for c in known.named_in(sentence.evidence.article.text)}
    return {c.kind for c, _ in known.concepts if c.kind in kinds_with("core")} <= about


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
        title=article.cited_title,
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
