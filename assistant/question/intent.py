"""What a reader wants of the literature, by the phrases of the question (`knowledge/patterns/intents.tsv`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import mapping
from assistant.records.answer import Concept, Facet, Intent
from assistant.records.kinds import counting_as

__all__ = ["intent_of", "says"]


def intent_of(text: str, concepts: Sequence[Concept], facet: Facet | None) -> Intent:
    """The intent whose patterns weigh most, genotype beside a drug counts for pharmacogenomics; else the facet's."""
    scores: dict[Intent, float] = {}
    for intent, pattern, weight in _intents():
        said = {match[0].lower() for match in pattern.finditer(text)}
        if said:
            scores[intent] = scores.get(intent, 0.0) + weight * min(3, len(said))
    drugs = any(concept.kind in counting_as("drug") for concept in concepts)
    germline = any(c.kind == "variant" and re.match(r"rs\d|.*\*\d", c.identifier or c.name) for c in concepts)
    if germline and drugs:
        scores["pharmacogenomics"] = scores.get("pharmacogenomics", 0.0) + 3
    if not scores or max(scores.values()) < 0.5:
        if drugs and any(concept.kind == "disease" for concept in concepts):
            return "therapy"
        return msgspec.convert(mapping("facet_words")[facet][1], Intent) if facet else "general"
    return max(scores, key=lambda intent: scores[intent])


def says(text: str, intent: str) -> bool:
    """Whether a phrase of the text tells the intent by itself, whatever else weighs more."""
    return any(one == intent and pattern.search(text) for one, pattern, _ in _intents())


@lru_cache(maxsize=1)
def _intents() -> tuple[tuple[Intent, re.Pattern[str], float], ...]:
    return tuple(
        (msgspec.convert(intent, Intent), pattern, float(weight))
        for (intent, _, weight), pattern in patterns("intents").items()
    )
