"""Which of a patient's pharmacogenes bear on a question; the others have a section of their own.

A gene bears when the question, or an earlier one, names it or a variant of it, or when a drug bears with which a source
pairs it: CPIC at level A or B, or a guideline's row. The drugs that bear are those asked about, the members of a class
asked about, and, where the question leaves the drug open, the patient's own. A question on genes that names none is on
all of them. A CYP2C19 result says nothing about the options of a lung cancer, and must neither widen that search nor
open its answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.knowledge.tables import pieces, records, rows, words_of
from assistant.names.classes import members
from assistant.names.regimens import drugs_of_regimen
from assistant.records.answer import Concept, Intent, Query
from assistant.records.kinds import kinds_with
from assistant.records.phenotype import GenePhenotype
from assistant.variants.find import gene_symbol

__all__ = ["bears", "bears_on", "drugs_of", "of_drugs_alone", "split_phenotypes"]

_LEVELS = ("A", "A/B", "B")
_ON_GENES = "pharmacogenomics"


def split_phenotypes(
    phenotypes: Sequence[GenePhenotype], query: Query
) -> tuple[tuple[GenePhenotype, ...], tuple[GenePhenotype, ...]]:
    """(those that bear on the question, the others), each in the order given.

    The patient's drugs are those that the query took from the record, which it does where they matter.
    """
    chosen = [bears_on(one.gene, query) for one in phenotypes]
    both = tuple(zip(phenotypes, chosen, strict=True))
    return tuple(one for one, here in both if here), tuple(one for one, here in both if not here)


def bears_on(gene: str, query: Query) -> bool:
    """Whether a gene bears on a question as it was read."""
    asked = [one for one in query.concepts if one.origin != "patient"]
    own = [one.name for one in query.concepts if one.origin == "patient" and one.kind == "drug"]
    diseases = any(one.kind == "disease" for one in query.concepts)
    return bears(gene, asked, query.intent, own, of_disease=diseases)


def bears(gene: str, asked: Sequence[Concept], intent: Intent, own: Sequence[str], *, of_disease: bool) -> bool:
    """Whether a gene bears on what is asked. `own`: the patient's drugs; `of_disease`: the patient has a diagnosis."""
    symbol = gene_symbol(gene)
    if any(symbol in (one.name, one.gene) for one in asked if one.kind in ("gene", "variant")):
        return True
    named = any(one.kind in kinds_with("main") for one in asked)
    if not named and (intent == _ON_GENES or not (of_disease or own)):
        return True
    drugs = {words_of(drug) for one in asked for drug in _drugs(one)}
    if not drugs and not any(one.kind in ("drug", "drug class") for one in asked):
        drugs |= set(map(words_of, own))
    return not drugs.isdisjoint(drugs_of(symbol))


def drugs_of(gene: str) -> frozenset[str]:
    """Words of the drugs with which CPIC (level A or B) or a guideline pairs a gene."""
    return _paired().get(gene, frozenset())


def of_drugs_alone(gene: str) -> bool:
    """Whether a gene's variants tell how drugs are handled or borne, and are no disease's: CYP2C19, HLA-B, not CFTR."""
    return gene_symbol(gene) in _handling()


def _drugs(concept: Concept) -> Sequence[str]:
    if concept.kind == "drug class":
        return [one.text for one in members(concept.name)]
    return [concept.name] if concept.kind == "drug" else drugs_of_regimen(concept.name)


@lru_cache(maxsize=1)
def _paired() -> dict[str, frozenset[str]]:
    made: dict[str, set[str]] = {}
    for gene, drug, level, _ in rows("gene_drug_pairs"):
        if level in _LEVELS:
            made.setdefault(gene, set()).add(words_of(drug))
    for row in records("guidelines"):
        for gene in pieces(row["genes"]):
            made.setdefault(gene, set()).update(map(words_of, pieces(row["therapies"])))
    return {gene: frozenset(drugs) for gene, drugs in made.items()}


@lru_cache(maxsize=1)
def _handling() -> frozenset[str]:
    """Genes whose guidelines speak of metabolizers, of function, or of an HLA allele."""
    found = _HANDLING.findall(" ".join(row["requires"] for row in records("guidelines")))
    return frozenset(gene for pair in found for gene in pair if gene)


_HANDLING = re.compile(
    r"([A-Z0-9-]+):(?:phenotype:[a-z ]+ (?:metabolizer|function)|activity score)|(HLA-[A-Z0-9]+):hla"
)
