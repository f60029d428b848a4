"""Diplotypes of pharmacogenes from called positions, by `vocabulary/star_markers.tsv`.

Two alleles are the genotype when together they have exactly the variants that were found, and no other two do. "*1"
stands for no variant of the table; a position without a call is not normal, and is named.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from itertools import combinations_with_replacement
from typing import NamedTuple

from assistant.knowledge.tables import records
from assistant.patient.building import counted
from assistant.records.patient import Diplotype

__all__ = ["COPIES", "Marked", "diplotype_of", "genes", "kind_of", "markers_of"]

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
    return tuple(dict.fromkeys(row["marker"] for row in _rows()[gene]))


def kind_of(gene: str, marker: str, base: str) -> tuple[str, str]:
    """(kind, allele or change) that this base at a marker tells; of several alleles the rsID stands for all. ("", "")
    where the base is none of the table."""
    found = [row for row in _rows()[gene] if row["marker"] == marker and row["base"] == base]
    alone = [row for row in found if row["kind"] != "star"] or found
    if not alone:
        return "", ""
    return alone[0]["kind"], alone[0]["allele"] if len(alone) == 1 else marker


def diplotype_of(gene: str, found: Marked) -> tuple[Diplotype | None, str]:
    """The gene's diplotype, and a sentence where its alleles are not told; None for a gene that was not tested."""
    alleles = _alleles(gene)
    if not found.called and not found.not_called:
        return None, ""
    missing = tuple(rsid for rsid in markers_of(gene) if rsid not in found.called)
    not_called = tuple(dict.fromkeys((*found.not_called, *missing)))
    if not alleles:
        return None, ""
    if any(row["kind"] == "copies" for row in _rows()[gene]):
        said = f"{gene}: no diplotype is read, since a VCF of positions shows neither copies nor hybrids of the gene."
        return Diplotype(gene, not_called=(COPIES, *not_called)), said
    pairs = _pairs(alleles, found)
    names = [f"{one}/{other}" for one, other in pairs]
    if len(pairs) != 1:
        why = f"its positions fit {' or '.join(names)}" if pairs else "no two alleles of the tables make what was found"
        return Diplotype(gene, not_called=not_called), f"{gene}: no diplotype is read: {why}."
    default = "*1" in pairs[0]
    if default and found.others:
        said = f"{gene}: no diplotype is read: {', '.join(found.others)} may be of an allele that is not in the tables."
        return Diplotype(gene, not_called=not_called), said
    if pairs[0] == ("*1", "*1") and not_called:
        said = f"{gene}: no variant was found, but {_listed(not_called)} without a call: “*1” is not assumed."
        return Diplotype(gene, not_called=not_called), said
    return Diplotype(gene, names[0], by_default=default, not_called=not_called), _apart(gene, pairs[0], names[0], found)


def _apart(gene: str, pair: tuple[str, str], name: str, found: Marked) -> str:
    if "*1" in pair:
        further = "" if pair == ("*1", "*1") else "further "
        at = counted(len(found.called), "known position")
        return f"{gene} {name}: “*1” is by default: no {further}variant was found at {at}."
    if pair[0] == pair[1] or found.phased:
        return ""
    return f"{gene} {name}: the file does not tell the copies apart; no other two alleles of the tables fit."


def _listed(rsids: tuple[str, ...]) -> str:
    return f"{', '.join(rsids[:6])}{' …' if len(rsids) > 6 else ''} {'is' if len(rsids) == 1 else 'are'}"


@cache
def _alleles(gene: str) -> dict[str, dict[str, str]]:
    """Each star allele's bases by marker."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in _rows()[gene]:
        if row["kind"] in ("star", "copies"):
            found[row["allele"]][row["marker"]] = row["base"]
    return dict(found)


def _pairs(alleles: Mapping[str, Mapping[str, str]], found: Marked) -> list[tuple[str, str]]:
    """The pairs of alleles that have together what was found at the called markers of stars."""
    markers = {marker for bases in alleles.values() for marker in bases}
    called = {marker: bases for marker, bases in found.called.items() if marker in markers}
    known = {(marker, base) for bases in alleles.values() for marker, base in bases.items()}
    seen = Counter((marker, base) for marker, bases in called.items() for base in bases if (marker, base) in known)
    candidates = {"*1": frozenset[tuple[str, str]]()}
    for name, bases in alleles.items():
        if made := frozenset((marker, base) for marker, base in bases.items() if marker in called):
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
