"""The patient's side of an answer: pharmacogenes, interactions, alerts, and whom the cited studies are on.

All of it is decided by rules over facts with sources, beside the findings; where the library has no finding and the
facts tell what was asked, the answer is theirs, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from assistant.curated.populations import people_of
from assistant.curated.regimens import favors
from assistant.curated.telling import by_facts_alone
from assistant.knowledge.tables import values
from assistant.names.find import find
from assistant.names.medications import drugs_in
from assistant.pharmacogenomics.bearing_genes import split_phenotypes
from assistant.pharmacogenomics.phenotyping import phenotypes_of
from assistant.question.allergens import only_allergens
from assistant.question.named_drugs import options_named, unknown_names
from assistant.question.own_phenotypes import asked_drugs, with_question
from assistant.question.told_untested import untested_genes
from assistant.records.answer import Answer, Concept
from assistant.records.patient import Patient
from assistant.records.phenotype import GenePhenotype
from assistant.records.safety import Alert, Interactions
from assistant.road.called import drugs_of, ingredients_of, with_names
from assistant.road.of_class import drugs_of_classes, interactions_of_classes, told_of_classes
from assistant.road.unnamed import unnamed
from assistant.safety.alerts import alerts_for, gravity, shown_of, unread
from assistant.safety.asked_conditions import conditions_asked
from assistant.safety.drug_groups import named as named_group
from assistant.safety.gene_tests import with_tests
from assistant.safety.interactions import interactions_of
from assistant.safety.literature import with_literature
from assistant.safety.only_when import Asked, is_denied_use
from assistant.safety.products import as_products
from assistant.studies.studied import who_was_studied

if TYPE_CHECKING:
    from ingest.library.library import Library

__all__ = ["beside"]

_MOST_BROUGHT = 12
"""Drugs that findings and rows bring up and that are looked at; those beyond stand too far down to be acted on."""
_TOGETHER = "interaction"
_OF_THE_LITERATURE = frozenset(
    ["efficacy", "mechanism", "resistance", "prognosis", "diagnosis", "frequency", "discovery"]
)
"""Facets that only findings answer: an alert stands above them, and not in their place."""
_OF_OPTIONS = ("genotype", "duplicate")
_GRAVE = frozenset(["contraindicated", "avoid"])
_DECIDES = frozenset(["not recommended", "adjust dose"])


def beside(
    answer: Answer,
    record: Patient | None,
    patient: Patient | None,
    of_case: Sequence[tuple[str, ...]],
    library: Library,
) -> Answer:
    """The answer with the patient's side. `patient`: the `record` with what the question said of the case; `of_case`:
    the sentences on that, and those on what was not taken.

    Raises LibraryError when the library cannot be read.
    """
    said, not_taken = of_case
    on = _asked_concepts(answer, _told_taken(record, patient, answer.query.roles.co_medication))
    asked, brought = _drugs_of(on, answer), _brought(answer)
    asked = (*asked, *(unnamed(answer.query, library) if patient else ()))
    told = with_question(answer.query, patient)
    given = told is not None or patient is not None or answer.query.facet not in _OF_THE_LITERATURE
    phenotypes = phenotypes_of(told, asked_drugs(answer.query)) if given else ()  # a mechanism misses nobody's test
    bearing, others = split_phenotypes(phenotypes, answer.query)
    checked = as_products(answer.query.question, asked)
    found = with_literature(_interactions(answer, patient, asked, checked), library)
    interactions = _asked_first(found, (*asked, *checked))
    taken = phenotypes_of(told) if given else ()  # a drug that is asked about counts for those that findings bring up
    every = _alerts(answer, patient, (*checked, *(one.surface for one in on if _is_group(one))), taken, interactions)
    classes = _of_classes(answer)
    rest = [one for one in every if not _is_of(one, classes)]
    told_at_large = {(one.drug.casefold(), one.fact) for one in rest}  # an allergy that forbids the whole class
    single = [one for one in every if _is_of(one, classes)]
    single = [one for one in single if (classes[one.drug.casefold()].casefold(), one.fact) not in told_at_large]
    of_class, more_of_class = told_of_classes(single, classes)
    told_of = [one for one in rest if one.asked or _is_told_of(one, answer)] + of_class
    told_of = [msgspec.structs.replace(one, of_question=record is None) for one in sorted(told_of, key=gravity)]
    alerts, more = shown_of(with_names(told_of, on, brought))
    made = msgspec.structs.replace(
        answer,
        alerts=alerts,
        phenotypes=with_tests(bearing, _left_open(asked, alerts))
        if told is not None or untested_genes(answer.query.question)
        else bearing,  # nobody's test is missing without a case
        other_phenotypes=others,
        interactions=interactions,
        studied=who_was_studied(answer.claims, answer.evidence, patient),
        case=patient,
        case_from=(*said, *_states_said(answer, alerts, patient)),
        not_taken=not_taken,
        limits=(*filter(None, (more, more_of_class)), *answer.limits, *_unread(answer, patient, checked)),
    )
    return _answered_by_facts(made, alerts, interactions)


def _alerts(
    answer: Answer,
    patient: Patient | None,
    drugs: Sequence[str],
    phenotypes: Sequence[GenePhenotype],
    interactions: Interactions,
) -> tuple[Alert, ...]:
    """Of the case with the conditions that the question gives it: they are held against labels as a record's are."""
    conditions = patient.conditions if patient else ()
    states = _states(answer, patient)
    case = msgspec.structs.replace(patient or Patient(), conditions=(*conditions, *states)) if states else patient
    return alerts_for(
        case,
        drugs,
        brought=(*_brought(answer), *_of_classes(answer)),
        phenotypes=phenotypes,
        interactions=interactions,
        people=people_of(answer.query, conditions),
        use=_use(answer),
    )


