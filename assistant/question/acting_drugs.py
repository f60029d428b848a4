"""Drugs that a question names by the gene on whose product they act: "TNF-alpha inhibitors"."""

from __future__ import annotations

import re

from assistant.names import find as terms
from assistant.names.vocabulary import Vocabulary
from assistant.records.answer import Concept

__all__ = ["acting_on"]

_ACTS = re.compile(
    r"(?:\s*\([^()]{2,20}\))?[\s-]+(?:tyrosine kinase |kinase )?"
    r"(?P<act>inhibitor|antagonist|agonist|blocker|antibod)(?:s|y|ies)?\b",
    re.IGNORECASE,
)


def acting_on(text: str, mention: terms.Mention, names: Vocabulary) -> Concept | None:
    """The class of drugs that act on a gene's product ("TNF-alpha inhibitors"), when no table names it so."""
    match = _ACTS.match(text, mention.end)
    if match is None:
        return None
    act = {"antibod": "antibody"}.get(match["act"].lower(), match["act"].lower())
    name = f"{mention.name} {act}"
    surface = text[mention.start : match.end()]
    return Concept("drug class", name, surface, synonyms=terms.synonyms("drug class", name, names))
