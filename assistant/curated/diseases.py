"""How the disease of a curated row meets the disease of a case: the same, a wider one, a kind of it, or another.

Which disease is a kind of which is told by `assistant/names/disease_kin.py`; where nothing tells, two are different.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.knowledge.tables import spell, values, words_of
from assistant.names.disease_kin import ancestors, any_tumor, called, is_general, known_kinds, known_names, relation
from assistant.names.find import entry_of
from assistant.names.vocabulary import vocabulary
from assistant.records.answer import Concept
from assistant.records.curated import CuratedFact, DiseaseMatch

__all__ = ["ancestors", "called", "disease_match", "is_general", "named", "shown", "told_site"]

_ORDER: tuple[DiseaseMatch, ...] = ("same", "narrower", "parent")
_SHORTEST = 4
"""Letters of an organ's name."""


def named(fact: CuratedFact) -> str:
    """The disease of a fact, by the vocabulary's name where its identifier tells more than the source's words."""
    return _known_as(fact.disease, fact.disease_id)


@lru_cache(maxsize=4096)
def _known_as(disease: str, identifier: str) -> str:
    words = words_of(disease)
    by_words = words in known_names() or words in any_tumor() or words in known_kinds()
    entry = None if by_words else vocabulary().by_identifier.get(identifier)
    return entry.name if entry else disease


def disease_match(disease: str, case: Sequence[str]) -> DiseaseMatch | None:
    """How a row's disease meets those of a case (their names); None where it is another one.

    "any": one of the two sides names none.
    """
    if not disease or not case:
        return "any"
    found = {relation(called(disease), called(one)) for one in case}
    return next((one for one in _ORDER if one in found), None)


@lru_cache(maxsize=1024)
def shown(name: str) -> str:
    """A disease as a reader writes it, without capitals that only its source gives it."""
    entry = entry_of(vocabulary(), "disease", known_names().get(words_of(name), name))
    return entry.name if entry else name.lower()


def told_site(concept: Concept, text: str) -> str:
    """The word before a general name that says where the tumor is ("thyroid" of "thyroid cancer"); else empty."""
    found = re.search(rf"([^\W\d_][\w-]+)[\s-]+{re.escape(concept.surface)}", text)
    word = spell(found[1]) if found and not found[1].isupper() else ""
    plain = word in values("general_disease_words") or word in values("function_words") or len(word) < _SHORTEST
    return "" if plain else word
