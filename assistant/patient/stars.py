"""Diplotypes of pharmacogenes from called positions, by `vocabulary/star_markers.tsv`.

Two alleles are the genotype when together they have exactly the variants that were found, and no other two do. "*1"
stands for no variant of the table; a position without a call is not normal, and is named. Where the genome's own base
is that of another allele of the same function, "*1" stands for both, and the reader is told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from itertools import combinations_with_replacement
from typing import NamedTuple

from assistant.knowledge.tables import records, rows
from assistant.patient.building import counted
from assistant.records.patient import Diplotype

__all__ = [
    "COPIES",
    "Marked",
    "alleles_are_told",
    "diplotype_of",
    "genes",
    "is_genotype",
    "kind_of",
    "markers_of",
    "of_the_genome",
]

COPIES = "copy number"
"""What a position cannot show of a gene that comes in other numbers than two."""

Genotype = tuple[str, str]


class Marked(NamedTuple):
    """What was found at a gene's markers: the bases of both copies by rsID, and whether the copies are told apart."""

    called: Mapping[str, Genotype]
    not_called: tuple[str, ...]
    others: tuple[str, ...]
    """Variants of the gene at positions that make no allele of the table: the alleles are then not known."""
    phased: bool = False
    is_changed: bool = False
    """Whether a deletion, a duplication or the like lies over the gene."""
    genome_bases: tuple[str, ...] = ()
    """rsIDs at which a copy has the genome's base, which is another allele's than "*1"."""


@cache
def _rows() -> dict[str, tuple[dict[str, str], ...]]:
    found: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in records("star_markers"):
        found[row["gene"]].append(row)
    return {gene: tuple(several) for gene, several in found.items()}


def genes() -> tuple[str, ...]:
    """The genes that have markers."""
    return tuple(_rows())


def markers_of(gene: str) -> tuple[str, ...]:
    """The rsIDs of its alleles and changes, each once."""
    return tuple(dict.fromkeys(row["marker"] for row in _rows()[gene] if row["kind"] != "genome"))


def of_the_genome(gene: str) -> dict[str, str]:
    """The places at which the genome has the base of another allele than "*1", with that base."""
    return {row["marker"]: row["base"] for row in _rows().get(gene, ()) if row["kind"] == "genome"}


def alleles_are_told(gene: str) -> bool:
    """Whether the tables have alleles of the gene, or call it by its genotype, and not single changes alone."""
    return bool(_alleles(gene)) or (gene in genes() and not _method(gene))


def is_genotype(gene: str) -> bool:
    """Whether guidelines call the gene by the bases of one place."""
    return _method(gene) == "genotype"


def kind_of(gene: str, marker: str, base: str) -> tuple[str, str]:
    """(kind, allele or change) that this base at a marker tells; of several alleles the rsID stands for all, or the one
    that the base makes by itself where the rsID stands for other bases, too. ("", "") where the table has no such base.
    """
    rows_here = [row for row in _rows()[gene] if row["marker"] == marker]
    found = [row for row in rows_here if row["base"] == base]
    told = [row for row in found if row["kind"] not in ("star", "tag")] or found
    if not told:
        return "", ""
    if len(told) > 1 and len({row["base"] for row in rows_here}) > 1:
        told = [row for row in told if len(_alleles(gene)[row["allele"]]) == 1] or told
    named = len(told) == 1 and told[0]["kind"] != "tag"
    return told[0]["kind"], told[0]["allele"] if named else marker


def diplotype_of(gene: str, found: Marked) -> tuple[Diplotype | None, str]:
    """The gene's diplotype, and a sentence where its alleles are not told; None for a gene that was not tested."""
    alleles = _alleles(gene)
    if not found.called and not found.not_called:
        return None, ""
    missing = [rsid for rsid in markers_of(gene) if rsid not in found.called]
    tags = _tags(gene)
    not_called = tuple(rsid for rsid in dict.fromkeys((*found.not_called, *missing)) if rsid not in tags)
    if not alleles:
        return _by_genotype(gene, found), ""
    if found.is_changed:
        return Diplotype(gene, not_called=(COPIES, *not_called)), ""
    if any(row["kind"] == "copies" for row in _rows()[gene]):
        said = f"{gene}: no diplotype is read, since a VCF of positions shows neither copies nor hybrids of the gene."
        return Diplotype(gene, not_called=(COPIES, *not_called)), said
    pairs = _pairs(gene, alleles, found)
    names = [f"{one}/{other}" for one, other in pairs]
    if len(pairs) != 1:
        why = f"its positions fit {' or '.join(names)}" if pairs else "no two alleles of the tables make what was found"
        return Diplotype(gene, not_called=not_called), f"{gene}: no diplotype is read: {why}."
    usual = _usual(gene)
    default = usual in pairs[0]
    if default and found.others:
        said = f"{gene}: no diplotype is read: {', '.join(found.others)} may be of an allele that is not in the tables."
        return Diplotype(gene, not_called=not_called), said
    if pairs[0] == (usual, usual) and not_called:
        said = f"{gene}: no variant was found, but {_listed(not_called)} without a call: “{usual}” is not assumed."
        return Diplotype(gene, not_called=not_called), said
    said = _apart(gene, pairs[0], names[0], found)
    return Diplotype(gene, names[0], by_default=default, not_called=not_called), said


