"""Few rows of many matches: by therapy and direction, with how many items say the same, the best level first.

One row stands for all items on a therapy that say the same of it. A row on mutations of the gene at large gives way to
those on the case's own variant that speak of the same drug, and stands behind all others: what holds for most
mutations of EGFR does not for T790M. Approvals are a row of their own where no clinical evidence speaks for the drug.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from assistant.curated.advice import advice_groups
from assistant.curated.case import Case
from assistant.curated.matching import Match
from assistant.curated.regimens import Group, Key, Regimen, favors, opposes, regimens
from assistant.records.curated import CuratedRow

__all__ = ["MOST", "chosen"]

MOST = 12
"""Rows that are shown; the rest is counted."""
_OF_A_THERAPY = 3
_CLINICAL = frozenset(["A", "B", "C"])
_TRIALS = frozenset(["A", "B"])
_ENOUGH = 4
"""Rows of clinical evidence from which preclinical ones are only counted."""
_DISEASES = ("same", "narrower", "parent", "any")
_MOST_PMIDS = 12
_LEVELED = 3
"""Rank of what neither an approval nor level A stands behind: its level tells."""
_AGENCIES = ("FDA", "EMA")


class _Block(msgspec.Struct, frozen=True):
    """All that is matched of one regimen."""

    regimen: Regimen
    evidence: tuple[Match, ...]
    approvals: tuple[Match, ...]

    @property
    def level(self) -> str:
        return min((one.fact.level for one in self.evidence if not one.vague), default="F")

    @property
    def contested(self) -> bool:
        """Trials speak against it for this case, whatever it is approved for."""
        return any(opposes(one.fact.direction) and one.fact.level in _TRIALS and not one.vague for one in self.evidence)

    @property
    def agreed(self) -> tuple[int, int]:
        """Agencies that approved it for the very biomarker, and the year of the latest approval; more and newer first
        when sorted. Without an approval the year of the newest item."""
        exact = [one.fact for one in self.approvals if not one.vague]
        dated = exact or [one.fact for one in self.evidence]
        return -len({fact.source for fact in exact}), -max((fact.year or 0 for fact in dated), default=0)


def chosen(matches: Iterable[Match], case: Case) -> tuple[tuple[CuratedRow, ...], int]:
    """The rows to show, and how many more there would have been."""
    found = list(matches)
    groups = advice_groups([one for one in found if one.fact.kind == "guideline"], case)
    groups += _evidence([one for one in found if one.fact.kind != "guideline"], case)
    return tuple(_row(group) for group in groups[:MOST]), max(0, len(groups) - MOST)


def _row(group: Group) -> CuratedRow:
    best = group.matches[0]
    pmids = tuple(dict.fromkeys(pmid for one in group.matches for pmid in one.fact.pmids))[:_MOST_PMIDS]
    items = len({(one.fact.identifier, one.fact.date) for one in group.matches})
    return CuratedRow(
        best.fact, best.subject, best.disease, approved=group.approved, items=items, pmids=pmids, because=best.because
    )


def _evidence(matches: Sequence[Match], case: Case) -> list[Group]:
    """Blocks of a therapy, the best first; in a block its benefit, its resistance and its harm side by side."""
    blocks = sorted(_blocks(matches, case), key=lambda block: _standing(block, case))
    used: set[str] = set()
    groups = [group for block in blocks for group in list(_of_block(block, used))[:_OF_A_THERAPY]]
    clinical = [group for group in groups if _is_clinical(group)]
    return clinical if len(clinical) >= _ENOUGH and "Predictive" in case.wanted else groups


def _is_clinical(group: Group) -> bool:
    best = group.matches[0]
    return best.fact.kind == "approval" or best.fact.level in (_TRIALS if best.vague else _CLINICAL)


def _blocks(matches: Sequence[Match], case: Case) -> list[_Block]:
    """Matches by regimen; those on the gene's mutations at large only where no other speaks of one of its drugs, and
    those on one of the case's variants only where none on more of them speaks of the same: imatinib is for a BCR-ABL1
    fusion, and not for one with T315I."""
    exact = {drug for one in matches if not one.vague for some in regimens(one.fact) for drug in some}
    proven = {
        some
        for one in matches
        if not one.vague and one.fact.level in _TRIALS and favors(one.fact)
        for some in regimens(one.fact)
    }
    covered: defaultdict[Regimen, int] = defaultdict(int)
    for one in matches:
        for regimen in regimens(one.fact):
            covered[regimen] = max(covered[regimen], one.covers)
    evidence: defaultdict[Regimen, list[Match]] = defaultdict(list)
    approvals: defaultdict[Regimen, list[Match]] = defaultdict(list)
    for one in matches:
        for regimen in regimens(one.fact):
            label = one.fact.kind == "approval"
            if 0 < one.covers < covered[regimen]:
                continue
            if not (one.vague and regimen & exact) or (label and regimen in proven):
                (approvals if label else evidence)[regimen].append(one)
    approvals = _same_label(approvals, evidence)
    keys = dict.fromkeys([*evidence, *approvals])
    return [_Block(key, tuple(evidence.get(key, ())), tuple(approvals.get(key, ()))) for key in keys]


def _same_label(
    approvals: Mapping[Regimen, list[Match]], evidence: Mapping[Regimen, list[Match]]
) -> defaultdict[Regimen, list[Match]]:
    """Approvals that differ only in what a labeled drug is combined with, as one: with cisplatin, with carboplatin."""
    labels: dict[str, Regimen] = {}
    for regimen, some in approvals.items():
        for one in some:
            labels[one.fact.identifier] = labels.get(one.fact.identifier, regimen) & regimen
    made: defaultdict[Regimen, list[Match]] = defaultdict(list)
    combined: dict[Regimen, Regimen] = {}
    for regimen in sorted(approvals, key=lambda key: (-len(approvals[key]), sorted(key))):
        some = approvals[regimen]
        core = frozenset.union(*(labels[one.fact.identifier] for one in some))
        alone = regimen in evidence or regimen == core or not core
        made[regimen if alone else combined.setdefault(core, regimen)] += some
    return made


def _of_block(block: _Block, used: set[str]) -> Iterator[Group]:
    """A group for each direction; what only denies a resistance is left out beside what speaks for the therapy."""
    marks = _marks(block.approvals)
    directions: defaultdict[str, list[Match]] = defaultdict(list)
    for one in block.evidence:
        directions[one.fact.direction].append(one)
    helped = [one for one in block.evidence if favors(one.fact)]
    by_label = bool(marks) and not any(one.fact.level in _TRIALS for one in helped)
    if by_label:
        newest = sorted(
            block.approvals, key=lambda one: (*_order(one)[2:4], -(one.fact.year or 0), one.fact.identifier)
        )
        yield Group(block.regimen, (*newest, *sorted(helped, key=_order)), marks)
    for direction, some in sorted(directions.items(), key=lambda item: min(map(_order, item[1]))):
        speaks_for = any(favors(one.fact) for one in some)
        if (speaks_for and by_label) or ((helped or marks) and not speaks_for and not _is_against(direction, some)):
            continue
        ordered = sorted(some, key=_order)
        best = next((one for one in ordered if one.fact.identifier not in used), None)
        if best is not None:
            used.add(best.fact.identifier)
            rest = [one for one in ordered if one is not best]
            yield Group(block.regimen, (best, *rest), marks if speaks_for else ())


def _is_against(direction: str, matches: Sequence[Match]) -> bool:
    """Whether it speaks against the therapy, by clinical evidence: beside an approved drug no cell line does."""
    return opposes(direction) and any(one.fact.level in _CLINICAL for one in matches)


def _marks(approvals: Sequence[Match]) -> tuple[str, ...]:
    """ "FDA 2020": of each agency the first year."""
    years: dict[str, int] = {}
    for one in approvals:
        if one.fact.year:
            years[one.fact.source] = min(one.fact.year, years.get(one.fact.source, one.fact.year))
    order = sorted(years, key=lambda agency: (_AGENCIES.index(agency) if agency in _AGENCIES else 2, agency))
    return tuple(f"{agency} {years[agency]}" for agency in order)


def _standing(block: _Block, case: Case) -> Key:
    """Drugs asked about first; then what is on the named variant, before what holds for the gene's mutations at large;
    drugs had before last of these; then the level, where what is approved stands right behind level A; then the
    disease; of two what both agencies approved, and the newer."""
    variants = {one.gene for one in case.there}
    facts = [one.fact for one in (*block.evidence, *block.approvals)]
    on_variant = not variants or any(variants & set(fact.genes) for fact in facts)
    approved = bool(block.approvals)
    rank = 0 if approved and block.level == "A" else 1 if block.level == "A" else 2 if approved else _LEVELED
    return (
        not (block.regimen & case.drugs),
        not on_variant,
        all(one.vague for one in (*block.evidence, *block.approvals)),
        bool(block.regimen) and block.regimen <= case.prior,
        not any(favors(fact) or opposes(fact.direction) for fact in facts) and "Predictive" in case.wanted,
        block.contested and rank < _LEVELED,
        rank,
        all(one.disease == "parent" for one in (*block.evidence, *block.approvals)),
        block.level if rank > 1 and not approved else "",
        block.agreed,
        sorted(block.regimen),
    )


def _order(one: Match) -> Key:
    """Of the matches that say the same: the best level, then the nearest to the case, then the best rated."""
    fact = one.fact
    return (
        one.vague,
        fact.level or ("A" if fact.kind == "approval" else "F"),
        one.nearness,
        _DISEASES.index(one.disease),
        -int(fact.rating or 0),
        -(fact.year or 0),
        fact.identifier,
    )
