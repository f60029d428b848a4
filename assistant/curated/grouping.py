"""Few rows of many matches: by therapy and direction, with how many items say the same, the best level first.

One row stands for all items on a therapy that say the same of it. A row on mutations of the gene at large gives way to
those on the case's own variant that speak of the same drug, and stands behind all others: what holds for most
mutations of EGFR does not for T790M. Approvals are a row of their own where no clinical evidence speaks for the drug.

Of what to give, what works stands first and what fails last: evidence of a benefit that a variant of the case resists
stands with what fails, or not at all where it is on mutations at large (`assistant.curated.resistance`).
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from assistant.curated.advice import advice_groups
from assistant.curated.case import Case
from assistant.curated.course import is_conditional, off_line, setting_said
from assistant.curated.enzymes import not_counted
from assistant.curated.matching import Match
from assistant.curated.regimens import Group, Key, Regimen, favors, opposes, regimens
from assistant.curated.resistance import Resisted, bypassing, countering, resisted_by
from assistant.knowledge.tables import lookup
from assistant.records.curated import CuratedRow
from assistant.variants.same_variant import Identity

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
_KEPT = 3
"""Rows of resistance by clinical evidence that are shown, however many there are of benefit."""
_LEVELED = 3
"""Rank of what neither an approval nor level A stands behind: its level tells."""
_FAILING = 3
"""Rung of what fails and was had; behind it what fails, what a variant resists, what fails on mutations at large."""
_AGENCIES = ("FDA", "EMA")
_OF_PATIENT = ("exact", "phenotype")
_TREATED = "after earlier treatment"
"""The setting of labels for those who had another drug."""


class _Block(msgspec.Struct, frozen=True):
    """All that is matched of one regimen."""

    regimen: Regimen
    evidence: tuple[Match, ...]
    approvals: tuple[Match, ...]
    countered: tuple[Identity, ...] = ()
    """Variants of the case that resist it, where all that favors it is on others."""
    silent: tuple[Identity, ...] = ()
    """Variants of the case that a drug of its others fails at, and that nothing which favors the regimen is on."""
    line: str = ""
    """That of the case."""
    had: Regimen = frozenset()
    """Its drugs that the patient has had."""
    new: bool = False
    """It answers to a resistance: it is on a variant of the case that resists another drug."""

    @property
    def all(self) -> tuple[Match, ...]:
        return (*self.evidence, *self.approvals)

    @property
    def level(self) -> str:
        return min((one.fact.level for one in self.evidence if not one.vague), default="F")

    @property
    def labels(self) -> tuple[Match, ...]:
        """The approvals for the case's line, or all where none is."""
        own = tuple(one for one in self.approvals if not off_line([one.fact], self.line))
        return own or self.approvals

    @property
    def off(self) -> bool:
        """Whether it is approved for another line alone, or for all with the disease once the marker's drugs fail."""
        facts = [one.fact for one in self.approvals]
        return off_line(facts, self.line) or self.conditional

    @property
    def again(self) -> bool:
        """Whether it gives again what the patient has had: all of it, or some where no label is for those who had
        earlier treatment."""
        labeled = _TREATED in setting_said([one.fact for one in self.labels])
        return bool(self.had) and (self.regimen <= self.had or not labeled)

    @property
    def conditional(self) -> bool:
        return bool(self.all) and all(is_conditional(one.fact) for one in self.all)

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
    return tuple(_row(group, case) for group in _few(groups)), max(0, len(groups) - MOST)


def _few(groups: Sequence[Group]) -> Sequence[Group]:
    """The first, with room for the first of what fails."""
    cut = groups[MOST:]
    failing = [group for group in cut if _is_against(group.matches[0].fact.direction, group.matches)]
    kept = failing[: max(0, _KEPT - sum(opposes(group.matches[0].fact.direction) for group in groups[:MOST]))]
    return [*groups[: MOST - len(kept)], *kept]


def _row(group: Group, case: Case) -> CuratedRow:
    best = group.matches[0]
    pmids = tuple(dict.fromkeys(pmid for one in group.matches for pmid in one.fact.pmids))[:_MOST_PMIDS]
    items = len({(one.fact.identifier, one.fact.date) for one in group.matches})
    countered = bool(group.countered) and favors(best.fact)
    against = f"{', '.join(map(_said, group.countered))} resists it" if countered else ""
    because = "; ".join(filter(None, (against, best.because)))
    return CuratedRow(
        best.fact,
        best.subject,
        best.disease,
        approved=group.approved,
        items=items,
        pmids=pmids,
        because=because,
        countered=countered,
        limit=group.limit if favors(best.fact) else "",
        aside=group.aside and favors(best.fact),
        not_counted=not_counted(case, best.fact) if best.subject in _OF_PATIENT else (),
    )


