"""The diagnoses of a patient in a note: diseases that it affirms of the patient, the tumor first.

Complaints and signs ("fever", "dyspnea") are no diagnoses: they are `knowledge/words/symptoms.tsv`, and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import values, words_of
from assistant.names.find import broader, entry_of
from assistant.names.vocabulary import vocabulary
from assistant.patient.notes.names.named import Name
from assistant.patient.notes.names.unlisted import as_written
from assistant.patient.notes.note import Note
from assistant.patient.notes.tags.labels import DISEASES
from assistant.patient.notes.tags.tagged import Tagged
from assistant.patient.notes.therapy import not_tolerated
from assistant.patient.notes.told import NOT_OWN, Left, Told

__all__ = ["read_conditions"]

_CANCER = "DOID:162"
_TUMOR = re.compile(
    r"(?:cancer|carcinoma|sarcoma|lymphoma|leukemia|melanoma|myeloma|glioma|blastoma|tumou?r|neoplasm)s?\b", re.I
)


def read_conditions(note: Note, names: Sequence[Name], tagged: Tagged) -> Iterator[Told | Left]:
    """One for each disease; of two of which one is in the other's name, the longer."""
    told: list[Told] = []
    spent = not_tolerated(note, names, tagged)
    names = sorted([*names, *_told_by_tags(note, names, tagged)], key=lambda one: one.start)
    for one in names:
        if one.kind != "disease" or _is_symptom(one) or _is_other(note, one):
            continue
        why_not = _why_not(note, one, tagged)
        if why_not:
            yield Left(one.start, one.end, why_not)
        elif _is_reaction(note, one, spent):
            yield Left(one.start, one.end, "what a drug did")
        elif note.part(one.start).section in _NOT_OF_DISEASES and not _is_indication(note, one):
            continue
        else:
            told.append(Told("conditions", one.name, one.start, one.end))
    elsewhere = any(_is_tumor(str(one.value)) and not _is_report(note, one) for one in told)
    kept = [one for one in _longest(told) if not (elsewhere and _is_report(note, one))]
    yield from sorted(kept, key=lambda one: not _is_tumor(str(one.value)))


_HAS, _HAS_NOT = DISEASES
_SURE = 0.8
"""From which chance on the tagger's word is enough to leave a disease out."""
_NAMED = 0.95
"""From which chance on a name that no vocabulary has is believed."""


def _why_not(note: Note, one: Name, tagged: Tagged) -> str:
    """Why a disease is not the patient's, as the words around it say; where these say nothing, as the tagger reads."""
    status = note.status(one.start, one.end)
    if status:
        return NOT_OWN[status]
    chances = tagged.chances(one.start, one.end, DISEASES)
    return "read as denied, left open, or another person's" if chances.get(_HAS_NOT, 0) >= _SURE else ""


def _told_by_tags(note: Note, names: Sequence[Name], tagged: Tagged) -> list[Name]:
    """What the tagger takes for a disease of the patient and no vocabulary has."""
    sure = ((one.start, one.end) for one in tagged.of(_HAS) if one.chance >= _NAMED)
    return as_written(note, names, "disease", sure)


_DONE_BY = re.compile(
    r" ?\((?:[a-z]+ )?|,? ?(?:->|→|-|=|:) ?(?:[a-z]+ )?|(?: allergy)? ?\("
    r"|(?: \d+ ?(?:mo|months?|wks?|weeks?))? ?[-–] ?|[^.;,\n]{0,30}allergy ?[:(] ?(?:[a-z]+ )?"
    r"|(?: \w+)? ?,?(?:stopped|discontinued|ceased|held|withdrawn)[^.;,\n]{0,25}?"
    r"(?:for|due to|d/t|because of|after|with) (?:[a-z\d]+ ){0,2}",
    re.IGNORECASE,
)


def _is_reaction(note: Note, one: Name, spent: frozenset[int]) -> bool:
    """A disease right behind a drug that was stopped or not tolerated ("methotrexate (pneumonitis)")."""
    near = [end for end in spent if 0 <= one.start - end <= _NEAR_DRUG]
    return any(_DONE_BY.fullmatch(note.plain, end, one.start) for end in near)


_NEAR_DRUG = 50
_NOT_OF_DISEASES = ("allergies", "medications", "imaging")


def _is_indication(note: Note, one: Name) -> bool:
    """In a list of drugs, what stands in brackets is what the drug is for ("warfarin 3 mg (AF)")."""
    alone = note.plain[one.start - 1 : one.start] == "(" and note.plain[one.end : one.end + 1] == ")"
    return alone and note.part(one.start).section == "medications"


def _is_report(note: Note, one: Told) -> bool:
    """A tumor's histology in a report is not another disease."""
    return note.part(one.start).section == "pathology" and _is_tumor(str(one.value))


def _longest(told: list[Told]) -> list[Told]:
    kept: list[Told] = []
    seen: set[str] = set()
    every = [set(_telling(str(one.value))) for one in told]
    for place, one in enumerate(told):
        key = _key(str(one.value))
        within = any(every[place] < other for other in every)
        if key not in seen and not within:
            seen.add(key)
            kept.append(one)
    return kept


def _key(name: str) -> str:
    entry = entry_of(vocabulary(), "disease", name)
    return entry.name if entry else " ".join(_telling(name))


def _telling(name: str) -> list[str]:
    return sorted({word.removesuffix("s") for word in words_of(name).split()} - _GENERAL)


_GENERAL = frozenset(["of", "the", "disease", "mellitus"])


def _is_symptom(one: Name) -> bool:
    """By its name or the vocabulary's; words of degree and place before it make no diagnosis of it."""
    said = words_of(one.name)
    words = said.split()
    while len(words) > 1 and words[0] in values("degree_words"):
        words = words[1:]
    forms = {said, said.removesuffix("s"), words_of(one.entry), " ".join(words), " ".join(words).removesuffix("s")}
    return not forms.isdisjoint(_symptoms())


@cache
def _symptoms() -> frozenset[str]:
    return frozenset(words_of(name) for name in values("symptoms"))


def _is_other(note: Note, one: Name) -> bool:
    """ "hepatitis B vaccine", "malaria prophylaxis", "tumor cells": not the disease."""
    return bool(patterns("note_values")["conditions", "not one"].match(note.plain[one.end : one.end + _NEAR_DRUG]))


@cache
def _is_tumor(name: str) -> bool:
    if _TUMOR.search(name):
        return True
    entry = entry_of(vocabulary(), "disease", name)
    return entry is not None and any(_TUMOR.search(parent) for parent in broader(entry.name))