def _states(answer: Answer, patient: Patient | None) -> tuple[str, ...]:
    """The conditions that only the question gives to its case."""
    own = {one.casefold() for one in (patient.conditions if patient else ())}
    return tuple(one for one in conditions_asked(answer.query.question) if one.casefold() not in own)


def _states_said(answer: Answer, alerts: Sequence[Alert], patient: Patient | None) -> Iterator[str]:
    """A sentence on each of them that an alert is on."""
    facts = {one.fact for one in alerts}
    yield from (f"{one[:1].upper()}{one[1:]}: from the question." for one in _states(answer, patient) if one in facts)


def _unread(answer: Answer, patient: Patient | None, checked: Sequence[str]) -> tuple[str, ...]:
    """What was not checked; of a case that only the question tells, of which drugs no label is at hand."""
    return unread(patient, _given(checked)) if patient or _states(answer, patient) else ()


def _use(answer: Answer) -> Asked:
    """What the question, and what it takes over of those before it, says of the use of a drug."""
    text = answer.query.question
    named = [one for one in answer.query.concepts if one.kind == "disease" and one.origin != "patient"]
    denied = [one for one in named if is_denied_use(text, one.surface)]
    for one in denied:
        text = text.replace(one.surface, " ")
    return Asked(text, tuple(one.name for one in named if one not in denied))


def _interactions(
    answer: Answer, patient: Patient | None, asked: Sequence[str], checked: Sequence[str]
) -> Interactions:
    """With what the patient takes; the drugs of the question with each other only where it is on that: "A or B" are
    two options, and nobody takes both. `checked`: the drugs `asked`, a product in place of its parts."""
    if answer.query.facet == _TOGETHER or answer.query.roles.co_medication:
        return interactions_of(patient, asked)
    each = [interactions_of(patient, [drug]) for drug in checked] or _of_options(answer, patient)
    return Interactions(
        found=tuple(dict.fromkeys(pair for one in each for pair in one.found)),
        no_data=tuple(dict.fromkeys(pair for one in each for pair in one.no_data)),
        not_recognized=tuple(dict.fromkeys(name for one in each for name in one.not_recognized)),
    )


def _of_options(answer: Answer, patient: Patient | None) -> list[Interactions]:
    """Of an open question what the patient takes, and what of that meets an option that the answer brings up; that
    nothing is known of a pair is told of drugs that are asked about alone."""
    options = [drug for drug in _brought(answer) if _is_option(drug, answer)] if patient else []
    met = (Interactions(found=interactions_of(patient, [drug]).found) for drug in options)
    of_class = Interactions(found=interactions_of_classes(patient, tuple(_of_classes(answer))))
    return [interactions_of(patient, ()), *met, of_class]


def _is_told_of(alert: Alert, answer: Answer) -> bool:
    """Whether an alert on a drug that findings or rows bring up is no noise: that it is like one that is taken, that a
    gene speaks against it or that its dose is another is news only of an option."""
    minor = alert.kind in _OF_OPTIONS or alert.severity == "adjust dose"
    return not minor or _is_option(alert.drug, answer)


def _is_option(drug: str, answer: Answer) -> bool:
    """Whether a finding stands under the drug as its option, or a row speaks for it: a sentence that only names it, or
    a guideline's own advice against it, recommends nothing."""
    topics = {name.casefold() for claim in answer.claims for name in drugs_in(claim.topic)}
    return bool({part.casefold() for part in drug.split(" + ")} & (topics | set(map(str.casefold, _of_rows(answer)))))


def _asked_first(interactions: Interactions, asked: Sequence[str]) -> Interactions:
    """Those of a drug that is asked about before those of the patient's drugs with each other."""
    names = {name.casefold() for name in asked}
    found = sorted(interactions.found, key=lambda one: not {one.drug.casefold(), one.other.casefold()} & names)
    return msgspec.structs.replace(interactions, found=tuple(found))


