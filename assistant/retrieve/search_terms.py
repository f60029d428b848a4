"""From a question to the weighted terms that words are searched by.

The text of a question is only ever cut into words and handed over as terms; nothing in it is syntax. A word of a name
(gene, variant, drug, disease …) counts as its kind does, the question's scaffolding ("how does … affect") not at all,
and no word twice: a question that lists eight alleles of one gene names that gene once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from assistant.knowledge.tables import values
from assistant.language.writings import writings
from assistant.question.stand_ins import standing_in
from assistant.records.answer import Concept, Query
from assistant.retrieve.ranking import Ranking, specific
from ingest.index.words import WordTerm

__all__ = ["names_of", "spoken", "ways", "word_terms"]

_CHUNK = re.compile(r"[^\s,;!?\"“”()\[\]{}|]+")
_EDGES = ".:'’‘-–—/"
_MOST_SYNONYMS = 8
"""Of one concept: the vocabularies list the common ones first, and every term costs search time."""
_STAND_IN = 0.7
"""Share of the weight of a drug that its class is searched with, where no record names the drug: as its usual name."""
_MOST_WORDS = 120
"""A pasted case is searched by its first words; what understanding found in the rest is searched besides."""


def word_terms(query: Query, ranking: Ranking) -> list[WordTerm]:
    """The terms of a query, heaviest reading first; a word that several names share counts as the heaviest does."""
    narrow = specific(query)
    weights: dict[str, float] = {}
    phrases: dict[str, float] = {}
    for concept in map(_as_searched, query.concepts):
        weight = ranking.kinds.get(concept.kind, 0.5) if narrow else 1.0
        weight *= 1.0 if concept.origin == "question" else ranking.patient
        for word in _chunks(concept.surface):
            _raise(weights, word, weight)
        for text, share in _expanded(concept, ranking):
            _raise(phrases, text, weight * share)
    plain = ranking.beside_names if narrow else 1.0
    for word in list(_chunks(query.text))[:_MOST_WORDS]:
        weights.setdefault(word, plain)
    words = [WordTerm(word, weight) for word, weight in weights.items() if weight > 0]
    return words + [WordTerm(text, weight, phrase=True) for text, weight in phrases.items() if weight > 0]


def _as_searched(concept: Concept) -> Concept:
    """A known drug by its usual name alone: whoever asks for "5-FU" or for fluorouracil gets the same records, in the
    same order."""
    known = concept.kind == "drug" and concept.known
    return msgspec.structs.replace(concept, surface=concept.name) if known else concept


def names_of(concept: Concept) -> list[str]:
    """Every way to write a concept: as the question did, by its name, and its synonyms; each once."""
    return list(dict.fromkeys([concept.surface, concept.name, *(synonym.text for synonym in concept.synonyms)]))


def ways(concept: Concept) -> list[WordTerm]:
    """What a record must hold one of to name the concept: its names in every spacing."""
    written = (way for name in names_of(concept) for way in writings(name))
    return [WordTerm(way, phrase=True) for way in dict.fromkeys(written)]


def spoken(query: Query, ranking: Ranking) -> tuple[str, ...]:
    """What is searched for, one phrase each, for the reader."""
    said = [f"the words of “{query.text}”"]
    for concept in query.concepts:
        why = {synonym.text: synonym.reason for synonym in concept.synonyms}
        why[concept.name] = f"which “{concept.surface}” means"
        reasons = [f"{text}, {why[text]}" for text, _ in _expanded(concept, ranking)]
        also = f" (also as {'; '.join(reasons)})" if reasons else ""
        said.append(f"{concept.kind} {concept.name}{also}")
    if query.therapies:
        said.append(f"behind these, records on what curated evidence lists: {', '.join(query.therapies)}")
    return (*said, *query.filters.describe())


def _expanded(concept: Concept, ranking: Ranking) -> list[tuple[str, float]]:
    """The ways to write a concept that are searched besides the question's own, each with its share of its weight."""
    others = ranking.synonyms.get(concept.kind, 0.0)
    shares = [(name, others) for name in _others(concept)]
    if concept.known and concept.name.casefold() != concept.surface.casefold():
        usual = (concept.name, max(others, ranking.preferred.get(concept.kind, 0.0)))
        shares = [usual, *(pair for pair in shares if pair[0] != concept.name)]
    shares += [(synonym.text, _STAND_IN) for synonym in standing_in(concept)]
    return [(name, share) for name, share in shares if share > 0]


def _others(concept: Concept) -> list[str]:
    """The ways to write a concept that the question did not use."""
    own = concept.surface.casefold()
    return [name for name in names_of(concept) if name.casefold() != own][:_MOST_SYNONYMS]


def _chunks(text: str) -> Iterator[str]:
    """The words that are searched, in lower case: without edges, scaffolding, or any that came before."""
    seen: set[str] = set()
    for found in _CHUNK.findall(text):
        word = found.strip(_EDGES).casefold()
        if word and word not in seen and word not in values("stop_words"):
            seen.add(word)
            yield word


def _raise(weights: dict[str, float], key: str, weight: float) -> None:
    if key:
        weights[key] = max(weight, weights.get(key, 0.0))
