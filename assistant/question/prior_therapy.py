"""What a patient has had already: a therapy a question asks what comes after, and sentences that speak of that.

"Options after osimertinib" is not answered by what osimertinib does. The drug is searched for as any other, but a
finding must speak of the time after it: of progression on it, resistance to it, its failure. What says so is a table,
`knowledge/patterns/prior_cues.tsv`, and the same for the question and for the studies.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.knowledge.patterns import patterns
from assistant.question.asked import Asked
from assistant.records.answer import Concept, Query
from assistant.records.kinds import counting_as

__all__ = ["prior_therapies", "speaks_of_after"]

_REACH = 60
"""Characters on either side of a drug in which a cue is looked for."""


def prior_therapies(query: Query, asked: Asked) -> tuple[Concept, ...]:
    """The drugs of a therapy question that it gives as had before; empty when any of its drugs is not."""
    if query.intent != "therapy":
        return ()
    drugs = [(concept, pattern) for concept, pattern in asked.concepts if concept.kind in counting_as("drug")]
    prior = [concept for concept, pattern in drugs if _had(concept, pattern, query, asked)]
    return tuple(prior) if len(prior) == len(drugs) else ()


def _had(concept: Concept, pattern: re.Pattern[str], query: Query, asked: Asked) -> bool:
    """By its role in the question; a drug taken over from an earlier one has none, and the words beside it tell."""
    if any(pattern.search(words) for words in query.roles.prior):
        return True
    return speaks_of_after(query.text, (concept,), asked)


def speaks_of_after(text: str, drugs: Sequence[Concept], asked: Asked) -> bool:
    """Whether the text gives one of the drugs as had before, failed or resisted."""
    names, cues = {concept.name for concept in drugs}, patterns("prior_cues")
    for concept, pattern in asked.concepts:
        if concept.name not in names:
            continue
        for match in pattern.finditer(text):
            before, after = text[max(0, match.start() - _REACH) : match.start()], text[match.end() :][:_REACH]
            if cues["before",].search(before) or cues["after",].search(after):
                return True
    return False
