"""The ways to write a variant that is a word and its gene: "ERBB2 amplification", "HER2-amplified", "HER2-positive"."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.knowledge.tables import rows
from assistant.variants.tables import driven_genes, marker_states, variant_words

__all__ = ["fusion_forms", "worded_forms"]

_GENE_NAMES = 3
_WORDS = 6
_NAMED = frozenset(["mutation", "expression", "positive", "negative", "wild type", "fusion"])
"""Kinds that name no one change, or that have names of their own."""


def worded_forms(gene: str, kind: str) -> list[tuple[str, str]]:
    """(notation, reason) of this kind of change of the gene, by its symbol and its usual aliases; none for others."""
    if kind in _NAMED or kind not in variant_words()["after"].values():
        return []
    names = _names(gene)
    after = [words for words, meant in variant_words()["after"].items() if meant == kind][:_WORDS]
    before = [words for words, meant in variant_words()["before"].items() if meant == kind][:_WORDS]
    made = [(f"{name} {words}", f"a word for {kind}") for words in after for name in names]
    made += [(f"{words} {name}", f"a word for {kind}") for words in before for name in names]
    states = [(state, source) for state, source in marker_states().get((gene, kind), ())]
    return made + [(f"{name} {state}", source) for state, source in states for name in names]


def fusion_forms(gene: str) -> list[str]:
    """The ways to write that a gene is fused, whatever its partner: "ROS1 fusion", "ROS1 positive"."""
    words = [said for said, meant in variant_words()["after"].items() if meant == "fusion"]
    state = ["positive"] if gene in driven_genes() else []
    return [f"{name} {said}" for said in (*words, *state) for name in _names(gene)]


def _names(gene: str) -> Sequence[str]:
    aliases = next((row[3].split("|") for row in rows("genes") if row[1] == gene and row[3]), [])
    return [gene, *(alias for alias in aliases if any(map(str.isdigit, alias)))][:_GENE_NAMES]
