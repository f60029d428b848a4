"""Grades a found article: what kind of study it is, how it fits this patient, what it measured, what to beware of."""

from __future__ import annotations

import msgspec

from assistant.fit.fit import fit, of_no_people, of_sentence
from assistant.records.anatomy import PRECLINICAL
from assistant.records.answer import Evidence, Fit, Hit, Query
from assistant.records.patient import Patient
from assistant.studies.design import read_design, species_flags
from assistant.studies.effects import read_effects
from ingest.records.article import Article, Signal

__all__ = ["fit_of_sentence", "grade", "is_preclinical", "sketch", "with_effects", "with_fit"]


def grade(hit: Hit, query: Query, patient: Patient | None = None) -> Evidence:
    """The hit with its level of evidence, its fit to the patient (or to the question), effects and flags."""
    return with_effects(with_fit(sketch(hit), query, patient))


def sketch(hit: Hit) -> Evidence:
    """The hit with its level of evidence and flags alone: of many records few are shown."""
    design = read_design(hit.article)
    return Evidence(hit=hit, grade=design, flags=(*_flags(hit.article), *species_flags(hit.article, design)))


def with_fit(item: Evidence, query: Query, patient: Patient | None = None) -> Evidence:
    """The same with its fit to the patient, or to the question."""
    return msgspec.structs.replace(item, fit=_of_whom(item, fit(item.article, query, patient)))


def fit_of_sentence(sentence: str, item: Evidence, query: Query, patient: Patient | None = None) -> Fit:
    """How the people that one sentence of the record is on compare with the patient."""
    return _of_whom(item, of_sentence(sentence, item.fit, query, patient))


def is_preclinical(item: Evidence) -> bool:
    """Whether the study was of animals or cells alone."""
    return not PRECLINICAL.isdisjoint(item.flags)


def _of_whom(item: Evidence, found: Fit) -> Fit:
    return of_no_people(found) if is_preclinical(item) else found


def with_effects(item: Evidence) -> Evidence:
    """The same with the numbers its record reports."""
    return msgspec.structs.replace(item, effects=tuple(read_effects(item.article.text)))


def _flags(article: Article) -> tuple[str, ...]:
    """What the reader must know of the record before believing a sentence of it."""
    integrity = article.integrity
    flags = ["digest"] if article.digest else ["abstract only" if article.abstract else "title only"]
    signals = {
        "retracted": integrity.retracted,
        "retraction notice": integrity.retraction_notice,
        "expression of concern": integrity.concern,
        "erratum": integrity.erratum,
    }
    flags += [name for name, signal in signals.items() if signal is Signal.YES]
    flags += [f"updated by PMID {pmid}" for pmid in article.updated_by]
    if integrity.retracted is Signal.UNKNOWN:
        flags.append("retraction unknown")
    return tuple(flags)
