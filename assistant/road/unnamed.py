"""A word of a question on a patient that stands where a drug would, and that no list and no record has.

"Can she take augmentin?" names nothing that a vocabulary knows: that nothing was checked must be told all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.enough.subject import strange_words
from assistant.question.allergens import is_allergen
from assistant.records.answer import Query
from ingest.index.words import WordTerm

if TYPE_CHECKING:
    from ingest.library.library import Library

__all__ = ["unnamed"]

_SHORTEST = 5
"""Letters; a shorter word is as often an abbreviation of a test."""
_GIVEN = ("drug", "drug class", "gene", "variant", "other")
"""Kinds of which one that is named is what the question is on."""


def unnamed(query: Query, library: Library) -> tuple[str, ...]:
    """Such words of a question that names nothing else.

    Raises LibraryError when the library cannot be read.
    """
    if any(one.kind in _GIVEN and one.origin != "patient" for one in query.concepts):
        return ()
    strange = (word for word in strange_words(query) if word.isalpha() and len(word) >= _SHORTEST)
    words = [word for word in strange if not is_allergen(word, query)]
    return tuple(word for word in words if not library.count([WordTerm(word)]))
