"""Sentences of the kind that a question asks for: variants where it asks which, people where it is clinical, the
outcome where it names one."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.choose.choosing import Chosen
from assistant.knowledge.patterns import patterns
from assistant.question.asked_thing import asked_thing
from assistant.records.anatomy import PRECLINICAL
from assistant.records.answer import Query
from assistant.variants.find import find_variants

__all__ = ["is_preclinical", "outcomes_asked", "tells_of", "with_variant_asked"]

_FREE = 0.15
"""The least chance of the best sentence that names a variant for which those that name none give way."""
_AS_GOOD = 0.75
"""How likely to answer the best sentence that names one exactly is at least, against the best that speaks of inherited
ones in words, for which those give way: "the presence of the allele" leaves open which."""
_OF_LABORATORY = ("drug discovery", "mechanism", "discovery", "resistance")
"""Intents and facets that the laboratory answers; why a drug fails is mostly learned there."""
_TOLD_TOGETHER = frozenset(["overall survival", "progression-free survival", "tumor response"])
"""Outcomes (`outcome_terms.tsv`) that a study of a tumor tells beside each other: of these another is no answer."""
_NEARLY = 0.4
"""How likely to answer, against the best, the best sentence on the asked outcome is for which others come after it."""
_UNNAMED = frozenset(["mutation", "positive", "negative", "expression", "wild type", "copy number"])
"""Kinds of wording that say of no variant which it is."""


def is_preclinical(one: Chosen, query: Query) -> bool:
    """Of no person, in a question that is not on the laboratory: no answer opens with it that a study of people may
    open."""
    if query.intent in _OF_LABORATORY or query.facet in _OF_LABORATORY or _asks_laboratory(query.text):
        return False
    return not PRECLINICAL.isdisjoint(one.candidate.evidence.flags)


def outcomes_asked(query: Query, chosen: Sequence[Chosen]) -> frozenset[str]:
    """The outcomes of a tumor's treatment that the question names, where a sentence on one of them may answer it; empty
    for any other question."""
    asked = _outcomes(query.question) & _TOLD_TOGETHER
    telling = [one.chance for one in chosen if tells_of(one, asked)]
    return asked if telling and max(telling) >= _NEARLY * _best(chosen) else frozenset()


def tells_of(one: Chosen, outcomes: frozenset[str]) -> bool:
    """Whether the sentence names one of these outcomes."""
    return not outcomes.isdisjoint(_outcomes(one.candidate.text))


def _outcomes(text: str) -> frozenset[str]:
    return frozenset(name for (_, name), pattern in patterns("outcome_terms").items() if pattern.search(text))


def with_variant_asked(chosen: Sequence[Chosen], query: Query) -> list[Chosen]:
    """Without the sentences that name no variant of the genes asked about, in a question on which variant, where one
    that names some may answer."""
    genes = {one.name for one in query.named("gene")} | {one.gene for one in query.named("variant")} - {""}
    if asked_thing(query.text) != "variant" or len(genes) > 1:
        return list(chosen)  # of several genes the gene itself may be the answer
    exact = [one for one in chosen if _names_variant(one, genes)]
    naming = [one for one in chosen if one in exact or _speaks_of_inherited(one)]
    if _best(exact) >= max(_FREE, _AS_GOOD * _best(naming)):
        return exact
    return naming if _best(naming) >= _FREE else list(chosen)


def _best(chosen: Sequence[Chosen]) -> float:
    return max((one.chance for one in chosen), default=0.0)


def _speaks_of_inherited(one: Chosen) -> bool:
    """In words of their own: "the VEGF −634 genotype"."""
    return patterns("inherited_variants")[()].search(one.candidate.text) is not None


def _names_variant(one: Chosen, genes: set[str]) -> bool:
    """An exact one or a class of them that has a name ("exon 19 deletion"), by the sentence. That a gene asked about is
    mutated or fused, with whatever partner, is what drives the disease, and no answer to which."""
    found = [each for each in find_variants(one.candidate.text) if each.kind not in _UNNAMED]
    named = [each for each in found if each.kind != "fusion" or each.value not in genes]
    return any(not genes or not each.gene or each.gene in genes for each in named)


def _asks_laboratory(text: str) -> bool:
    return patterns("laboratory_asked")[()].search(text) is not None
