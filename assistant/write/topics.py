"""The option a sentence is on: the drug of the question that it names, else one that it says was given.

What a study measured, ate or took besides is no option, nor is what the patient has had already.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import rows, values
from assistant.names.find import Mention, find
from assistant.question.asked import Asked
from assistant.records.answer import Concept, Roles
from assistant.records.kinds import counting_as
from ingest.records.article import Article

__all__ = ["options_asked", "topic_of"]

_TOGETHER = r"plus|and|with|combined with|in combination with|/|-"
_NONE = Roles()
_NONE = Roles()


def topic_of(
    sentence: str,
    article: Article,
    asked: Asked,
    roles: Roles = _NONE,
    others: bool | None = None,
    therapies: Collection[str] = (),
) -> str:
    """A drug of the question that the sentence names, or its title; else one that these say was given; else a class
    asked about; empty when there is none.

    `others`: whether a drug counts that the question does not name; by default where it names no drug. `therapies`:
    drugs that curated sources list for the case, which count wherever a sentence names them.
    """
    options = options_asked(asked, roles)
    known = [concept for concept in options if concept.kind == "drug"]
    others = not known if others is None else others
    left_out = {concept.name for concept, _ in asked.concepts} - {concept.name for concept in known}
    for text in (sentence, article.title):
        named = asked.named_in(text)
        if drugs := [concept for concept in known if concept in named]:
            return _joined(text, drugs)
        listed = {name.casefold() for name in therapies}
        found = [m for m in find(text) if m.name not in left_out] if others else []
        if given := [m for m in found if m.name.casefold() in listed or _is_given(m, text)]:
            return _capital(next((m for m in given if not _is_against(m, text)), given[0]).name)
    classes = [concept for concept in asked.named_in(sentence) if concept in options and concept.kind != "drug"]
    return _title(classes[0]) if classes else ""


def options_asked(asked: Asked, roles: Roles = _NONE) -> tuple[Concept, ...]:
    """The drugs and classes of drugs that the question is about."""
    drugs = [concept for concept, _ in asked.concepts if concept.kind in counting_as("drug")]
    besides = (*roles.prior, *roles.co_medication)
    return tuple(
        concept
        for concept in drugs
        if not _is_among(concept, besides) and (not _is_measured(concept) or _is_among(concept, roles.option))
    )


def _is_among(concept: Concept, words: Iterable[str]) -> bool:
    names = {concept.name.casefold(), concept.surface.casefold()} - {""}
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", word.casefold()) for word in words for name in names)


def _is_measured(named: Concept | Mention) -> bool:
    """By its preferred name, or as it is written: "glucose" may be preferred as "D-glucose"."""
    return not values("measured_substances").isdisjoint({named.name.casefold(), named.surface.casefold()})


def _is_given(mention: Mention, text: str) -> bool:
    """Whether the text says that the drug was given, or its name is one of a medicine."""
    if mention.kind != "drug" or _is_measured(mention):
        return False
    if mention.name.casefold().endswith(_stems()):
        return True
    before = _right_before("before").search(text[: mention.start])
    return bool(before or patterns("given_cues")["after",].match(text, mention.end))


def _is_against(mention: Mention, text: str) -> bool:
    """Whether the drug was had before, or is what another is compared with."""
    return _right_before("against").search(text[: mention.start]) is not None


@cache
def _stems() -> tuple[str, ...]:
    return tuple(suffix for suffix, kind, *_ in rows("stems") if kind == "drug")


@cache
def _right_before(place: str) -> re.Pattern[str]:
    """A cue, with two words at most between it and the drug."""
    return re.compile(
        rf"(?:{patterns('given_cues')[place,].pattern})\s+(?:[^\s,;:]{{1,40}}\s+){{0,2}}\Z", re.IGNORECASE
    )


def _joined(text: str, drugs: Sequence[Concept]) -> str:
    """ "Dabrafenib plus trametinib" where the text gives both together; both names where it speaks of two."""
    first, *others = (_title(drug) for drug in drugs)
    for other in others:
        together = rf"(?i)\b(?:{re.escape(first)}|{re.escape(other)})\W+(?:(?:{_TOGETHER})\W+)(?:\w+\W+)?"
        if re.search(rf"{together}(?:{re.escape(first)}|{re.escape(other)})\b", text):
            return f"{first} plus {_small(other)}"
    return f"{first} and {_small(others[0])}" if len(others) == 1 else first


def _title(concept: Concept) -> str:
    return _capital(concept.surface if concept.origin == "question" and concept.surface else concept.name)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _small(name: str) -> str:
    """A name within a heading; an abbreviation ("5-FU", "FOLFIRI") keeps its form."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
