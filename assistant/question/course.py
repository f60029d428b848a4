"""The course of the patient's treatment in an open question: "What are the options?" of a second line means after it.

Where a question on therapy names no drug and no line of its own, the record's line and earlier drugs belong to what is
asked. The line is put behind the question, where the reader sees it; the drugs count as had before. They are not put
there: the model that reads would then prefer sentences on just these drugs.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from assistant.fit.course import early_stage, lines_of
from assistant.fit.people import people_of_text
from assistant.knowledge.tables import lookup
from assistant.names.find import entry_of, synonyms
from assistant.names.medications import drugs_in
from assistant.names.vocabulary import Vocabulary
from assistant.records.answer import Concept, Query
from assistant.records.kinds import counting_as
from assistant.records.patient import Patient

__all__ = ["with_course"]

_LATER = "2"
_MOST = 6
"""Drugs had before that are said, the last ones of the record."""


def with_course(query: Query, patient: Patient | None, names: Vocabulary) -> Query:
    """The query with the record's line and earlier drugs, with the drugs alone where it says a later line itself; the
    query itself where it says its own drugs, or is not on therapy."""
    if patient is None or query.intent != "therapy" or query.roles.prior:
        return query
    if any(concept.kind in counting_as("drug") and concept.origin != "patient" for concept in query.concepts):
        return query
    had = list(dict.fromkeys(drug for entry in patient.prior_therapies for drug in drugs_in(entry)))[-_MOST:]
    if query.roles.line:
        return _with_drugs(query, had, names) if _LATER in people_of_text(query.text).said("line") else query
    query, line = _staged(query, patient), _line(patient, query.text)
    if not line:
        return query
    facts = [("prior_therapies", entry) for entry in patient.prior_therapies if drugs_in(entry)]
    facts += [("line", str(patient.line))] if patient.line else []
    told = msgspec.structs.replace(
        query,
        text=f"{query.text} ({line})",
        roles=msgspec.structs.replace(query.roles, line=(line,)),
        patient_facts=(*query.patient_facts, *facts),
    )
    return _with_drugs(told, had, names)


def _with_drugs(query: Query, had: Sequence[str], names: Vocabulary) -> Query:
    """With the drugs of the record as had before."""
    return msgspec.structs.replace(
        query,
        concepts=(*query.concepts, *(_concept(drug, names) for drug in _new(had, query.concepts))),
        roles=msgspec.structs.replace(query.roles, prior=tuple(had)),
    )


def _staged(query: Query, patient: Patient) -> Query:
    """With an early stage as the setting: what is given then is given after an operation or instead of one."""
    early = early_stage(patient.stage)
    if query.roles.setting or not early:
        return query
    return msgspec.structs.replace(query, roles=msgspec.structs.replace(query.roles, setting=(early,)))


def _line(patient: Patient, asked: str) -> str:
    """In words; an earlier treatment without a number of lines says only that there was one, and so does a second line
    where maintenance is asked about, which may follow the first."""
    if patient.line is not None and len(lines_of(patient, asked)) == 1:
        return lookup("line_words").get(str(patient.line), lookup("line_words")["later"])
    return lookup("line_words")["later"] if patient.line or patient.prior_therapies else ""


def _new(drugs: Sequence[str], concepts: Sequence[Concept]) -> list[str]:
    known = {concept.name.casefold() for concept in concepts}
    return [drug for drug in drugs if drug.casefold() not in known]


def _concept(drug: str, names: Vocabulary) -> Concept:
    entry = entry_of(names, "drug", drug)
    name = entry.name if entry else drug
    identifier = entry.identifier if entry else ""
    return Concept("drug", name, drug, identifier, synonyms("drug", name, names), origin="history")
