"""A report's own word for a phenotype in CPIC's terms: "PM", "poor", "poor (PM)", "Poor Metaboliser", "deficiency".

A word that no table has for the gene is no phenotype: what guidelines say of it cannot be looked up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache

from assistant.knowledge.tables import lookup, rows, words_of
from assistant.variants.phenotypes import phenotypes_in

__all__ = ["phenotype_named"]

_GUIDELINE = re.compile(r"([A-Z0-9-]+):phenotype:([^|;&:]+)")
_BRACKETS = re.compile(r"[()\[\];,]")
_QUALIFIED = ("likely", "possible")


@lru_cache(maxsize=512)
def phenotype_named(gene: str, said: str) -> str:
    """CPIC's term; empty where the words are none of this gene's."""
    found = {_named(gene, part) for part in (said, *_BRACKETS.split(said)) if part.strip()}
    told = found - {""}
    return told.pop() if len(told) == 1 else ""


def _named(gene: str, said: str) -> str:
    known = _terms().get(gene, frozenset())
    text = re.sub(r"\bultra rapid\b", "ultrarapid", words_of(re.sub(rf"\b{re.escape(gene)}\b", " ", said)))
    for term in known:
        if text == words_of(term):
            return term
    for form in (_listed().get((gene, text), ""), _short().get(text, ""), *_with_noun().get(text, ())):
        if form in known:
            return form
    if text.startswith(_QUALIFIED):
        first, _, rest = text.partition(" ")
        term = f"{first} {_named(gene, rest)}"
        return term if term in known else ""
    found = phenotypes_in(f"{gene} {said}")
    return found[0].name if len(found) == 1 and found[0].name in known else ""


@cache
def _terms() -> dict[str, frozenset[str]]:
    """Every phenotype of a gene that a guideline, a score, a pair of functions or a state of a variant has."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows("guidelines"):
        for gene, phenotype in _GUIDELINE.findall(row[3]):
            found[gene].add(phenotype.strip())
    for gene, _, phenotype, _ in rows("activity_scores"):
        found[gene].add(phenotype)
    for gene, _, _, phenotype, _ in rows("function_pairs"):
        found[gene].add(phenotype)
    for gene, _, state, _ in rows("variant_states"):
        found[gene].add(state)
    return {gene: frozenset(some) for gene, some in found.items()}


@cache
def _listed() -> dict[tuple[str, str], str]:
    return {(gene, words_of(words)): phenotype for gene, words, phenotype, _ in rows("reported_words")}


@cache
def _short() -> dict[str, str]:
    return {words_of(short): phenotype for short, phenotype in lookup("note_phenotypes").items()}


@cache
def _with_noun() -> dict[str, tuple[str, ...]]:
    """ "poor": "poor metabolizer" and "poor function", of which a gene has one."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word, phenotype, noun, _ in rows("metabolizers"):
        found[word].append(f"{phenotype} {noun}")
    return {word: tuple(some) for word, some in found.items()}
