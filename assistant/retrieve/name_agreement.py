"""How far a record speaks of what a question names: the gene, the exact variant, the drug, the disease.

Word and vector scores add up: a record that says the drug ten times outranks the one that brings gene and drug
together. Agreement counts each kind of name once, and most for a record that names all the main kinds at once. When
a variant is asked for, a record that speaks of variation at all (a polymorphism, a genotype, carriers …) counts too:
abstracts often give a variant by another name than the question, or tell of a gene's variants together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

import msgspec

from assistant.knowledge.tables import rows
from assistant.language.writings import writings
from assistant.names.classes import members
from assistant.records.answer import Concept, ConceptKind, Query, Synonym
from assistant.records.kinds import kinds_with, other_kinds
from assistant.retrieve.ranking import Ranking, specific
from assistant.retrieve.search_terms import names_of
from assistant.variants.own_gene import counts

__all__ = ["Agreement", "agreement"]

_WORD = re.compile(r"\*?[^\W_]+")
_SYMBOL = re.compile(r"[A-Z]{2,4}\Z")
"""Symbols that are words when written small (MET, CAT, KIT): compared with case."""


class Agreement(msgspec.Struct, frozen=True):
    """`score` out of `most`, which a record reaches that names everything; and the names it has and has not."""

    score: float
    most: float
    named: tuple[str, ...]
    """The names it has; one that it writes otherwise than the question with how, and why that counts."""
    missing: tuple[str, ...]


def agreement(query: Query, text: str, ranking: Ranking) -> Agreement | None:
    """How a record's text agrees with the question's own names; None when the question names nothing."""
    asked = [
        concept
        for concept in query.concepts
        if concept.kind in other_kinds("counts_as") and concept.origin == "question"
    ]
    if not asked:
        return None
    folded = _folded(text)
    here = [(concept, _written(concept, text, folded)) for concept in asked]
    factor = 1.0 if specific(query) else ranking.naming_otherwise
    score = most = 0.0
    for worth, reached in _parts(here, folded, ranking):
        score, most = score + factor * worth * reached, most + factor * worth
    return Agreement(
        score,
        most,
        tuple(dict.fromkeys(_told(concept, name) for concept, name in here if name)),
        tuple(dict.fromkeys(concept.name for concept, name in here if not name)),
    )


def _told(concept: Concept, name: str) -> str:
    """The concept's name, and where the record has it by a synonym only, by which and why that is one."""
    others = (*concept.synonyms, *_members(concept))
    why = next((other.reason for other in others if other.text == name), "")
    return f"{concept.name} as “{name}” ({why})" if why else concept.name


def _members(concept: Concept) -> tuple[Synonym, ...]:
    """The drugs of a class: a record on olaparib is one on a PARP inhibitor."""
    return members(concept.name) if concept.kind in kinds_with("members") else ()


def _parts(here: Sequence[tuple[Concept, str]], folded: str, ranking: Ranking) -> list[tuple[float, float]]:
    """(worth, how far it is reached) of each aspect of agreement that the question has."""
    groups: dict[ConceptKind, list[bool]] = {}
    for concept, name in here:
        groups.setdefault(other_kinds("counts_as")[concept.kind], []).append(bool(name))
    made = [(ranking.naming.get(kind, 0.0), sum(named) / len(named)) for kind, named in groups.items()]
    main = [named for kind, named in groups.items() if kind in kinds_with("core")]
    if len(main) == len(kinds_with("core")):
        made.append((ranking.naming_all, float(all(any(named) for named in main))))
    if "variant" in groups:
        speaks = any(named for named in groups["variant"]) or any(word in folded for word in _variation_words())
        made.append((ranking.naming_variation, float(speaks)))
    return made


def _written(concept: Concept, text: str, folded: str) -> str:
    """The name by which the text has the concept, the question's own before any other; empty when by none."""
    phrases, symbols = _forms((*names_of(concept), *(member.text for member in _members(concept))))
    name = next((name for phrase, name in phrases if phrase in folded), "")
    if not name and symbols and (found := symbols.search(text)):
        name = found[0]
    return name if name and counts(concept, text) else ""


@lru_cache(maxsize=512)
def _forms(names: Sequence[str]) -> tuple[tuple[tuple[str, str], ...], re.Pattern[str] | None]:
    """How names are looked for: folded, with their plurals, in the folded text; short symbols in the text as it is."""
    symbols = [name for name in names if _SYMBOL.match(name)]
    words = [(_folded(way).rstrip(), name) for name in names if name not in symbols for way in writings(name)]
    phrases = tuple((form, name) for word, name in words if word for form in (f"{word} ", f"{word}s "))
    return phrases, re.compile(rf"(?<![^\W_])(?:{'|'.join(symbols)})(?![^\W_])") if symbols else None


def _folded(text: str) -> str:
    """Words in lower case, one blank between and at both ends; a star stays with its number (`*2`)."""
    return f" {' '.join(_WORD.findall(text.lower()))} "


@cache
def _variation_words() -> tuple[str, ...]:
    """As they begin in a folded text, so that a plural counts too."""
    return tuple(f" {_folded(word).strip()}" for word, *_ in rows("variation_words"))
