"""How the legs of a search become one order: the numbers it is tuned by, and the fusion itself.

The scores of the two legs are put on one scale and mixed, rather than their ranks: reciprocal rank fusion counts a
weak leg as an equal, and forgets by how much the first stands out. Citation counts never enter; study design and
recency order ties only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from assistant.records.answer import ConceptKind, Query
from assistant.records.kinds import kinds_with, numbers, other_kinds

if TYPE_CHECKING:
    from ingest.library.library import Ranked

__all__ = ["RANKING", "Ranking", "mix", "places", "scaled", "specific"]


_FIELDS = {"title": 0.4, "abstract": 1.0, "mesh": 0.3, "substances": 0.3, "keywords": 0.3}


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of the ranking, chosen on the development sets; evals/README.md says how."""

    words: bool = True
    vectors: bool = True
    depth: int = 150
    """How many records the words bring before they are fused."""
    depth_vectors: int = 50
    """And the vectors: what lies farther adds nothing, and Chroma takes its time for it."""
    vector_share: float = 0.7
    """The vectors' part of the fused score, the words having the rest."""
    vector_share_specific: float = 0.3
    """The same for a specific question (see `specific`): a vector blurs what a name tells apart."""
    fields: Mapping[str, float] = MappingProxyType(_FIELDS)
    """What a word counts in each field. A short title already scores high by its length, so it is not lifted too."""
    kinds: Mapping[ConceptKind, float] = msgspec.field(default_factory=lambda: numbers("searched"))
    """What a word counts that belongs to a name of this kind."""
    beside_names: float = 0.5
    """What the other words of a specific question count; in any other question every word counts as written."""
    synonyms: Mapping[ConceptKind, float] = msgspec.field(default_factory=lambda: numbers("synonyms"))
    """What another way to write a name of this kind counts; a kind that is not here is not expanded."""
    preferred: Mapping[ConceptKind, float] = msgspec.field(default_factory=lambda: numbers("preferred"))
    """What the usual name counts of a kind of name that the question wrote otherwise: a brand, a code, misspelled."""
    patient: float = 0.3
    """The factor on names that come from the patient's record or an earlier question, not from the question."""
    naming: Mapping[ConceptKind, float] = msgspec.field(default_factory=lambda: numbers("naming"))
    """What it adds to the fused score (0 to 1) when a record names what a specific question names, by kind."""
    naming_all: float = 0.45
    """And when it names both the gene and the drug asked for."""
    naming_variation: float = 0.4
    """And when it speaks of genetic variation at all, the question being of a variant."""
    naming_otherwise: float = 0.15
    """The factor on all of this for a question that is not specific."""
    looked_at: int = 70
    """How many of the best are read for their agreement; 0: none."""


RANKING = Ranking()


def specific(query: Query) -> bool:
    """Whether the question itself names two of: a gene, a variant, a drug. Its names then say what it is about;
    in any other question (most claims, most clinical questions in plain words) its other words do as much."""
    asked = [concept for concept in query.concepts if concept.origin == "question"]
    kinds = {other_kinds("counts_as")[concept.kind] for concept in asked if concept.kind in kinds_with("specific")}
    return len(kinds) >= 2


def mix(words: Sequence[Ranked], vectors: Sequence[Ranked], vector_share: float) -> dict[str, float]:
    """Fused score of every record either leg found, between 0 and 1.

    Each leg counts from its own zero, so where cosines hardly differ the words decide. A record that only the words
    found is at most as near as the farthest that the vectors brought, and has that; one that only the vectors found has
    0 from the words. Where one leg found nothing at all, the other decides alone.
    """
    by_words = scaled({hit.pmid: hit.score for hit in words}, floor=0.0)
    by_vectors = scaled({hit.pmid: max(hit.score, 0.0) for hit in vectors}, floor=0.0)
    if not by_words or not by_vectors:
        return by_words or by_vectors
    least = min(by_vectors.values())
    return {
        pmid: (1 - vector_share) * by_words.get(pmid, 0.0) + vector_share * by_vectors.get(pmid, least)
        for pmid in by_words | by_vectors
    }


def scaled(scores: Mapping[str, float], floor: float | None = None) -> dict[str, float]:
    """Scores put between 0 (`floor`, or the lowest score when None) and 1 (the highest); equal ones are all 1."""
    if not scores:
        return {}
    low, high = min(scores.values()) if floor is None else floor, max(scores.values())
    if high <= low:
        return dict.fromkeys(scores, 1.0)
    return {pmid: (score - low) / (high - low) for pmid, score in scores.items()}


def places(found: Sequence[Ranked]) -> dict[str, int]:
    """1-based place of each record in a leg."""
    return {hit.pmid: place for place, hit in enumerate(found, start=1)}
