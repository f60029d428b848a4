"""What is known of an allele, and of two of them together: tables that ship, and what a user imported.

An imported allele or diplotype counts before one that ships, and is named as its source with the version it had.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from assistant.knowledge.tables import rows, stamp, user_folder

__all__ = [
    "ALLELES",
    "DIPLOTYPES",
    "PAIRS",
    "AlleleFunction",
    "Rule",
    "alleles_of",
    "diplotype_rule",
    "function_of",
    "import_folder",
    "in_guidelines",
    "method_of",
    "pair_rule",
    "pharmacogenes",
    "printed_rule",
    "reference_of",
    "same_allele",
]

ALLELES, PAIRS, DIPLOTYPES = "imported_alleles", "imported_pairs", "imported_diplotypes"
"""Tables of the user's folder."""


class AlleleFunction(NamedTuple):
    """`function` in CPIC's terms; `value` of activity, for genes that are scored; `note` for the reader."""

    function: str
    value: float | None
    note: str
    source: str


class Rule(NamedTuple):
    """What two alleles stand for. `score`: as CPIC prints it, where the source gives one."""

    phenotype: str
    source: str
    score: str = ""


def method_of(gene: str) -> str:
    """How the gene's phenotype is told: "score", "pair", "x-linked", "one copy", "any", "carriage", "genotype"; empty
    for a gene that no guideline here is on."""
    return _methods().get(gene, ("", ""))[0]


def reference_of(gene: str) -> str:
    """What the gene's allele without a variant is called ("*1")."""
    return _methods().get(gene, ("", ""))[1]


def pharmacogenes() -> frozenset[str]:
    """The genes of which alleles or variants are told a phenotype."""
    return frozenset(_methods())


def function_of(gene: str, allele: str) -> AlleleFunction | None:
    """None where no source here tells the allele's function."""
    return _imported()[0].get((gene, allele)) or _shipped().get((gene, allele))


def alleles_of(gene: str) -> tuple[str, ...]:
    """Every allele of which a function is known."""
    return tuple(dict.fromkeys(allele for owner, allele in (*_imported()[0], *_shipped()) if owner == gene))


def pair_rule(gene: str, first: str, second: str) -> Rule | None:
    """By the functions of two alleles, in either order."""
    key = (gene, frozenset((first, second)))
    return _imported()[1].get(key) or _pairs().get(key)


def diplotype_rule(gene: str, first: str, second: str) -> Rule | None:
    """By two alleles themselves, in either order: only imports have such rows."""
    return _imported()[2].get((gene, frozenset((first, second))))


def printed_rule(gene: str, first: str, second: str) -> Rule | None:
    """By what records print of the two alleles, whether or not the function of either is known."""
    return _printed().get((gene, frozenset((first, second))))


def in_guidelines(gene: str, alleles: Iterable[str]) -> str:
    """A sentence on those of the alleles that CPIC's guidelines name; empty where they name none."""
    found = [allele for allele in alleles if same_allele(gene, allele)]
    return f"CPIC's guidelines name {gene} {' and '.join(found)}: it may matter for the drug." if found else ""


def same_allele(gene: str, name: str) -> tuple[str, ...]:
    """All names that CPIC has for the allele of this name ("Canton", "Taiwan-Hakka" …); none where it has no such."""
    names, alleles = _guideline_alleles()
    return tuple(one for allele in names.get((gene, name.lower()), ()) for one in alleles[gene, allele])


@cache
def _guideline_alleles() -> tuple[dict[tuple[str, str], list[str]], dict[tuple[str, str], list[str]]]:
    names: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    alleles: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for gene, name, allele, _ in rows("guideline_alleles"):
        names[gene, name.lower()].append(allele)
        alleles[gene, allele].append(name)
    return dict(names), dict(alleles)


def import_folder() -> Path:
    """Where a user's imports of alleles are kept; they serve every library of this user."""
    return user_folder() / "pharmacogenomics"


@cache
def _methods() -> dict[str, tuple[str, str]]:
    return {gene: (method, default) for gene, method, default, _ in rows("gene_methods")}


_Alleles = dict[tuple[str, str], AlleleFunction]
_Rules = dict[tuple[str, frozenset[str]], Rule]


@cache
def _shipped() -> _Alleles:
    return _alleles(rows("allele_functions"))


@cache
def _pairs() -> _Rules:
    return {
        (gene, frozenset((a, b))): Rule(phenotype, source) for gene, a, b, phenotype, source in rows("function_pairs")
    }


@cache
def _printed() -> _Rules:
    return {
        (gene, frozenset(pair.split("/"))): Rule(phenotype, source)
        for gene, pair, phenotype, source in rows("diplotypes")
    }


def _imported() -> tuple[_Alleles, _Rules, _Rules]:
    folder = import_folder()
    return _read(folder, stamp(folder))


@lru_cache(maxsize=4)
def _read(folder: Path, _: object) -> tuple[_Alleles, _Rules, _Rules]:
    pairs, diplotypes = rows(PAIRS, folder), rows(DIPLOTYPES, folder)
    return (
        _alleles(rows(ALLELES, folder)),
        {(gene, frozenset((a, b))): Rule(phenotype, source) for gene, a, b, phenotype, source in pairs},
        {(gene, frozenset((a, b))): Rule(named, source, score) for gene, a, b, named, score, source in diplotypes},
    )


def _alleles(table: tuple[tuple[str, ...], ...]) -> _Alleles:
    return {
        (gene, allele): AlleleFunction(function, float(value) if value else None, note, source)
        for gene, allele, function, value, note, source in table
    }
