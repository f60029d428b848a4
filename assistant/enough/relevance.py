"""Whether a record ties together what a question names: the gene with the drug, the drug with the disease.

A question on a gene and a drug is answered by records that name both. Where every record found is on each alone, the
reader who asked for the pair is told so. The same holds for a disease beside a gene or a drug, and for two drugs that
are set against each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import spell
from assistant.language.lexicon import lemma, word_set
from assistant.names.disease_kin import akin
from assistant.question.asked import Asked, searchable
from assistant.question.case_groups import asked_groups
from assistant.records.answer import Concept, Evidence, Query
from assistant.records.kinds import counting_as, kinds_with
from assistant.records.patient import Patient
from assistant.variants.in_study import other_variant_only

__all__ = [
    "asked_signs",
    "current",
    "near_disease",
    "pair_of_drugs",
    "speaks_to",
    "telling_words",
    "unquotable",
]

_CHOICES = ("comparison", "alternative")
"""Facets of questions that set one against the other."""
_BETWEEN = 60
"""Characters that may stand between two drugs that are set against each other."""
_WORD = re.compile(r"[^\W\d_]{4,}")


def current(items: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Without those whose update is among them: the older advice may be wrong by now."""
    there = {item.article.pmid for item in items}
    return tuple(item for item in items if not there & set(item.article.updated_by))


def speaks_to(asked: Asked, item: Evidence, query: Query, patient: Patient | None = None) -> bool:
    """The record names one of each asked kind (gene or variant; drug; disease) and is not on another variant only,
    nor on one that the question says is not there.

    A record that names the asked rsID may call the drug by its class. Where a gene and a drug are asked for together,
    a disease beside them may go unnamed: it is then for the fit to say so. A question on signs ("macrocephaly and a
    PTEN variant: what to look for?") is not answered by what the gene does elsewhere.
    """
    if unquotable(item):
        return False
    text = searchable(item.article)
    named = asked.named_in(text)
    found = {concept.kind for concept in named}
    by_rsid = any(concept.kind == "variant" and concept.name.lower().startswith("rs") for concept in named)
    wanted = {concept.kind for concept, _ in asked.concepts}
    if not wanted.isdisjoint(kinds_with("genetic")) and found.isdisjoint(kinds_with("genetic")):
        return False
    if "drug" in wanted and found.isdisjoint(counting_as("drug")) and not by_rsid:
        return False
    pair = pair_of_drugs(query)
    if pair and not {concept.name for concept in pair} <= {concept.name for concept in named}:
        return False
    signs = asked_signs(query)
    if signs and not any(concept in named or near_disease(text, concept) for concept in signs):
        return False
    if _disease_counts(wanted) and not _on_disease(asked, text):
        return False
    if query.absent and asked_groups(query, patient).absent_only(item.article.text):
        return False
    return not other_variant_only(text, query, patient, exact_only=True)


def asked_signs(query: Query) -> list[Concept]:
    """The signs and symptoms that a diagnostic question names; none for any other question."""
    signs = [concept for concept in query.named("phenotype") if concept.origin == "question"]
    return signs if query.intent == "diagnosis" else []


def unquotable(item: Evidence) -> bool:
    """Retracted, a notice of retraction, or a protocol: no finding of it is ever quoted."""
    return item.grade.design in ("retraction notice", "trial protocol") or item.article.integrity.retracted == "yes"


def pair_of_drugs(query: Query) -> tuple[Concept, Concept] | None:
    """The two drugs a question sets against or beside each other ("A or B", "between A and B"); None otherwise.

    With a gene or variant in the question either drug is a matter of its own, and so it is behind "or" where none is to
    be chosen ("does chloroquine or hydroxychloroquine help?").
    """
    drugs = [concept for concept in query.named("drug") if concept.origin == "question"]
    if len(drugs) != 2 or query.named(*kinds_with("genetic")):
        return None
    text = query.text.casefold()
    places = sorted((*_place(text, concept), number) for number, concept in enumerate(drugs))
    (first, end, one), (second, close, two) = places
    if not 0 <= first < end <= second:
        return None
    if text[end:second].strip() == "or" and query.facet and query.facet not in _CHOICES:
        return None
    joined = f"{text[:first]}<{text[end:second]}>{text[close:]}"
    near = second - end <= _BETWEEN and patterns("drug_pairs")[()].search(joined)
    return (drugs[one], drugs[two]) if near else None


def _place(text: str, concept: Concept) -> tuple[int, int]:
    """Where the text has it, as it was written or by the usual name that took its place; (-1, -1) where neither is."""
    for name in (concept.surface.casefold(), concept.name.casefold()):
        if name and (start := text.find(name)) >= 0:
            return start, start + len(name)
    return -1, -1


def near_disease(text: str, concept: Concept) -> bool:
    """Whether the text speaks of the disease, of a kind of it or of one next to it: all telling words of one of the
    names are there ("coronary"; "urothelial carcinoma" for bladder cancer)."""
    there = _words(text)
    names = [concept.surface, concept.name, *(synonym.text for synonym in concept.synonyms), *akin(concept.name)]
    return any(telling_words(name) <= there for name in names if name and telling_words(name))


@lru_cache(maxsize=4096)
def telling_words(name: str) -> frozenset[str]:
    """The words of a disease's name that tell it from others; none for "chronic disease"."""
    return _words(name) - word_set("general_disease_words")


def _disease_counts(wanted: Iterable[str]) -> bool:
    """A disease must be named unless a gene or variant and a drug are asked for besides."""
    kinds = set(wanted)
    both = not kinds.isdisjoint(kinds_with("genetic")) and not kinds.isdisjoint(counting_as("drug"))
    return "disease" in kinds and not both


def _on_disease(asked: Asked, text: str) -> bool:
    diseases = [(concept, pattern) for concept, pattern in asked.concepts if concept.kind == "disease"]
    own = [pair for pair in diseases if pair[0].origin != "patient"]
    specific = any(concept.kind in kinds_with("specific") for concept, _ in asked.concepts)
    wanted = own if specific else diseases
    return not wanted or any(pattern.search(text) or near_disease(text, concept) for concept, pattern in wanted)


@lru_cache(maxsize=512)
def _words(text: str) -> frozenset[str]:
    return frozenset(lemma(spell(word)) for word in _WORD.findall(text))
