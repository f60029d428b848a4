"""How the people of a study compare with this patient, aspect by aspect, in the study's own words.

Every known fact of the patient that bears on treatment gets a line: match, mismatch, or unknown when the record does
not say. Nothing is left out in silence, and nothing is averaged into a score. What the phrases mean ("treatment-naive"
is first line) is a table, `knowledge/patterns/people_in_records.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.fit.age import age_item
from assistant.fit.ancestry import ancestry_item
from assistant.fit.course import GIVEN_AGAIN, course_items, of_early_stage_only
from assistant.fit.disease import disease_items, histology_item
from assistant.fit.genotype import variant_items, variants_of_sentence
from assistant.fit.marker import MARKER, marker_items
from assistant.fit.named import named_item
from assistant.fit.organs import organ_items
from assistant.fit.people import People, judged, people_of, people_of_text
from assistant.fit.sex import breastfeeding_item, pregnancy_item, sex_item
from assistant.records.answer import Fit, FitItem, Query
from assistant.records.patient import Patient
from ingest.records.article import Article

__all__ = [
    "fit",
    "gives_again",
    "of_another_state",
    "of_no_people",
    "of_others",
    "of_own_course",
    "of_own_kind",
    "of_sentence",
    "of_several_lines",
]

_YEARS = re.compile(r"\b(\d{1,3})[- ]?(?:years?|yrs?|y)[- ]?(?:old|of age|/o)\b", re.IGNORECASE)
_OF_QUESTIONS = {
    "age": "age",
    "line": "line of therapy",
    "kidney": "kidney function",
    "liver": "liver function",
    "ancestry": "ancestry",
}
"""Kinds of phrases that are looked for in a question, and the aspects they tell of."""
_MIDDLE = 45.0
"""An age of most studies, in years."""
_COURSE = ("line of therapy", "prior therapy", "setting", "stage")
_OF_PEOPLE = frozenset(
    [
        *("line of therapy", "prior therapy", "setting", "stage", "age", "sex", "ancestry", "pregnancy"),
        *("breastfeeding", "kidney function", "liver function", "performance status", "comorbidity"),
    ]
)
_STATES = ("variant", MARKER)
_ALLELES = re.compile(r"\*\d|\brs\d|>")
_OTHERS = (
    "disease",
    "histology",
    "variant",
    MARKER,
    "line of therapy",
    "prior therapy",
    GIVEN_AGAIN,
    "setting",
    "stage",
    "age",
    "pregnancy",
    "breastfeeding",
    "kidney function",
    "liver function",
    "performance status",
)
"""Aspects in which people of another kind make a study one on others."""


def fit(article: Article, query: Query, patient: Patient | None) -> Fit:
    """One item per aspect that is known of the patient, or that the question names: disease, exact variant, and of whom
    it asks ("a child", "second line") where the patient's record leaves that open."""
    people = people_of(article)
    items = [*disease_items(people, query, patient), *variant_items(people, query, patient)]
    items += marker_items(people, query)
    if patient is not None:
        items += [item for item in _about(people, patient, query.text) if item is not None]
    told = {item.aspect for item in items}
    return Fit((*items, *(item for item in _asked(people, query.text) if item.aspect not in told)))


def of_sentence(sentence: str, whole: Fit, query: Query, patient: Patient | None) -> Fit:
    """The fit of one finding: what its own words say of the course of treatment, of variants and of markers counts
    before the rest of its record.

    A study of both lines has sentences on each ("after other inhibitors", "as first treatment").
    """
    people = people_of_text(sentence)
    own = list(course_items(people, patient, query.text)) if patient is not None else []
    told = {item.aspect for item in own}
    own += [item for item in _asked(people, query.text) if item.aspect not in told and item.aspect in _COURSE]
    own += [*variants_of_sentence(sentence, query, patient), *marker_items(people, query)]
    said = {(item.aspect, item.patient): item for item in own if item.status != "unknown"}
    known = {(item.aspect, item.patient) for item in whole.items}
    items = (said.get((item.aspect, item.patient), item) for item in whole.items)
    return Fit((*items, *(said[one] for one in said if one not in known))) if said else whole


