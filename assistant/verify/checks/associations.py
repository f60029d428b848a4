"""What a sentence says of people who carry something, and whether the evidence says the same of them.

"TT is associated with a lower clearance than CC" may stand there as "C carriers had a higher clearance": neither the
words nor their order agree, but the people, the outcome and the direction do. So both are read as who is set against
whom (`assistant.variants.carriers`), on which outcome, and which way; or that no difference was found.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

import msgspec

from assistant.knowledge.patterns import patterns
from assistant.language.covered import Covered
from assistant.language.cues import says
from assistant.studies.effects import read_effects
from assistant.variants.carriers import Carriers, alleles_in, contrast, find_carriers, same_way
from assistant.verify.checks.finding import Finding, Sides, failed, nothing, passed
from assistant.verify.checks.reading import Reading, read
from ingest.read.sentences import sentence_spans

__all__ = ["Agreement", "Statement", "agreement", "carriers_side", "check_association", "reworded", "statements"]

_CLAUSE = re.compile(
    r";\s|(?:,|(?<!\s))\s+\b(?:but|whereas|while|whilst|although|however|though|except)\b"
    r"|,\s+(?=and\b|with no\b|without\b)",
    re.IGNORECASE,
)
_THAN = re.compile(
    r"\bthan\b|\bcompared\b|\bversus\b|\bvs\b|\brelative to\b|\bin comparison\b|\bopposed to\b", re.IGNORECASE
)
_LEAD = re.compile(
    r"\s*(?:\w+:\s*)?(?:(?:when |as )?compared (?:with|to)|in comparison (?:with|to)|relative to)\b[^,]*,",
    re.IGNORECASE,
)
_AXES = frozenset({"amount", "benefit", "efficacy", "superiority", "gain", "activity"})
_REACH = 60
"""Characters between an outcome and the word that says which way it went."""
_AFTER = 15
"""How much nearer a word after the outcome must stand than one before it."""
_GENETIC = re.compile(r"genotyp|allel|haplotyp|polymorphi|\bSNPs?\b|variants?\b", re.IGNORECASE)
_LIKELY = 0.05
"""p-value up to which a difference counts as found."""
_SHORTEST = 3
"""Words of a clause."""


class Statement(msgspec.Struct, frozen=True):
    """A clause, and who it sets against whom on which outcomes."""

    text: str
    people: dict[str, int]
    """See `contrast`; empty where it names none."""
    outcomes: frozenset[str]
    """Families of `outcome_families.tsv` it names."""
    ways: dict[str, int]
    """Family -> 1 for more of it, -1 for less, where the clause says so."""
    denies: bool
    """It says that there is no effect or difference."""
    on_genes: bool
    """It speaks of genotypes, polymorphisms and the like."""
    genes: frozenset[str]
    drugs: frozenset[str]


class Agreement(msgspec.Struct, frozen=True):
    """The clauses of the evidence that say of the sentence's people what it says, the opposite, or that nothing is."""

    same: tuple[str, ...] = ()
    opposite: tuple[str, ...] = ()
    some: tuple[str, ...] = ()
    """On the same people and outcome, an effect whose way is not told or not asked."""
    none: tuple[str, ...] = ()


def check_association(sides: Sides) -> Finding:
    """Contradicts when the evidence says the opposite of the same people; lacks when it says nothing on them."""
    said, found = _stated(sides.claim.text), agreement(sides)
    if said is None or found is None:
        return nothing("association", "The sentence compares nobody by what they carry.")
    if " ".join(sides.claim.text.split()) in " ".join(sides.text.split()):
        return nothing("association", "The sentence stands in the evidence word for word.")
    told = _told(said, found)
    if told.consequence == "lacks" and sides.near:
        return nothing("association", "The sentence is worded as the evidence is; the other checks compare them.")
    return told


def reworded(sides: Sides) -> bool:
    """Whether the evidence says it of the same carriers in its own words, so that their order tells nothing."""
    found = agreement(sides)
    if found is None or not check_association(sides).check.passed:
        return False
    return bool(found.same) or not sides.near


def _told(said: Statement, found: Agreement) -> Finding:
    if said.denies:
        if found.same or (found.some and not said.ways):
            return failed("association", "contradicts", f"The evidence finds one: {_first(found.same, found.some)}.")
        if found.none and not found.opposite:
            return passed("association", f"The evidence finds none: {_first(found.none)}.")
        return failed("association", "lacks", "The evidence does not say that these carriers do not differ.")
    if said.ways:
        if len(found.same) > len(found.opposite):
            return passed("association", f"The evidence says this of the same carriers: {_first(found.same)}.")
        if found.opposite and len(found.opposite) > len(found.same):
            return failed("association", "contradicts", f"The evidence says the opposite: {_first(found.opposite)}.")
    elif found.same or found.some:
        return passed("association", f"The evidence finds one: {_first(found.same, found.some)}.")
    if found.none and not found.some:
        return failed("association", "contradicts", f"The evidence finds none: {_first(found.none)}.")
    return failed("association", "lacks", "The evidence does not say this of these carriers.")


def agreement(sides: Sides) -> Agreement | None:
    """None when the sentence does not set carriers against others."""
    return None if _stated(sides.claim.text) is None else _agreement(sides.claim.text, sides.text)


def carriers_side(sentence: str, evidence: str) -> Literal["supports", "opposes"] | None:
    """Which side the evidence takes on what the sentence says of carriers; None when it says nothing on them."""
    said = _stated(sentence)
    told = _told(said, _agreement(sentence, evidence)) if said is not None else None
    if told is None or told.consequence == "lacks":
        return None
    return "supports" if told.check.passed else "opposes"


