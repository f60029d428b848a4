"""People told by what they carry: "TT", "T allele carriers", "*1/*3", "poor metabolizers", "3435C>T".

Papers and their readers write one finding in many ways: "CC homozygotes had lower clearance than T carriers" says of
TT what it does not print. So each mention is read as shares of alleles, and a comparison as which alleles the one side
has more of than the other. A star allele belongs to its gene; a letter belongs to no gene that is printed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import msgspec

from assistant.knowledge.patterns import patterns
from assistant.language.covered import Covered
from assistant.language.plain_signs import plain_signs

__all__ = ["Carriers", "alleles_in", "contrast", "find_carriers", "same_way", "stated_by_allele"]

_OTHER_STRAND = {"A": "T", "T": "A", "C": "G", "G": "C"}
_NORMAL = 2.0
"""The level of normal metabolizers, with whom others are compared where nobody is named."""
_ABSENT = "-"
"""Marks an allele that a change names as what is replaced: there, but not what the carriers carry."""

_CHANGE = re.compile(
    r"(?<![A-Za-z])-?\d{1,12} ?(?P<from1>[ACGT]) ?(?:>|/|→) ?(?P<to1>[ACGT])(?![A-Za-z])"
    r"|(?<![A-Za-z0-9])(?P<from2>[ACGT])-?\d{2,5}(?P<to2>[ACGT])(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9/*])(?P<from3>[ACGT]) ?> ?(?P<to3>[ACGT])(?![A-Za-z])"
)
_ALLELE = re.compile(
    r"(?<![\w*>])(?P<one>[ACGT])[- ](?:risk |minor |major |variant |mutant )?"
    r"(?:allel\w+|carri\w+|homozyg\w+|variant\b)"
    r"|[Aa]lleles? (?P<two>[ACGT])(?!\w)"
    r"|(?:carriers?|carrying|carried) (?:of |the |a |at least one |one |two |minor |variant |risk |mutant ){0,4}"
    r"(?P<three>[ACGT])(?![\w>/*])"
    r"|(?:minor|variant|mutant|risk) (?:allele )?\(?(?P<four>[ACGT])(?![\w>/*])"
)
_GENOTYPE = re.compile(r"(?<![A-Za-z0-9*>-])(?P<one>[ACGT])(?P<bar>[/|]?)(?P<two>[ACGT])(?![A-Za-z0-9>*])")
_STAR = re.compile(
    r"(?:(?P<gene>[A-Z][A-Z0-9]{2,20}(?:-[A-Z])?) ?)?\*\*?(?P<one>\d+(?::\d+)?)[A-Za-z]?(?:xN)?"
    r"(?: ?/ ?\*?(?P<two>\d+)(?![\d.])[A-Za-z]?)?"
)
_WITHOUT = re.compile(
    r"(?:\bnon-?\s?|\bnot |(?:\bnot (?:carry(?:ing)?|carriers of|hav(?:e|ing)|possess(?:ing)?)"
    r"|\bwithout|\black(?:s|ing|ed)?|\bnon-?carriers of) (?:the |an? |any |at least one )?(?:[A-Z][\w-]* )?)\Z"
)
_BEFORE = 48
"""Characters before a mention in which it is denied."""
_MEANT = re.compile(r"[\s+*/\dA-Za-z,]{0,200}?\([^()]{0,400}metaboli[sz]er[^()]{0,400}\)")
_GENE = re.compile(r"\b[A-Z][A-Z0-9]{2}[A-Z]*+\d[A-Z0-9]*+\b|\bTPMT\b|\bDPYD\b")
_GENETIC = re.compile(r"genotyp|allel|carri|homozyg|heterozyg|polymorphi|SNP|\brs\d|variant", re.IGNORECASE)
_NEAR_GENOTYPE = re.compile(r"genotyp|carri|zyg|(?<![A-Za-z])(?:AA|CC|GG|TT|[ACGT][/+][ACGT])(?![A-Za-z])")
_NEAR = 28
"""Characters beside two letters in which it must be told that they are a genotype ("TG" also is triglyceride)."""


class Carriers(msgspec.Struct, frozen=True):
    """A mention at `text[start:end]`: the share of each allele they carry, or their level of metabolism (0 to 4)."""

    start: int
    end: int
    shares: dict[str, float]
    level: float | None = None
    gene: str = ""
    without: bool = False
    """It is said that they do not carry it."""


@lru_cache(maxsize=4096)
def find_carriers(text: str) -> tuple[Carriers, ...]:
    """Mentions in order of place, none overlapping another."""
    text = plain_signs(text)
    made: list[Carriers] = []
    taken = Covered(len(text))
    for one in (*_changes(text), *_alleles(text), *_stars(text), *_genotypes(text), *_told_by_words(text)):
        if not taken.touches(one.start, one.end):
            taken.add(one.start, one.end)
            made.append(
                msgspec.structs.replace(
                    one, without=bool(_WITHOUT.search(text, max(0, one.start - _BEFORE), one.start))
                )
            )
    return tuple(sorted(made, key=lambda one: one.start))


@lru_cache(maxsize=1024)
def alleles_in(text: str) -> frozenset[str]:
    """Every allele the text names, as a genotype, by itself, or in a change."""
    return frozenset(allele.lstrip(_ABSENT) for one in find_carriers(text) for allele in one.shares)


def stated_by_allele(text: str, start: int, end: int, evidence: str) -> bool:
    """Whether the genotype or allele at `text[start:end]` can be read from the alleles that the evidence names.

    Of a star genotype each allele but *1 must be there, or the phenotype it is said to stand for. Of two letters one is
    enough, since who does not carry the one carries the other; they may be the other strand's, if both are named.
    """
    named = alleles_in(evidence)
    carried = {allele for one in find_carriers(text) if one.start < end and start < one.end for allele in one.shares}
    starred = {allele for allele in carried if "*" in allele}
    if starred and _assigned(text, end) and _assigned(text, end) <= _levels_in(evidence):
        return True
    if starred:
        variant = {allele for allele in starred if not allele.endswith("*1")}
        genes = {allele.partition("*")[0] for allele in starred}
        return variant <= named if variant else any(allele.partition("*")[0] in genes for allele in named)
    letters = alleles_in(text) & _OTHER_STRAND.keys()
    if not carried & _OTHER_STRAND.keys():
        return bool(carried & named)
    turned = {_OTHER_STRAND[letter] for letter in letters}
    return bool(letters & named) or (len(letters) == 2 and turned != letters and turned <= named)


def contrast(people: Sequence[Carriers], others: Sequence[Carriers]) -> dict[str, int]:
    """Allele -> 1 where `people` have more of it than `others`, -1 where less; a gene's activity likewise.

    Without others, homozygotes and carriers stand against those who do not carry it, and any star allele against *1.
    """
    made: dict[str, int] = {}
    ours, theirs = _shares(people), _shares(others)
    if theirs and not any(one.without for one in others):
        for allele in {*ours, *theirs}:
            if ours[allele] != theirs[allele]:
                made[allele] = 1 if ours[allele] > theirs[allele] else -1
    else:
        starred = any("*" in allele and not allele.endswith("*1") for allele in ours)
        made |= {
            allele: 1
            for allele, share in ours.items()
            if (not (starred and allele.endswith("*1")) if "*" in allele else share > 1 / 2)
        }
    made |= {allele: -1 for one in people if one.without for allele in one.shares if allele not in made}
    for gene in {one.gene for one in people if one.level is not None}:
        level, other = _level(people, gene), _level(others, gene)
        beside = other if other is not None else (_NORMAL if level != _NORMAL else 0.0)
        if level is not None and level != beside:
            made[f"{gene} activity".strip()] = 1 if level > beside else -1
    return made


def same_way(ours: Mapping[str, int], theirs: Mapping[str, int], named: frozenset[str]) -> int:
    """1 when two contrasts set the same people against the others, -1 when the other way round, 0 when neither shows.

    `named`: the alleles of both texts. Of two letters, more of the one is less of the other; and a pair of letters
    may be written as the other strand has it, where that leaves no doubt.
    """
    told = sum(sign * theirs[allele] for allele, sign in ours.items() if allele in theirs)
    told += sum(sign * _elsewhere(allele, theirs) for allele, sign in ours.items())
    if not told:
        told = _across(ours, theirs, named)
    return (told > 0) - (told < 0)


def _assigned(text: str, place: int) -> set[float]:
    """The levels that a list of star genotypes is said to stand for: "*4/*4 + *4/*5 (assigned as poor metabolizer)"."""
    told = _MEANT.match(text, place)
    return _levels_in(told.group()) if told else set()


def _levels_in(text: str) -> set[float]:
    return {one.level for one in find_carriers(text) if one.level is not None}


def _elsewhere(allele: str, theirs: Mapping[str, int]) -> int:
    """A gene's activity where one of the texts leaves the gene out; any variant beside "*1" of its gene."""
    if allele.endswith("activity"):
        rest = {other: sign for other, sign in theirs.items() if other.endswith("activity") and other != allele}
        return sum(sign for other, sign in rest.items() if "activity" in (allele, other))
    gene, star, number = allele.partition("*")
    return -theirs.get(f"{gene}*1", 0) if star and number != "1" and allele not in theirs else 0


