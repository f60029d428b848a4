"""The disease a study is on, against the one treated; and the histology of a tumor against the patient's pathology."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from assistant.fit.named import Named
from assistant.fit.people import People, chosen, people_of_text
from assistant.knowledge.tables import mapping
from assistant.language.lexicon import lemma, word_set
from assistant.names.find import broader, find, synonyms
from assistant.records.answer import Concept, FitItem, Query
from assistant.records.patient import Patient

__all__ = ["disease_items", "histology_item"]

_WORD = re.compile(r"[a-z]{3,}")


def disease_items(people: People, query: Query, patient: Patient | None) -> Iterator[FitItem]:
    """The disease treated: the patient's first diagnosis, else the one the question names."""
    wanted = [concept for concept in query.named("disease") if concept.origin != "history"]
    if patient is not None and patient.conditions:
        first = patient.conditions[0].casefold()
        own = [concept for concept in wanted if first in (concept.surface.casefold(), concept.name.casefold())]
        wanted = own or [Concept("disease", patient.conditions[0], patient.conditions[0], origin="patient")]
    for concept in wanted[:2]:
        yield _disease(people, concept)


def histology_item(people: People, pathology: str) -> FitItem | None:
    """None where the pathology names no histology."""
    values = tuple(people_of_text(pathology).said("histology"))
    return chosen(people, "histology", "histology", values, pathology, title_first=True) if values else None


def _disease(people: People, concept: Concept) -> FitItem:
    """A match where the study names it or a kind of it; else a mismatch with the other disease of the title."""
    said = concept.surface or concept.name
    told = (concept.name, concept.surface, *(synonym.text for synonym in concept.synonyms))
    names = tuple(dict.fromkeys(name for name in told if name))
    own = _names(names)
    seen = list(own.find(people))
    title = people.text[: people.title_end]
    if seen and any(match.start() < people.title_end for match in seen):
        return FitItem("disease", "match", said, seen[0].group())
    titled = _diseases_of(title)
    if kin := next((other for other in titled if _akin(names, other)), ""):
        return FitItem("disease", "match", said, kin)
    others = [other for other in titled if _differs(names, other)]
    passing = len({match.start() for match in seen}) == 1
    if seen and not (passing and others and len(others) == len(titled) and all(map(_tumor, (said, *others)))):
        return FitItem("disease", "match", said, seen[0].group())
    return FitItem("disease", "mismatch" if others else "unknown", said, others[0] if others else "")


@lru_cache(maxsize=256)
def _names(names: tuple[str, ...]) -> Named:
    return Named((*names, *(one.text for one in synonyms("disease", names[0]))))


@lru_cache(maxsize=1024)
def _diseases_of(title: str) -> tuple[str, ...]:
    """The diseases a title names, as it writes them."""
    return tuple(mention.surface for mention in find(title) if mention.kind == "disease")


@lru_cache(maxsize=4096)
def _akin(names: tuple[str, ...], other: str) -> bool:
    """Whether one is a kind of the other: "lung adenocarcinoma" is one of lung cancer."""
    ours = {name.casefold() for name in names}
    above = {name.casefold() for name in broader(names[0])} - _general()
    return bool(({name.casefold() for name in broader(other)} - _general()) & ours or other.casefold() in above)


@lru_cache(maxsize=1)
def _general() -> frozenset[str]:
    """Names too general to be told apart by ("cancer")."""
    return frozenset(mapping("general_disease_words"))


def _differs(names: Iterable[str], other: str) -> bool:
    """No telling word in common: "lung cancer" and "breast cancer" share only the general one."""
    ours, theirs = ({lemma(word) for word in _WORD.findall(text.casefold())} for text in (" ".join(names), other))
    general = word_set("general_disease_words")
    return bool(theirs - general) and not (ours - general or ours) & (theirs - general)


def _tumor(name: str) -> bool:
    """Only between tumors does the title outweigh one mention in the text: a toxicity or a comorbidity may be both."""
    return any(re.search(ending, name, re.IGNORECASE) for ending in mapping("tumor_words"))