def _answered_by_facts(answer: Answer, alerts: tuple[Alert, ...], interactions: Interactions) -> Answer:
    """Answered where the library lacks a finding and an alert or an interaction is on a drug asked about."""
    on_case = any(one.asked and _decides(one, answer) for one in alerts)
    together = answer.query.facet == _TOGETHER and bool(interactions.found)
    decided = together or (on_case and answer.query.facet not in _OF_THE_LITERATURE)
    if not decided or not by_facts_alone(answer.abstention):
        return answer
    why = answer.abstention.explanation if answer.abstention else ""
    return msgspec.structs.replace(answer, status="answered", abstention=None, limits=(why, *answer.limits))


def _decides(alert: Alert, answer: Answer) -> bool:
    """Whether an alert may stand for an answer: a grave one, or one on a drug that the question itself names."""
    named = {name.casefold() for name in _asked(answer)}
    return alert.severity in _GRAVE or (alert.severity in _DECIDES and not named.isdisjoint(drugs_of(alert)))


def _told_taken(record: Patient | None, patient: Patient | None, beside: Sequence[str]) -> frozenset[str]:
    """Drugs, in small letters, that only the question says the patient takes, or names `beside` as taken and the record
    has: they are taken, and not what is asked about."""
    known = record.medications if record else ()
    own = {drug.casefold() for entry in known for drug in drugs_in(entry)}
    told = {drug.casefold() for drug in (patient.medications if patient else ()) if drug not in known}
    return frozenset(told | {name.casefold() for word in beside for name in drugs_in(word)} & own)


def _left_open(asked: Sequence[str], alerts: Sequence[Alert]) -> tuple[str, ...]:
    """The drugs of which a test could still decide: not one that the patient must not have for another reason. One
    that is only to be avoided beside another drug may be given when that is stopped."""
    grave = [one for one in alerts if one.leads and one.severity in _GRAVE]
    against = [one for one in grave if one.severity == "contraindicated" or one.kind != "interaction"]
    forbidden = {part for one in against for part in drugs_of(one)}
    return tuple(drug for drug in asked if not ingredients_of(drug) & forbidden)


def _asked_concepts(answer: Answer, taken: frozenset[str]) -> tuple[Concept, ...]:
    """Drugs, regimens, products and classes that one may be allergic to, which the question itself asks about: none
    that it says was had before, is taken or is an allergen."""
    other = {name.casefold() for name in answer.query.roles.prior} | taken
    named = [c for c in answer.query.concepts if c.origin != "patient" and c.surface.casefold() not in other]
    kept = [c for c in named if c not in only_allergens(answer.query.question, named)]
    return tuple(
        c for c in kept if (c.kind == "drug" and c.name.casefold() not in other) or options_named(c) or _is_group(c)
    )


def _is_group(concept: Concept) -> bool:
    return concept.kind == "drug class" and named_group(concept.surface) is not None


def _drugs_of(concepts: Sequence[Concept], answer: Answer) -> tuple[str, ...]:
    drugs = [one.name for one in concepts if one.kind == "drug"]
    together = [drug for one in concepts for drug in options_named(one)]
    return tuple(dict.fromkeys([*drugs, *together, *unknown_names(answer.query)]))


def _asked(answer: Answer) -> tuple[str, ...]:
    return _drugs_of(_asked_concepts(answer, frozenset()), answer)


def _given(drugs: Sequence[str]) -> tuple[str, ...]:
    """Without what a study mostly measures: that no label of glucose is at hand is no news."""
    measured = values("measured_substances")
    return tuple(drug for drug in drugs if not measured & {drug.casefold(), drug.casefold().removeprefix("d-")})


def _brought(answer: Answer) -> tuple[str, ...]:
    """Drugs that findings and curated rows speak for, best first."""
    found = dict.fromkeys([*_of_claims(answer), *_of_rows(answer)])
    asked = {name.casefold() for name in _asked(answer)}
    return tuple(name for name in found if name.casefold() not in asked)[:_MOST_BROUGHT]


def _of_classes(answer: Answer) -> dict[str, str]:
    """The drugs of the classes that are asked about, which neither the question nor a finding names."""
    asked = {name.casefold() for name in _asked(answer)}
    brought = {name.casefold() for name in _brought(answer)}
    found = drugs_of_classes(answer)
    chosen = {found[drug] for drug in asked & found.keys()}  # "Which diuretic: torsemide?" is on torsemide
    return {drug: name for drug, name in found.items() if name not in chosen and drug not in brought}


def _is_of(alert: Alert, classes: Mapping[str, str]) -> bool:
    """Whether an alert is on a drug that is told of for its class alone."""
    return not alert.asked and alert.drug.casefold() in classes


def _of_claims(answer: Answer) -> Iterator[str]:
    for claim in answer.claims:
        yield from (one.name for one in find(f"{claim.topic}. {claim.text}") if one.kind == "drug")


def _of_rows(answer: Answer) -> Iterator[str]:
    for row in answer.knowledge.rows:
        if row.fact.kind != "guideline" and favors(row.fact):
            yield from row.fact.therapies
