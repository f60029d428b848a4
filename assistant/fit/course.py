"""Where in the course of a disease a study's people were, against the patient: line of therapy, stage, setting, and
whether they had had the drugs that the patient had."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from assistant.fit.people import People, chosen, excluded, judged, people_of_text
from assistant.knowledge.tables import rows
from assistant.language.phrase_words import PhraseWords
from assistant.names.classes import classes_of
from assistant.names.find import synonyms
from assistant.names.medications import drugs_in
from assistant.records.answer import FitItem
from assistant.records.patient import Patient

__all__ = ["GIVEN_AGAIN", "course_items", "early_stage", "lines_of", "of_early_stage_only", "settings_of"]

GIVEN_AGAIN = "had before"
"""The aspect of a regimen that holds a drug which the patient has had."""
_FIRST, _LATER = "1", "2"
"""The first line, and any other."""
_SECOND = 2
_MAINTENANCE = "maintenance"
_ONLY_STAGE = frozenset(["metastatic"])
"""A setting that a stage says as well."""
_OPERATED, _THIRD, _ADVANCED, _III_OR_IV = "operated", "locally advanced", "advanced", "advanced, III or IV"
"""A study of "advanced" disease that says no more may be of either stage."""
_NAMED = 4
"""Drugs of a title that are held against what it says of earlier treatment."""
_FEW = 2
"""Classes of a drug by which a study may name it ("platinum")."""


def course_items(people: People, patient: Patient, asked: str) -> Iterator[FitItem]:
    """`asked`: the question, which may name the setting that the record leaves open."""
    settings = settings_of(patient, asked)
    if lines := lines_of(patient, asked):
        yield _line(people, lines, patient, _MAINTENANCE in settings)
    for drug in patient.prior_therapies:
        prior = _prior(people, drug)
        yield prior
        if prior.status != "match" and (again := _given_again(people, drug)):
            yield FitItem(GIVEN_AGAIN, "mismatch", drug, again)
    if settings:
        yield chosen(people, "setting", "setting", settings, ", ".join(settings), title_first=True)
    if patient.stage and (stages := _stages(patient.stage)):
        yield _stage(people, patient.stage, stages)


def of_early_stage_only(people: People, patient: Patient) -> bool:
    """Whether the patient's stage is an early one, and the study was of it and not of advanced disease."""
    stages = _stages(patient.stage) if patient.stage else ()
    if not stages or _ADVANCED in stages:
        return False
    own, advanced = _stage(people, patient.stage, stages), _stage(people, _ADVANCED, (_ADVANCED, _III_OR_IV))
    return own.status == "match" and advanced.status == "mismatch"


def early_stage(stage: str) -> str:
    """The stage as a question says it ("stage IIB"), where the entry tells of no advanced disease; else empty."""
    if _ADVANCED in _stages(stage):
        return ""
    found = _FIGURE.search(stage)
    return f"stage {found[1] or found[2]}" if found else ""


_FIGURE = re.compile(
    r"\bstage\s+((?:I{1,3}|[123])(?:[ABC]\d?)?)(?!\w)|^\s*((?:I{1,3}|[123])(?:[ABC]\d?)?)(?!\w)", re.IGNORECASE
)


def lines_of(patient: Patient, asked: str) -> tuple[str, ...]:
    """The line of the patient's treatment, "1" or "2" for any later one; both where either may be meant, and none where
    the record says nothing.

    Maintenance goes with the line that it follows: of one who had chemotherapy and is asked about maintenance it is
    not known whether that was the first, unless a relapse or a first line is told.
    """
    if patient.line is None and not patient.prior_therapies:
        return ()
    line = patient.line or len(patient.prior_therapies) + 1
    unsure = line == _SECOND or patient.line is None
    if not unsure or _MAINTENANCE not in settings_of(patient, asked):
        return (_FIRST if line == 1 else _LATER,)
    told = people_of_text("; ".join((patient.stage, *patient.conditions, asked))).said("maintained")
    return next(((one,) for one in (_LATER, _FIRST) if one in told), (_FIRST, _LATER))


def settings_of(patient: Patient, asked: str) -> tuple[str, ...]:
    """The settings that the stage, or else the question, names; none where they only say that it is metastatic."""
    for text in (patient.stage, asked):
        found = people_of_text(text).said("setting") if text else {}
        if settings := tuple(value for value in found if value not in _ONLY_STAGE):
            return settings
    return ()