def _across(ours: Mapping[str, int], theirs: Mapping[str, int], named: frozenset[str]) -> int:
    mine = {allele: sign for allele, sign in ours.items() if allele in _OTHER_STRAND}
    other = {allele: sign for allele, sign in theirs.items() if allele in _OTHER_STRAND}
    letters = named & _OTHER_STRAND.keys()
    if len(letters) == 2 and len(mine) == len(other) == 1:
        return -sum(mine.values()) * sum(other.values())
    turned = {_OTHER_STRAND[allele]: sign for allele, sign in mine.items()}
    if len(mine) == 2 and not turned.keys() & mine.keys():
        return sum(sign * other.get(allele, 0) for allele, sign in turned.items())
    return 0


def _shares(people: Sequence[Carriers]) -> defaultdict[str, float]:
    told = [one for one in people if one.shares and not one.without]
    made = defaultdict[str, float](float)
    for one in told:
        for allele, share in one.shares.items():
            if not allele.startswith(_ABSENT):
                made[allele] += share / len(told)
    return made


def _level(people: Sequence[Carriers], gene: str) -> float | None:
    levels = [one.level for one in people if one.level is not None and gene in (one.gene, "")]
    return sum(levels) / len(levels) if levels else None


def _changes(text: str) -> Iterator[Carriers]:
    for found in _CHANGE.finditer(text):
        before, after = (
            next(value for name, value in found.groupdict().items() if value and name.startswith(side))
            for side in ("from", "to")
        )
        if before != after:
            yield Carriers(*found.span(), {after: 1.0, _ABSENT + before: 0.0})


