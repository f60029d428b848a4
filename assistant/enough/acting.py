"""Whether a text is on drugs that act on a gene's product, however it names them.

"MERTK inhibitor" is a class that no table lists: a record on it says "inhibition of MERTK" or "an inhibitor targeting
MERTK". How such things are worded is a table, `knowledge/patterns/acting_forms.tsv`, where "@" stands for the gene.
"""

from __future__ import annotations

from assistant.knowledge.patterns import patterns
from assistant.names.find import synonyms
from assistant.question.asked import any_of
from assistant.records.answer import Concept

__all__ = ["acts_on"]

_NAME = "@"
_SHORTEST = 3


def acts_on(text: str, concept: Concept) -> bool:
    """Whether the text speaks of drugs of this class ("PCSK9 antibody"); false for a class that no symbol names."""
    target, _, act = concept.name.rpartition(" ")
    form = patterns("acting_forms").get((act,))
    if form is None or " " in target or target != target.upper():
        return False
    names = [target, *(one.text for one in synonyms("gene", target) if len(one.text) >= _SHORTEST)]
    return form.search(any_of(tuple(names)).sub(_NAME, text.replace(_NAME, " "))) is not None
