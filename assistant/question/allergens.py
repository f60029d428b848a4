"""What a question names only as an allergen, or as stopped: it is of the case, and not what is asked about.

"What if she is allergic to naproxen?" after a question on ibuprofen is still on ibuprofen. A question at large ("is
cefazolin safe in patients allergic to penicillin?") is on both: studies are on just that.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.knowledge.patterns import patterns
from assistant.language.covered import Covered
from assistant.names import find as terms
from assistant.question.case_said import read_case, read_turns
from assistant.question.named_drugs import options_named
from assistant.records.answer import Concept, Query
from assistant.records.kinds import counting_as

__all__ = ["allergen_words", "follows_on", "is_allergen", "is_on_a_drug", "only_allergens", "without_allergens"]


def without_allergens(text: str, concepts: Sequence[Concept], *, follows: bool) -> list[Concept]:
    """The concepts without what only the patient's allergy is to, and what a follow-up supposes or tells as stopped.
    `follows`: there was an earlier question, whose patient this one is on."""
    aside = only_allergens(text, concepts) if follows or _is_on_one(text) else ()
    if follows and follows_on(text):
        stopped = {name.casefold() for name in read_turns(text).stopped}
        aside = (*aside, *(one for one in concepts if _is_drug(one) and one.name.casefold() in stopped))
    return [one for one in concepts if one not in aside]


def follows_on(text: str) -> bool:
    """Whether a question that names something of its own goes on with what was asked before."""
    return any(patterns("follow_ups")[use, ""].search(text) for use in ("opens", "refers", "adds"))


def is_on_a_drug(concepts: Sequence[Concept]) -> bool:
    """Whether a drug, a class, a regimen or a product is among them."""
    return any(_is_drug(one) or options_named(one) for one in concepts)


def only_allergens(text: str, concepts: Sequence[Concept]) -> tuple[Concept, ...]:
    """Drugs and classes that the text names as what an allergy is to, and nowhere else."""
    spans = _spans(text)
    if not spans:
        return ()
    taken, there = Covered(len(text), spans), terms.find(text)
    elsewhere = {(one.kind, one.name) for one in there if not taken.touches(one.start, one.end)}
    inside = {(one.kind, one.name) for one in there} - elsewhere
    named = (one for one in concepts if _is_drug(one) and one.origin == "question")
    return tuple(one for one in named if (one.kind, one.name) in inside)


def allergen_words(query: Query) -> str:
    """The words by which the question names allergens, beside a drug that it is on; else empty."""
    if not is_on_a_drug(query.concepts):
        return ""
    return " ".join(query.question[start:end] for start, end in _spans(query.question))


def is_allergen(word: str, query: Query) -> bool:
    """Whether the question has the word as the name of an allergen, or of a part of one."""
    return any(word.casefold() in query.question[start:end].casefold() for start, end in _spans(query.question))


def _is_on_one(text: str) -> bool:
    """Whether a question is on one patient, as a fact or as a supposition."""
    return patterns("case_facts")["person", "words"].search(text) is not None


def _spans(text: str) -> list[tuple[int, int]]:
    return [(one.start or 0, one.end or 0) for one in read_case(text).spans if one.field == "allergies"]


def _is_drug(concept: Concept) -> bool:
    return concept.kind in counting_as("drug") and concept.origin != "patient"
