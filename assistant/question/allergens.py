"""What a question names only as an allergen: it is of the case, and not what is asked about.

"What if she is allergic to naproxen?" after a question on ibuprofen is still on ibuprofen. A question at large ("is
cefazolin safe in patients allergic to penicillin?") is on both: studies are on just that.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.knowledge.patterns import patterns
from assistant.language.covered import Covered
from assistant.names import find as terms
from assistant.question.case_said import read_case
from assistant.question.named_drugs import options_named
from assistant.records.answer import Concept, Query
from assistant.records.kinds import counting_as

__all__ = ["allergen_words", "without_allergens"]


def without_allergens(text: str, concepts: Sequence[Concept], *, follows: bool) -> list[Concept]:
    """The concepts without what only the patient's allergy is to, where another drug is asked about. `follows`: there
    was an earlier question, whose patient this one is on."""
    spans = _spans(text)
    if not spans or not (follows or patterns("case_facts")["person", "words"].search(text)):
        return list(concepts)
    taken = Covered(len(text), spans)
    elsewhere = {(one.kind, one.name) for one in terms.find(text) if not taken.touches(one.start, one.end)}
    inside = {(one.kind, one.name) for one in terms.find(text) if taken.touches(one.start, one.end)} - elsewhere
    allergens = [one for one in concepts if _is_drug(one) and one.origin == "question" and _key(one) in inside]
    kept = [one for one in concepts if one not in allergens]
    return kept if any(_is_drug(one) or options_named(one) for one in kept) else list(concepts)


def allergen_words(query: Query) -> str:
    """The words by which the question names allergens, beside a drug that it is on; else empty."""
    if not any(_is_drug(one) or options_named(one) for one in query.concepts):
        return ""
    return " ".join(query.question[start:end] for start, end in _spans(query.question))


def _spans(text: str) -> list[tuple[int, int]]:
    return [(one.start or 0, one.end or 0) for one in read_case(text).spans if one.field == "allergies"]


def _is_drug(concept: Concept) -> bool:
    return concept.kind in counting_as("drug") and concept.origin != "patient"


def _key(concept: Concept) -> tuple[str, str]:
    return concept.kind, concept.name
