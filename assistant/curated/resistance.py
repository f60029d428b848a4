"""Which drugs a variant of the case resists by the curated rows, and which rows for them it counters.

Evidence on a driver, or on mutations of the gene at large, says nothing of a tumor that has a variant of the same gene
which resists the drug: gefitinib is for EGFR mutations, and not for one with C797S. A drug is resisted by what is said
against it alone, at no lower a level than what is said for it; and so is a class that is named by the gene, but for the
drugs of it that are favored on the very variant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from assistant.curated.matching import VAGUE, Match
from assistant.curated.regimens import Regimen, drug_words, favors, opposes, regimens
from assistant.names.classes import classes_of, members
from assistant.variants.find import genes_named
from assistant.variants.same_variant import Identity

__all__ = ["Resisted", "countering", "resisted_by"]

_LEVELS = frozenset(["A", "B", "C", "D"])


class Resisted(msgspec.Struct, frozen=True):
    """Of one variant."""

    drugs: frozenset[str]
    """Words of the names of the drugs that rows say it resists."""
    kin: frozenset[str]
    """Those, and the rest of their classes that the gene names."""


def resisted_by(matches: Iterable[Match]) -> dict[Identity, Resisted]:
    """By each variant asked about that the rows have resistance of."""
    against: defaultdict[Identity, dict[str, str]] = defaultdict(dict)
    favored: defaultdict[Identity, dict[str, str]] = defaultdict(dict)
    for one in matches:
        opposed = opposes(one.fact.direction) and one.fact.level in _LEVELS
        if one.vague or not (opposed or favors(one.fact)) or _is_of_one_kind(one):
            continue
        held = against if opposed else favored
        for drug in _alone(one):
            for variant in (variant for variant in one.on if variant.kind not in VAGUE):
                level = one.fact.level or "A"
                held[variant][drug] = min(level, held[variant].get(drug, level))
    made = {variant: _resisted(variant.gene, drugs, favored[variant]) for variant, drugs in against.items()}
    return {variant: one for variant, one in made.items() if one.drugs}


def countering(one: Match, regimen: Regimen, resisted: Mapping[Identity, Resisted]) -> tuple[Identity, ...]:
    """The variants of the same gene that resist what the row favors, and that the row is not on by name."""
    if not favors(one.fact):
        return ()
    others = [variant for variant in resisted if variant.gene in one.fact.genes]
    return tuple(
        variant
        for variant in others
        if (one.vague or variant not in one.on)
        and (regimen & resisted[variant].drugs or regimen <= resisted[variant].kin)
    )


def _is_of_one_kind(one: Match) -> bool:
    """On a single variant where the case has only the class that it is of."""
    return one.subject == "member" and all(len(group) == 1 for group in one.fact.requires)


def _alone(one: Match) -> Sequence[str]:
    return [drug for regimen in regimens(one.fact) if len(regimen) == 1 for drug in regimen if one.fact.therapies]


def _resisted(gene: str, against: Mapping[str, str], favored: Mapping[str, str]) -> Resisted:
    drugs = {drug for drug, level in against.items() if drug not in favored or level <= favored[drug]}
    held = {drug_words(one.text) for drug in drugs for one in members(drug)}
    kin = {other for drug in drugs for name in _classes(drug, gene) for other in _of_class(name)}
    return Resisted(frozenset((drugs | held) - (held & favored.keys())), frozenset(drugs | held | kin) - favored.keys())


def _classes(drug: str, gene: str) -> Sequence[str]:
    return [one.text for one in classes_of(drug) if set(genes_named(one.text)) == {gene}]


def _of_class(name: str) -> Sequence[str]:
    return [drug_words(one.text) for one in members(name)]
