"""Which drugs a variant of the case resists by the curated rows, and which rows for them it counters.

Evidence on a driver, or on mutations of the gene at large, says nothing of a tumor that has a variant of the same gene
which resists the drug: gefitinib is for EGFR mutations, and not for one with C797S. A drug is resisted by what is said
against it, or against a class that has it, at no lower a level than what is said for it. A row that needs several
variants together speaks of none of them alone, but for the one that the drug is not given for: the others are the
driver and what it works on.

Of the rest of the class that the gene names nothing is said: a later drug is made for what an earlier one fails at. But
what holds for mutations at large is left out for them, too, unless the drug is favored on the very variant or labeled
for those who had the one that is resisted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from assistant.curated.course import drugs_before
from assistant.curated.matching import VAGUE, Match
from assistant.curated.regimens import Regimen, drug_words, favors, opposes, regimens
from assistant.names.classes import classes_of, members
from assistant.variants.find import genes_named
from assistant.variants.same_variant import Identity

__all__ = ["Resisted", "bypassing", "countering", "resisted_by"]

_LEVELS = frozenset(["A", "B", "C", "D"])
_SEVERAL = 2


class Resisted(msgspec.Struct, frozen=True):
    """Of one variant."""

    drugs: frozenset[str]
    """Words of the names of the drugs that rows say it resists."""
    kin: frozenset[str]
    """Those, and the rest of their classes that the gene names: nothing tells of these, not even that they work."""


def resisted_by(matches: Sequence[Match]) -> dict[Identity, Resisted]:
    """By each variant asked about that the rows have resistance of."""
    found = [one for one in matches if not one.vague and not _is_of_one_kind(one)]
    favored: defaultdict[Identity, dict[str, str]] = defaultdict(dict)
    against: defaultdict[Identity, dict[str, str]] = defaultdict(dict)
    for one in found:
        if favors(one.fact):
            for variant in _named(one):
                _hold(favored[variant], one)
    for one in found:
        if opposes(one.fact.direction) and one.fact.level in _LEVELS:
            for drug in _alone(one):
                for variant in _resisting(one, drug, favored):
                    _hold(against[variant], one)
    later = _later(matches)
    made = {variant: _resisted(variant.gene, drugs, favored[variant], later) for variant, drugs in against.items()}
    return {variant: one for variant, one in made.items() if one.drugs}


def _hold(levels: dict[str, str], one: Match) -> None:
    level = one.fact.level or "A"
    for drug in _alone(one):
        levels[drug] = min(level, levels.get(drug, level))


def _named(one: Match) -> Sequence[Identity]:
    return [variant for variant in one.on if variant.kind not in VAGUE]


def _resisting(one: Match, drug: str, favored: Mapping[Identity, Mapping[str, str]]) -> Sequence[Identity]:
    """The one variant that a row blames; none where it is on several that no row of the drug tells apart."""
    named = _named(one)
    if len(named) < _SEVERAL:
        return named
    left = [variant for variant in named if variant.kind != "fusion" and drug not in favored.get(variant, ())]
    return left if len(left) < _SEVERAL else []


def _later(matches: Iterable[Match]) -> dict[str, set[str]]:
    """Drugs of approvals for those who had another drug: by that one, as "alectinib" to "lorlatinib"."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in matches:
        for had in drugs_before(one.fact):
            found[had] |= {drug for regimen in regimens(one.fact) for drug in regimen}
    return found


def countering(one: Match, regimen: Regimen, resisted: Mapping[Identity, Resisted]) -> tuple[Identity, ...]:
    """The variants of the same gene that resist what the row favors, and that the row is not on by name."""
    if not favors(one.fact):
        return ()
    others = [variant for variant in resisted if variant.gene in one.fact.genes]
    return tuple(
        variant
        for variant in others
        if (one.vague or variant not in one.on)
        and (regimen & resisted[variant].drugs or (one.vague and regimen <= resisted[variant].kin))
    )


def bypassing(matches: Iterable[Match], resisted: Mapping[Identity, Resisted]) -> Sequence[Identity]:
    """The variants that resist a drug which is favored on another of the case's variants of their gene, and not on
    them: T790M beside L858R by gefitinib, and not L858R, which resists cetuximab."""
    on: defaultdict[tuple[str, str], set[Identity]] = defaultdict(set)
    for one in matches:
        if favors(one.fact) and not one.vague:
            for variant in _named(one):
                for drug in _alone(one):
                    on[variant.gene, drug].add(variant)
    return [
        variant
        for variant, some in resisted.items()
        if any(on.get((variant.gene, drug), set()) - {variant} for drug in some.drugs)
    ]


def _is_of_one_kind(one: Match) -> bool:
    """On a single variant where the case has only the class that it is of."""
    return one.subject == "member" and all(len(group) == 1 for group in one.fact.requires)


def _alone(one: Match) -> Sequence[str]:
    return [drug for regimen in regimens(one.fact) if len(regimen) == 1 for drug in regimen if one.fact.therapies]


def _resisted(
    gene: str, against: Mapping[str, str], favored: Mapping[str, str], later: Mapping[str, Collection[str]]
) -> Resisted:
    drugs = {drug for drug, level in against.items() if drug not in favored or level <= favored[drug]}
    held = {drug_words(one.text) for drug in drugs for one in members(drug)}
    kin = {other for drug in drugs for name in _classes(drug, gene) for other in _of_class(name)}
    spared = favored.keys() | {other for drug in drugs for other in later.get(drug, ())}
    resisted = frozenset((drugs | held) - (held & favored.keys()))
    return Resisted(resisted, resisted | (kin - spared))


def _classes(drug: str, gene: str) -> Sequence[str]:
    return [one.text for one in classes_of(drug) if set(genes_named(one.text)) == {gene}]


def _of_class(name: str) -> Sequence[str]:
    return [drug_words(one.text) for one in members(name)]