def _line(people: People, lines: tuple[str, ...], patient: Patient, maintained: bool) -> FitItem:
    """A title that says after which drug ("after imatinib") is of a later line, whatever its abstract speaks of; but
    maintenance comes after a drug in every line."""
    said = f"line {patient.line or len(patient.prior_therapies) + 1}" if len(lines) == 1 else "after earlier treatment"
    if lines == (_FIRST,) and not maintained and (after := _after(people.text[: people.title_end])):
        return FitItem("line of therapy", "mismatch", said, after)
    return chosen(people, "line", "line of therapy", lines, said, title_first=True)


@lru_cache(maxsize=256)
def _after(title: str) -> str:
    """The words by which a title says that its people had had a drug; empty where it does not."""
    read = people_of_text(title).read
    found = (one for drug in drugs_in(title)[:_NAMED] for one in _cues(drug).find(read) if one.value == "had")
    return next((title[one.start : one.end] for one in found), "")


def _stage(people: People, stage: str, stages: tuple[str, ...]) -> FitItem:
    """That tumors were operated on says no stage, but that people are others than one of advanced disease."""
    told = people.said("stage", title_first=True)
    told = told if set(told) - {_OPERATED} else people.said("stage")
    found = {value: people.text[one.start : one.end] for value, one in told.items()}
    silent = {_III_OR_IV} if _THIRD in stages and _OPERATED not in stages else set()
    silent |= set() if _ADVANCED in stages else {_OPERATED}
    others = [words for value, words in found.items() if value not in silent]
    return judged("stage", stage, [found[value] for value in stages if value in found and value != _OPERATED], others)


def _stages(stage: str) -> tuple[str, ...]:
    """The values of a stage as a record writes it ("IV", "IIIB, resected")."""
    said = (*people_of_text(stage).said("stage"), *people_of_text(f"stage {stage}").said("stage"))
    either = (_ADVANCED, _III_OR_IV) if {_ADVANCED, _III_OR_IV} & {*said} else ()
    return tuple(dict.fromkeys((*said, *either)))


def _prior(people: People, drug: str) -> FitItem:
    """Whether the study's people had had the drug, or a drug of its class; or were untreated."""
    names = _forms(drug)
    had: list[str] = []
    naive: list[str] = []
    if any(name.split()[0] in people.read.all for name in names):
        for one in _cues(drug).find(people.read):
            words = people.text[one.start : one.end]
            if not excluded(people.text, one.start, one.end):
                (had if one.value == "had" else naive).append(words)
    if _LATER not in people.said("line"):  # of people before and after a first treatment, either may be meant
        untreated = people.said("untreated", background=False).values()
        naive += [people.text[one.start : one.end] for one in untreated]
    return judged("prior therapy", drug, had, naive[:1])


@lru_cache(maxsize=256)
def _cues(drug: str) -> PhraseWords:
    return _worded("prior drug", _forms(drug))


@lru_cache(maxsize=256)
def _together(drug: str) -> PhraseWords:
    return _worded("drug again", _names(drug))


def _worded(kind: str, names: Iterable[str]) -> PhraseWords:
    """The phrases of a kind, with each of a drug's names in its place."""
    cues = [(value, phrase) for one, value, phrase, _ in rows("people_in_records") if one == kind]
    return PhraseWords((kind, value, phrase.replace("DRUG", name)) for name in names for value, phrase in cues)


def _given_again(people: People, drug: str) -> str:
    """The words that give the drug together with others; empty where none do."""
    if not any(name.split()[0] in people.read.all for name in _names(drug)):
        return ""
    return next((people.text[one.start : one.end] for one in _together(drug).find(people.read)), "")


@lru_cache(maxsize=256)
def _forms(drug: str) -> tuple[str, ...]:
    """Its names as words in small letters, and those of its smallest classes, one and several."""
    classes = (form for own in _own(drug) for one in classes_of(own)[:_FEW] for form in (one.text, f"{one.text}s"))
    return tuple(dict.fromkeys((*_names(drug), *_words(classes))))


@lru_cache(maxsize=256)
def _names(drug: str) -> tuple[str, ...]:
    named = (one.text for own in _own(drug) for one in synonyms("drug", own))
    return tuple(dict.fromkeys(_words((*_own(drug), *named))))


def _own(drug: str) -> tuple[str, ...]:
    """The entry, which may be a brand and have a dose, and the drugs that it names."""
    return tuple(dict.fromkeys((drug, *drugs_in(drug))))


def _words(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if words := " ".join(people_of_text(name).read.words):
            yield words
