"""Genes of which a question says that nobody tested them: "HLA-B*15:02 not tested", "unknown DPYD status".

What stands behind or before the gene, or its allele, is a table: `knowledge/patterns/case_facts.tsv`.
"""

from __future__ import annotations

from assistant.knowledge.patterns import patterns
from assistant.variants.find import find_variants, placed_genes

__all__ = ["untested_genes"]

_NEAR = 60


def untested_genes(text: str) -> frozenset[str]:
    """Their HGNC symbols; none where the question says nothing of a test."""
    table = patterns("case_facts")
    behind, before = table["gene", "untested behind"], table["gene", "untested before"]
    named = [(one.gene, one.start, one.end) for one in find_variants(text)] + list(placed_genes(text))
    return frozenset(
        gene
        for gene, start, end in named
        if gene and (behind.match(text[end:][:_NEAR]) or before.search(text[max(0, start - _NEAR) : start]))
    )