def _stated(sentence: str) -> Statement | None:
    """The clause that sets carriers against others, when it names an outcome too."""
    said = max(_clauses(sentence), key=lambda one: len(one.people), default=None)
    return said if said is not None and said.people and said.outcomes else None


def _first(*found: tuple[str, ...]) -> str:
    return repr(next(text for texts in found for text in texts).strip(" .,;"))


@lru_cache(maxsize=256)
def _agreement(claim: str, evidence: str) -> Agreement:
    said = _stated(claim)
    made: dict[str, list[str]] = {"same": [], "opposite": [], "some": [], "none": []}
    named = alleles_in(claim) | alleles_in(evidence)
    for other in statements(evidence):
        if said is None or not said.outcomes & other.outcomes or not _same_matter(said, other):
            continue
        kind = _compared(said, other, named)
        if kind:
            made[kind].append(other.text)
    return Agreement(**{kind: tuple(texts) for kind, texts in made.items()})


def _same_matter(said: Statement, other: Statement) -> bool:
    """No other gene, and no other drug, where both name one."""
    return all(
        not ours or not theirs or bool(ours & theirs)
        for ours, theirs in ((said.genes, other.genes), (said.drugs, other.drugs))
    )


def _compared(said: Statement, other: Statement, named: frozenset[str]) -> str:
    people = same_way(said.people, other.people, named) if other.people else 0
    if other.denies:
        general = not other.people and other.on_genes and (bool(said.genes & other.genes) or not said.genes)
        return "none" if people or general else ""
    if not people:
        return ""
    for family in said.ways.keys() & other.ways.keys():
        return "same" if people * said.ways[family] * other.ways[family] > 0 else "opposite"
    return "some" if said.genes & other.genes else ""


@lru_cache(maxsize=256)
def statements(text: str) -> tuple[Statement, ...]:
    """Of every clause that says more than what was to be found out."""
    made: list[Statement] = []
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        if not says("inconclusive", sentence) and (not says("aim", sentence) or says("null", sentence)):
            made.extend(_clauses(sentence))
    return tuple(made)


@lru_cache(maxsize=1024)
def _clauses(sentence: str) -> tuple[Statement, ...]:
    parts = [part for part in _CLAUSE.split(sentence) if part and len(part.split()) >= _SHORTEST]
    return tuple(_statement(part) for part in parts)


def _statement(clause: str) -> Statement:
    reading, carriers = read(clause), find_carriers(clause)
    people, others = _opposed(clause, carriers)
    outcomes = [*_outcomes(clause)]
    return Statement(
        text=clause,
        people=contrast(people, others),
        outcomes=frozenset(family for family, _, _, _ in outcomes),
        ways=_ways(reading, carriers, outcomes),
        denies=says("null", clause) or _by_chance(clause),
        on_genes=bool(_GENETIC.search(clause)) or bool(_genes(reading)),
        genes=_genes(reading),
        drugs=frozenset(_named(reading, "drug")),
    )


def _opposed(clause: str, carriers: tuple[Carriers, ...]) -> tuple[list[Carriers], list[Carriers]]:
    """(those of whom the clause speaks, those with whom they are compared)."""
    if lead := _LEAD.match(clause):
        people = [one for one in carriers if one.start >= lead.end()]
        if people:
            return people, [one for one in carriers if one.start < lead.end()]
    than = _THAN.search(clause)
    people = [one for one in carriers if than is None or one.start < than.start()]
    return (
        (people, [one for one in carriers if than is not None and one.start >= than.start()])
        if people
        else (
            list(carriers),
            [],
        )
    )


def _outcomes(clause: str) -> Iterator[tuple[str, int, int, int]]:
    """(family, 1 or -1, start, end) of each outcome named, none overlapping another."""
    taken = Covered(len(clause))
    for (family, sign), pattern in patterns("outcome_families").items():
        for found in pattern.finditer(clause):
            if not taken.touches(*found.span()):
                taken.add(*found.span())
                yield family, 1 if sign == "+" else -1, *found.span()


def _ways(
    reading: Reading, carriers: tuple[Carriers, ...], outcomes: list[tuple[str, int, int, int]]
) -> dict[str, int]:
    """For each family, what the direction nearest to each of its outcomes says, taken together."""
    told: dict[str, int] = {}
    people = Covered(len(reading.text), ((one.start, one.end) for one in carriers))
    directions = [
        token
        for token in reading.tokens
        if token.axis in _AXES and token.sign and not people.touches(token.start, token.end)
    ]
    places = [token.start for token in directions]
    for family, sign, start, end in outcomes:
        within = directions[bisect_left(places, start - _REACH) : bisect_right(places, start + _REACH)]
        near = [token for token in within if not start <= token.start < end]
        if near:
            nearest = min(near, key=lambda token: abs(token.start - start) + (_AFTER if token.start > start else 0))
            told[family] = told.get(family, 0) + sign * (1 if nearest.sign == "+" else -1)
    return {family: 1 if sum_ > 0 else -1 for family, sum_ in told.items() if sum_}


def _by_chance(clause: str) -> bool:
    """Every p-value it gives is one that chance alone explains."""
    values = [effect.value for effect in read_effects(clause) if effect.kind == "p" and effect.value is not None]
    return bool(values) and min(values) > _LIKELY


def _genes(reading: Reading) -> frozenset[str]:
    of_variants = (key.partition(mark)[0] for key in _named(reading, "variant") for mark in ("*", ":") if mark in key)
    return frozenset({*_named(reading, "gene"), *of_variants} - {""})


def _named(reading: Reading, kind: str) -> Iterator[str]:
    return (token.name.key for token in reading.tokens if token.name is not None and token.name.kind == kind)
