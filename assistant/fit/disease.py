"""The disease a study is on, against the one treated; and the histology of a tumor against the patient's pathology."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from assistant.fit.named import mentions
from assistant.fit.people import People, chosen, people_of_text
from assistant.fit.phrases import names_of
from assistant.knowledge.tables import mapping, values, words_of
from assistant.language.lexicon import lemma, word_set
from assistant.names.disease_kin import ancestors, called, is_general, relation
from assistant.records.answer import Concept, FitItem, Query
from assistant.records.patient import Patient

__all__ = ["disease_items", "histology_item"]

_WORD = re.compile(r"[a-z]{3,}")
_OUTCOME = re.compile(
    r"(?:induced|associated|related|caused|risk of|risk for|prevent(?:s|ed|ion of)?|develop(?:s|ed|ment of)?)\W*\Z",
    re.IGNORECASE,
)
"""What stands before a disease that a treatment causes or prevents: it is none that people have."""
_NON = re.compile(r"\bnon[- ]?\Z", re.IGNORECASE)
_LOOKED_BACK = 22
_OFTEN = 2
"""Mentions in an abstract from which a disease is its subject, where the title names none."""


class _Mention(NamedTuple):
    name: str
    """As the vocabulary has it, in the words names are compared by."""
    words: str
    start: int


def disease_items(people: People, query: Query, patient: Patient | None) -> Iterator[FitItem]:
    """The disease treated: the patient's first diagnosis, else the one the question names."""
    wanted = [concept for concept in query.named("disease") if concept.origin != "history"]
    if patient is not None and patient.conditions:
        first = patient.conditions[0].casefold()
        own = [
            concept
            for concept in wanted
            if concept.origin == "patient" or first in (concept.surface.casefold(), concept.name.casefold())
        ]
        wanted = own or [Concept("disease", patient.conditions[0], patient.conditions[0], origin="patient")]
    for concept in wanted[:2]:
        yield _disease(people, concept)


def histology_item(people: People, pathology: str) -> FitItem | None:
    """None where the pathology names no histology."""
    values = tuple(people_of_text(pathology).said("histology"))
    return chosen(people, "histology", "histology", values, pathology, title_first=True) if values else None


def _disease(people: People, concept: Concept) -> FitItem:
    """A match where the study names it, a kind of it, or a wider disease and no other kind of that one; else a mismatch
    with the disease that the study is on."""
    said = concept.surface or concept.name
    told = (concept.surface, *(synonym.text for synonym in concept.synonyms))
    seen = [*mentions(people, names_of("disease", concept.name, tuple(name for name in told if name)))]
    seen = [(start, end) for start, end in seen if not _NON.search(people.text, max(0, start - _LOOKED_BACK), start)]
    own = [people.text[start:end] for start, end in seen]
    titled_own = [people.text[start:end] for start, end in seen if start < people.title_end]
    named = _diseases(people)
    kin = [one for one in named if _kin(called(concept.name), one.name)]
    if not own and (sibling := _other_kind(called(concept.name), kin, named)):
        return FitItem("disease", "mismatch", said, sibling)
    titled = [one for one in named if one.start < people.title_end]
    if first := next(iter(titled_own + [one.words for one in kin if one.start < people.title_end]), ""):
        return FitItem("disease", "match", said, first)
    others = [one.words for one in titled if _is_other(concept.name, one.name)]
    passing = (
        len({start for start, _ in seen} | {one.start for one in kin}) <= 1
        and bool(others)
        and len(others) == len(titled)
    )
    if (own or kin) and not (passing and all(map(_tumor, (said, *others)))):
        return FitItem("disease", "match", said, next(iter([*own, *(one.words for one in kin)])))
    others = others or ([] if titled else _subject(concept.name, named))
    return FitItem("disease", "mismatch" if others else "unknown", said, others[0] if others else "")


def _other_kind(wanted: str, kin: Sequence[_Mention], named: Sequence[_Mention]) -> str:
    """The kind of a wider disease that a study is on, where it names only the wider one that the asked one is also of:
    "lung cancer" of a study of non-small cell cancer is not the patient's small cell one."""
    if not kin or any(relation(wanted, one.name) != "narrower" for one in kin):
        return ""
    wider = {one.name for one in kin}
    others = (one for one in named if one.name not in wider and relation(wanted, one.name) is None)
    return next((one.words for one in others if wider & ancestors(one.name)), "")


def _subject(name: str, named: Sequence[_Mention]) -> list[str]:
    """The disease an abstract is on whose title names none: the one it names most, where it is another."""
    counted = Counter(one.name for one in named if not is_general(one.name))
    most, times = counted.most_common(1)[0] if counted else ("", 0)
    words = next((one.words for one in named if one.name == most), "")
    return [words] if times >= _OFTEN and _is_other(name, most) else []


@lru_cache(maxsize=8192)
def _kin(wanted: str, other: str) -> bool:
    """Whether one is the other or a kind of it; the most general names are kin of nothing."""
    return not is_general(other) and relation(wanted, other) is not None


@lru_cache(maxsize=8192)
def _is_other(name: str, other: str) -> bool:
    """No telling word in common: "lung cancer" and "breast cancer" share only the general one."""
    if is_general(other):
        return not _tumor(name)
    if _kin(called(name), other):
        return False
    parted = set(words_of(name).split()) ^ set(other.split())
    if len(parted) > 1 and all(len(word) == 1 for word in parted):
        return True  # "hepatitis B" and "hepatitis C"
    general = word_set("general_disease_words")
    if {lemma(word) for word in parted} - general == {"non"}:
        return True  # "non-small cell" and "small cell"
    ours, theirs = ({lemma(word) for word in _WORD.findall(text.casefold())} for text in (name, other))
    if not ours:  # a name in another script, or of a few letters: whether it is the same disease is not known
        return False
    return bool(theirs - general) and not (ours - general or ours) & (theirs - general)


def _tumor(name: str) -> bool:
    """Only between tumors does the title outweigh one mention in the text: a toxicity or a comorbidity may be both."""
    return any(re.search(ending, name, re.IGNORECASE) for ending in mapping("tumor_words"))


def _diseases(people: People) -> list[_Mention]:
    """The diseases of the vocabulary that a text says people have, in its order."""
    return [
        _Mention(one.value, people.text[one.start : one.end], one.start)
        for one in people.told.get("disease", ())
        if one.value not in _reactions() and not _is_outcome(people.text, one.start)
    ]


def _is_outcome(text: str, start: int) -> bool:
    return _OUTCOME.search(text, max(0, start - _LOOKED_BACK), start) is not None


@cache
def _reactions() -> frozenset[str]:
    """Reactions to drugs, which people get under treatment and are not treated for."""
    return frozenset(called(name) for name in values("reactions"))
