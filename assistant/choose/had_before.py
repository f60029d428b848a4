"""Sentences on a drug that the question gives as had before: of what to give next they tell nothing new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.knowledge.patterns import patterns
from assistant.names.find import find
from assistant.names.medications import drugs_in
from assistant.question.drugs_said import NEAR, joined
from assistant.records.answer import Claim, Query

__all__ = ["gives_what_was_had", "only_what_was_had"]

_NEXT = (None, "alternative", "efficacy")
"""Facets of a question on what to give after a drug."""


def gives_what_was_had(text: str, query: Query) -> bool:
    """Whether what a sentence gives was had before, in a question on what to give next: "alectinib worked after
    crizotinib" and "alectinib worked better than crizotinib" are on alectinib."""
    had = _had(query)
    given = next(_given(text), "") if had else ""
    return bool(given) and given in had


def only_what_was_had(claims: Sequence[Claim], query: Query) -> tuple[str, ...]:
    """What the reader is told first where every finding is on a drug that was had."""
    if not claims or not all(gives_what_was_had(claim.text, query) for claim in claims):
        return ()
    return ("Every finding is on a drug that was had before: none here says what to give after it.",)


def _had(query: Query) -> frozenset[str]:
    """Drugs had before, in small letters, of a question that leaves open what is given next."""
    if query.intent != "therapy" or query.facet not in _NEXT or query.roles.option or query.roles.comparator:
        return frozenset()
    return frozenset(drug.casefold() for words in query.roles.prior for drug in drugs_in(words))


def _given(text: str) -> Iterator[str]:
    """The drugs of a sentence but for those that it says were had, in its order."""
    cues, last = patterns("prior_cues"), 0
    for mention in (one for one in find(text) if one.kind == "drug"):
        between = text[last : mention.start]
        listed = bool(last) and joined(text, last, mention.start) and any(map(str.isalpha, between))
        before = cues["before",].search(text[max(0, mention.start - NEAR) : mention.start])
        if listed or before or cues["after",].search(text[mention.end :][:NEAR]):
            last = mention.end
        else:
            yield mention.name.casefold()