def _said(one: Identity) -> str:
    return f"{one.gene} {one.value}".strip()


def _evidence(matches: Sequence[Match], case: Case) -> list[Group]:
    """Blocks of a therapy, the best first; in a block its benefit, its resistance and its harm side by side."""
    blocks = sorted(_blocks(matches, case), key=lambda block: _standing(block, case))
    used: set[str] = set()
    groups = [
        msgspec.structs.replace(group, countered=block.countered, limit=_limit(block), aside=_is_aside(block))
        for block in blocks
        for group in list(_of_block(block, used, case))[: MOST if case.which_variant else _OF_A_THERAPY]
    ]
    clinical = [group for group in groups if _is_clinical(group)]
    return clinical if len(clinical) >= _ENOUGH and "Predictive" in case.wanted else groups


def _limit(block: _Block) -> str:
    """For which line the labels are, and which variant of the case nothing here is on."""
    settings = setting_said([one.fact for one in block.labels])
    labeled = f"labeled {' or '.join(map(_worded, settings))}" if settings else ""
    silent = f"says nothing of {', '.join(map(_said, block.silent))}" if block.silent else ""
    had = f"{' and '.join(sorted(block.had))} had before" if block.had else ""
    return "; ".join(filter(None, (labeled, had, silent)))


def _worded(setting: str) -> str:
    return lookup("label_settings").get(setting, setting)


def _is_aside(block: _Block) -> bool:
    return block.off or block.again or bool(block.silent)


def _is_clinical(group: Group) -> bool:
    best = group.matches[0]
    return best.fact.kind == "approval" or best.fact.level in (_TRIALS if best.vague else _CLINICAL)


def _blocks(matches: Sequence[Match], case: Case) -> list[_Block]:
    """Matches by regimen; those on the gene's mutations at large only where no other speaks of one of its drugs, and
    those on one of the case's variants only where none on more of them says the contrary: imatinib is for a BCR-ABL1
    fusion, and not for one with T315I."""
    resisted = resisted_by(matches)
    fuller = [one for one in matches if one.covers > 1]
    exact = {drug for one in matches if not one.vague for some in regimens(one.fact) for drug in some}
    proven = {
        some
        for one in matches
        if not one.vague and one.fact.level in _TRIALS and favors(one.fact)
        for some in regimens(one.fact)
    }
    evidence: defaultdict[Regimen, list[Match]] = defaultdict(list)
    approvals: defaultdict[Regimen, list[Match]] = defaultdict(list)
    for one in matches:
        for regimen in regimens(one.fact):
            label = one.fact.kind == "approval"
            if _is_denied(one, regimen, fuller) or (one.vague and _fails(one, regimen, resisted, case)):
                continue
            if not (one.vague and regimen & exact) or (label and regimen in proven):
                (approvals if label else evidence)[regimen].append(one)
    approvals = _same_label(approvals, evidence)
    keys = dict.fromkeys([*evidence, *approvals])
    parted = [(key, tuple(evidence.get(key, ())), tuple(approvals.get(key, ()))) for key in keys]
    counters = frozenset(
        variant for key, *some in parted for one in itertools.chain(*some) for variant in countering(one, key, resisted)
    )
    bypassed = bypassing(matches, resisted)
    return [_block(*one, case, resisted, counters, bypassed) for one in parted]


def _is_denied(one: Match, regimen: Regimen, fuller: Sequence[Match]) -> bool:
    """Whether one of these is on the same variants and more, and says the contrary of the regimen."""
    if not one.on:
        return False
    on_more = [other for other in fuller if one.on < other.on and regimen in regimens(other.fact)]
    return any(favors(other.fact) != favors(one.fact) for other in on_more)


def _fails(one: Match, regimen: Regimen, resisted: Mapping[Identity, Resisted], case: Case) -> bool:
    """Whether a benefit is none for a case whose own variant resists it, or that had the drug and asks what is next."""
    had = favors(one.fact) and regimen <= case.prior
    return had or bool(countering(one, regimen, resisted))


def _block(
    regimen: Regimen,
    evidence: tuple[Match, ...],
    approvals: tuple[Match, ...],
    case: Case,
    resisted: Mapping[Identity, Resisted],
    counters: frozenset[Identity],
    bypassed: Sequence[Identity],
) -> _Block:
    favoring = [one for one in (*evidence, *approvals) if favors(one.fact)]
    by = [countering(one, regimen, resisted) for one in favoring]
    countered = tuple(dict.fromkeys(variant for some in by for variant in some)) if all(by) else ()
    new = any(not one.vague and one.on & counters for one in favoring)
    silent = () if countered else _unheard(favoring, bypassed)
    return _Block(regimen, evidence, approvals, countered, silent, case.line, regimen & case.prior, new)