def _by_genotype(gene: str, found: Marked) -> Diplotype | None:
    """A gene that guidelines read by two bases, where both are the reference's: a variant is told as one."""
    bases = [
        (rsid, pair) for rsid, pair in found.called.items() if not any(kind_of(gene, rsid, one)[0] for one in pair)
    ]
    if not is_genotype(gene) or found.is_changed or len(bases) != 1:
        return None
    ((rsid, pair),) = bases
    return Diplotype(gene, f"{rsid} {pair[0]}/{pair[1]}")


def _tags(gene: str) -> frozenset[str]:
    """Positions that name an allele more exactly; where one was not called, the name without it is told."""
    return frozenset(row["marker"] for row in _rows()[gene] if row["kind"] == "tag")


def _usual(gene: str) -> str:
    """What the allele without a variant is called."""
    return _methods().get(gene, ("", ""))[1] or "*1"


def _method(gene: str) -> str:
    return _methods().get(gene, ("", ""))[0]


@cache
def _methods() -> dict[str, tuple[str, str]]:
    return {gene: (method, default) for gene, method, default, _ in rows("gene_methods")}


def _apart(gene: str, pair: tuple[str, str], name: str, found: Marked) -> str:
    usual = _usual(gene)
    if usual in pair:
        further = "" if pair == (usual, usual) else "further "
        at = counted(len(found.called), "known position")
        said = f"{gene} {name}: “{usual}” is by default: no {further}variant was found at {at}."
        return " ".join([said, *(_genome_said(gene, rsid) for rsid in found.genome_bases)])
    if pair[0] == pair[1] or found.phased:
        return ""
    return f"{gene} {name}: the file does not tell the copies apart; no other two alleles of the tables fit."


def _genome_said(gene: str, rsid: str) -> str:
    row = next(row for row in _rows()[gene] if (row["kind"], row["marker"]) == ("genome", rsid))
    return (
        f"{row['base']} at {rsid} is the base of {row['allele']}, which has the same function and is counted as "
        f"“{_usual(gene)}”."
    )


def _listed(rsids: tuple[str, ...]) -> str:
    return f"{', '.join(rsids[:6])}{' …' if len(rsids) > 6 else ''} {'is' if len(rsids) == 1 else 'are'}"


@cache
def _alleles(gene: str) -> dict[str, dict[str, str]]:
    """Each star allele's bases by marker."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in _rows().get(gene, ()):
        if row["kind"] in ("star", "tag", "copies"):
            found[row["allele"]][row["marker"]] = row["base"]
    return dict(found)


def _pairs(gene: str, alleles: Mapping[str, Mapping[str, str]], found: Marked) -> list[tuple[str, str]]:
    """The pairs of alleles that have together what was found at the called markers of stars."""
    markers = {marker for bases in alleles.values() for marker in bases}
    called = {marker: bases for marker, bases in found.called.items() if marker in markers}
    known = {(marker, base) for bases in alleles.values() for marker, base in bases.items()}
    seen = Counter((marker, base) for marker, bases in called.items() for base in bases if (marker, base) in known)
    candidates = {_usual(gene): frozenset[tuple[str, str]]()}
    uncalled = _tags(gene) - called.keys()
    for name, bases in alleles.items():
        made = frozenset((marker, base) for marker, base in bases.items() if marker in called)
        if made and uncalled.isdisjoint(bases):
            candidates[name] = made
    fitting = [
        pair
        for pair in combinations_with_replacement(candidates, 2)
        if Counter([*candidates[pair[0]], *candidates[pair[1]]]) == seen
    ]
    if found.phased:
        copies = [frozenset((m, bases[i]) for m, bases in called.items() if (m, bases[i]) in known) for i in (0, 1)]
        fitting = [
            pair for pair in fitting if sorted(map(sorted, copies)) == sorted(sorted(candidates[name]) for name in pair)
        ]
    return [_in_order(pair) for pair in fitting]


def _in_order(pair: tuple[str, str]) -> tuple[str, str]:
    """As reports write it: "*1/*2", "*2/*17"."""
    one, other = sorted(pair, key=lambda name: (int("".join(c for c in name if c.isdigit()) or 0), name))
    return one, other
