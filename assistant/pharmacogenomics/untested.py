"""The genes that guidelines and labels link to a drug, and which of them a patient's record is silent on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from assistant.knowledge.tables import pieces, records, rows
from assistant.pharmacogenomics.conversion import drug_named
from assistant.pharmacogenomics.functions import pharmacogenes
from assistant.records.phenotype import GenePhenotype

__all__ = ["genes_for", "untested", "without_result"]


_GUIDED = "A"
"""CPIC's level of a pair by which prescribing is to change."""


def genes_for(drug: str) -> tuple[str, ...]:
    """Genes with a guideline's row on the drug, that CPIC pairs with it at level A, or that its label asks to test, in
    the order of their names."""
    return _genes().get(drug_named(drug), ())


def untested(drugs: Sequence[str], known: Iterable[str]) -> tuple[GenePhenotype, ...]:
    """One for each gene that matters for one of the drugs and is not among those known."""
    have = set(known)
    wanted = sorted({gene for drug in drugs for gene in genes_for(drug)} - have)
    return tuple(GenePhenotype(gene, "not tested", notes=(_said(gene, drugs),)) for gene in wanted)


def without_result(gene: str, said: str) -> GenePhenotype:
    """A gene of which the record says that there is no result: "not tested", "pending"."""
    note = f"The record says “{said.strip()}” of {gene}: it is unknown, and not normal."
    return GenePhenotype(gene, "not tested", notes=(note,))


def _said(gene: str, drugs: Sequence[str]) -> str:
    named = " and ".join(drug_named(drug) for drug in drugs if gene in genes_for(drug))
    return f"No result is given of {gene}, which guidelines link to {named}: it is unknown, and not normal."


@cache
def _genes() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for row in rows("guidelines"):
        for drug in pieces(row[4]):
            found.setdefault(drug_named(drug), set()).update(set(pieces(row[1])) & pharmacogenes())
    for gene, drug, level, _ in rows("gene_drug_pairs"):
        if level == _GUIDED and gene in pharmacogenes():
            found.setdefault(drug_named(drug), set()).add(gene)
    for label in records("contraindications"):
        if label["kind"] == "untested":
            found.setdefault(label["drugs"], set()).add(label["bound"].split()[0])
    return {drug: tuple(sorted(genes)) for drug, genes in found.items()}