def _unheard(favoring: Sequence[Match], bypassed: Sequence[Identity]) -> tuple[Identity, ...]:
    """The variants that a drug of the case's other variants fails at, where all that favors the regimen is on those
    others: evidence on the driver leaves open whether it works beside what came upon it."""
    of_gene = [variant for variant in bypassed if any(variant.gene in one.fact.genes for one in favoring)]
    return tuple(variant for variant in of_gene if not any(variant in one.on for one in favoring))


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


def _of_block(block: _Block, used: set[str], case: Case) -> Iterator[Group]:
    """A group for each direction, and where it is asked which variant for each of them; what only denies a resistance
    is left out beside what speaks for the therapy."""
    if case.which_variant:
        yield from _by_variant(block, used, case)
        return
    marks = _marks(block.labels)
    directions: defaultdict[str, list[Match]] = defaultdict(list)
    for one in block.evidence:
        directions[one.fact.direction].append(one)
    helped = [one for one in block.evidence if favors(one.fact)]
    by_label = bool(marks) and not any(one.fact.level in _TRIALS for one in helped)
    if by_label:
        newest = sorted(block.labels, key=lambda one: (*_order(one)[2:4], -(one.fact.year or 0), one.fact.identifier))
        yield Group(block.regimen, (*newest, *sorted(helped, key=_order)), marks)
    first = sorted(
        directions.items(),
        key=lambda item: (
            bool(block.countered) and any(favors(one.fact) for one in item[1]),
            min(map(_order, item[1])),
        ),
    )
    for direction, some in first:
        speaks_for = any(favors(one.fact) for one in some)
        if (speaks_for and by_label) or ((helped or marks) and not speaks_for and not _is_against(direction, some)):
            continue
        ordered = sorted(some, key=_order)
        best = next((one for one in ordered if one.fact.identifier not in used), None)
        if best is not None:
            used.add(best.fact.identifier)
            rest = [one for one in ordered if one is not best]
            yield Group(block.regimen, (best, *rest), marks if speaks_for else ())


def _by_variant(block: _Block, used: set[str], case: Case) -> Iterator[Group]:
    """A group for each variant and direction, the best level first; where it is asked why the drug fails, what speaks
    against it before all."""
    parted: defaultdict[tuple[str, str], list[Match]] = defaultdict(list)
    for one in block.all:
        parted[one.fact.direction, one.fact.biomarker].append(one)
    groups = [Group(block.regimen, tuple(sorted(some, key=_order))) for some in parted.values()]
    for group in sorted(groups, key=lambda group: (case.resistance and favors(group.first), _order(group.matches[0]))):
        if group.first.identifier not in used:
            used.add(group.first.identifier)
            yield group


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
    """Drugs asked about first; then the kind that is asked for; then what is on the named variant; then by what to give
    (`_rung`), where what answers to a resistance stands before what is on the variant it came upon; then the level,
    where what is approved stands right behind level A; then the disease; of two what both agencies approved, and the
    newer."""
    variants = {one.gene for one in case.there}
    facts = [one.fact for one in block.all]
    on_variant = not variants or any(variants & set(fact.genes) for fact in facts)
    approved = bool(block.approvals)
    rank = 0 if approved and block.level == "A" else 1 if block.level == "A" else 2 if approved else _LEVELED
    return (
        not (block.regimen & case.drugs),
        bool(case.first) and not any(fact.evidence_type in case.first for fact in facts),
        not on_variant,
        _rung(block, case),
        not any(favors(fact) or opposes(fact.direction) for fact in facts) and "Predictive" in case.wanted,
        block.off or block.again,
        block.contested and rank < _LEVELED,
        not (block.new and rank < _LEVELED),
        rank,
        all(one.disease == "parent" for one in block.all),
        block.level if rank > 1 and not approved else "",
        block.agreed,
        sorted(block.regimen),
    )


def _rung(block: _Block, case: Case) -> int:
    """What works on the named variant by clinical evidence, what does on mutations at large, what works but in the
    laboratory, what fails or was had; where it is not asked what to give only what is at large is behind."""
    vague = all(one.vague for one in block.all)
    if "Predictive" not in case.wanted or case.resistance:
        return int(vague)
    helped = [one for one in block.all if favors(one.fact)]
    had = bool(block.regimen) and block.regimen <= case.prior
    if not helped or block.countered or had:
        return _FAILING + (2 if helped and not had else 0 if had else 1 if not vague else 3)
    clinical = any(one.fact.kind == "approval" or one.fact.level in _CLINICAL for one in helped)
    return int(vague) if clinical else 2


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