def _alleles(text: str) -> Iterator[Carriers]:
    for found in _ALLELE.finditer(text):
        yield Carriers(*found.span(), {next(filter(None, found.groups())): 1.0})


def _genotypes(text: str) -> Iterator[Carriers]:
    genetic = bool(_GENETIC.search(text))
    for found in _GENOTYPE.finditer(text):
        one, two = found["one"], found["two"]
        beside = f"{text[max(0, found.start() - _NEAR) : found.start()]} {text[found.end() : found.end() + _NEAR]}"
        if found["bar"] or (genetic and (one == two or _NEAR_GENOTYPE.search(beside))):
            yield Carriers(*found.span(), {one: 1.0} if one == two else {one: 0.5, two: 0.5})


def _stars(text: str) -> Iterator[Carriers]:
    genes = _genes(text)
    for found in _STAR.finditer(text):
        gene = found["gene"] or _gene_before(genes, found.start())
        one, two = f"{gene}*{found['one']}", f"{gene}*{found['two']}"
        shares = {one: 0.5, two: 0.5} if found["two"] and one != two else {one: 1.0}
        yield Carriers(*found.span(), shares, gene=gene)


def _told_by_words(text: str) -> Iterator[Carriers]:
    genes = _genes(text)
    for (kind, value), pattern in patterns("carriers", re.NOFLAG).items():
        for found in pattern.finditer(text):
            if kind == "level":
                gene = _gene_before(genes, found.start())
                yield Carriers(*found.span(), {}, float(value), gene)
            else:
                yield Carriers(*found.span(), {value: 1.0})


def _genes(text: str) -> list[tuple[int, str]]:
    """(where it ends, as written) of each gene, in order of place."""
    return [(found.end(), found.group()) for found in _GENE.finditer(text)]


def _gene_before(genes: list[tuple[int, str]], place: int) -> str:
    """The last gene named before: "CYP2C9 *1/*2 + *2/*3" is on one gene."""
    before = bisect_left(genes, (place + 1, ""))
    return genes[before - 1][1] if before else ""
