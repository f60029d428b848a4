"""A pharmacogene's two alleles of which one at least has no star: "DPYD *1/HapB3", "UGT1A1 (TA)6/(TA)7".

Both sides must be alleles that a table has, or variants that are written out: half of a pair is never the whole.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import NamedTuple

from assistant.knowledge.tables import rows, values
from assistant.variants.find import find_variants, gene_symbol

__all__ = ["AllelePair", "is_allele", "pairs_in"]

_SIDE = r"[^\s/,;]{1,40}"
_PAIR = re.compile(
    rf"(?<![\w-])(?P<gene>HLA-[A-Z]{{1,4}}\d?|[A-Z][A-Z0-9]{{2,8}}(?:-[A-Z0-9]{{2,6}})?)(?![A-Z0-9-])[ :=]{{0,3}}"
    rf"(?P<left>{_SIDE}) ?/ ?(?P<right>{_SIDE})"
)
_STAR = re.compile(r"\*\d{1,3}[A-Z]?(?:\.\d+)?")
_TYPED = re.compile(r"\*?\d{2,3}:?\d{2}(?::\d{2,3}){0,2}[A-Z]?")
_HLA = "HLA-"
_NAMES = ("allele_names", "variant_states", "allele_functions", "guideline_alleles")
"""Tables whose first two columns are a gene and a name of an allele."""


class AllelePair(NamedTuple):
    """Two alleles at `text[start:end]`, with their gene; `alleles` as written."""

    gene: str
    alleles: str
    start: int
    end: int


def pairs_in(text: str) -> tuple[AllelePair, ...]:
    """In the order of the text. Two star alleles are found with the variants of a text, and are none of these."""
    found = []
    for match in _PAIR.finditer(text):
        gene, left, right = gene_symbol(match["gene"]), match["left"], _whole(match["right"])
        if gene not in values("gene_methods") or (_STAR.fullmatch(left) and _STAR.fullmatch(right)):
            continue
        if is_allele(gene, left) and is_allele(gene, right):
            found.append(AllelePair(gene, f"{left}/{right}", match.start(), match.start("right") + len(right)))
    return tuple(found)


def is_allele(gene: str, said: str) -> bool:
    """Whether words are an allele of a pharmacogene, by its name or by its change."""
    if gene.startswith(_HLA):
        return _TYPED.fullmatch(said) is not None
    if _STAR.fullmatch(said) or said.lower() in _names().get(gene, frozenset()):
        return True
    whole = f"{gene} {said}"
    return any(one.gene == gene and one.end == len(whole) and one.kind in _CHANGES for one in find_variants(whole))


_CHANGES = ("protein", "coding", "genomic", "rsid", "other")


def _whole(side: str) -> str:
    """Without the mark of a sentence, or a bracket that was opened before the gene."""
    side = side.rstrip(".:")
    return side[:-1] if side.endswith(")") and "(" not in side else side


@cache
def _names() -> dict[str, frozenset[str]]:
    made: defaultdict[str, set[str]] = defaultdict(set)
    for table in _NAMES:
        for gene, name, *_ in rows(table):
            made[gene].add(name.lower())
    return {gene: frozenset(names) for gene, names in made.items()}
