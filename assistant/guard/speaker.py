"""Who asks: a patient for themself or for someone close, or one who treats.

A clinician asks for a patient in the very words in which a patient asks; what tells them apart is whose the disease,
the drug and the doctor are. So what a vocabulary knows is first made one and the same word; the table
`knowledge/patterns/speakers.tsv` then says how people speak of what is their own, and how of those they treat. Whoever
speaks of a patient treats.
"""

from __future__ import annotations

import re

from assistant.knowledge.patterns import patterns
from assistant.names import find as terms
from assistant.variants import find as variants

__all__ = ["asks_for_themself"]

_THING = "THING"
_MOST = 2000
"""Characters that are read: one asks for oneself at once, and a longer text is a case."""


def asks_for_themself(question: str) -> bool:
    """Whether this is a question on the asker's own care, or on that of someone close to them."""
    said = _leveled(question[:_MOST].replace("’", "'"))
    speakers = {speaker for (speaker,), pattern in patterns("speakers").items() if pattern.search(said)}
    return bool(speakers & {"self", "kin"}) and "clinician" not in speakers


def _leveled(text: str) -> str:
    """The text with one word for each gene, variant, drug, disease and phenotype in it."""
    spans = [(found.start, found.end) for found in variants.find_variants(text)]
    spans += [(found.start, found.end) for found in terms.find(text) if found.kind != "population"]
    made, place = "", 0
    for start, end in sorted(spans):
        if start >= place:
            made += f"{text[place:start]}{_THING}"
        place = max(place, end)
    return re.sub(rf"{_THING}(?:[ ,/'-]*{_THING})*", _THING, made + text[place:])