def of_no_people(fit: Fit) -> Fit:
    """The same of animals or cells, which are of no line, age, sex or state of a patient: whatever the record calls so
    says nothing of people."""
    return Fit(
        tuple(
            FitItem(item.aspect, "unknown", item.patient, "") if item.aspect in _OF_PEOPLE else item
            for item in fit.items
            if item.aspect != GIVEN_AGAIN
        )
    )


def of_own_course(fit: Fit) -> bool:
    """Whether the people had had a drug that the patient had, or have the patient's state of a marker."""
    return any(item.status == "match" and item.aspect in ("prior therapy", MARKER) for item in fit.items)


def gives_again(fit: Fit) -> bool:
    """Whether what is given holds a drug that the patient has had."""
    return any(item.status == "mismatch" and item.aspect == GIVEN_AGAIN for item in fit.items)


def of_another_state(fit: Fit) -> bool:
    """Whether the people have another variant of the gene, or another state of the marker, than the case has. A study
    of other alleles that everybody has two of is often on all."""
    others = (item for item in fit.items if item.status == "mismatch" and item.aspect in _STATES)
    return any(not _ALLELES.search(item.patient) for item in others)


def of_several_lines(sentence: str) -> bool:
    """Whether a sentence tells of a first line and of a later one, so that half of it is on another patient."""
    return len(people_of_text(sentence).said("line")) > 1


def of_own_kind(article: Article, patient: Patient) -> bool:
    """Whether the study is of just such people as the patient where these are seldom studied: of the patient's age and
    not of middle-aged adults, of pregnant or of breastfeeding women, of an early stage and not of advanced disease."""
    people = people_of(article)
    if of_early_stage_only(people, patient):
        return True
    if patient.pregnant or patient.breastfeeding:
        of_women = pregnancy_item(people, True) if patient.pregnant else breastfeeding_item(people, True)
        return of_women is not None and of_women.status == "match"
    if patient.age is None:
        return False
    return age_item(people, patient.age).status == "match" and age_item(people, _MIDDLE).status == "mismatch"


def of_others(fit: Fit) -> tuple[FitItem, ...]:
    """Where the study's people are others than the case: disease, variant, line, setting, age, pregnancy, organs."""
    return tuple(item for item in fit.items if item.status == "mismatch" and item.aspect in _OTHERS)


def _about(people: People, patient: Patient, asked: str) -> Iterator[FitItem | None]:
    yield from (histology_item(people, finding) for finding in (*patient.conditions[:1], *patient.pathology))
    yield from course_items(people, patient, asked)
    if patient.age is not None:
        yield age_item(people, patient.age)
    if patient.sex in ("female", "male"):
        yield sex_item(people, patient.sex)
    if patient.pregnant is not None:
        yield pregnancy_item(people, patient.pregnant)
    if patient.breastfeeding is not None:
        yield breastfeeding_item(people, patient.breastfeeding)
    yield from organ_items(people, patient)
    if patient.ancestry:
        yield ancestry_item(people, patient.ancestry)
    yield from (named_item(people, "co-medication", "drug", drug) for drug in patient.medications)
    yield from (named_item(people, "comorbidity", "disease", name) for name in patient.conditions[1:])


def _asked(people: People, question: str) -> Iterator[FitItem]:
    """Of whom the question asks. Of what it says of two kinds ("after first line, in second line") either fits."""
    asking = people_of_text(question)
    if told := _YEARS.search(question):
        yield age_item(people, float(told.group(1)))
    if "pregnant" in asking.said("pregnancy") and (item := pregnancy_item(people, True)):
        yield item
    if asking.said("breastfeeding") and (item := breastfeeding_item(people, True)):
        yield item
    for kind, aspect in _OF_QUESTIONS.items():
        asked = {value: question[one.start : one.end] for value, one in asking.said(kind).items()}
        if asked and not (kind == "age" and told):
            found = {value: people.text[one.start : one.end] for value, one in people.said(kind).items()}
            own = [found[value] for value in asked if value in found]
            shut = "" if own else people.shut_out(kind, asked)
            yield judged(aspect, ", ".join(asked.values()), own, [shut] if shut else found.values())
