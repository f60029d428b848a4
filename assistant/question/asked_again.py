"""What a follow-up asks that says only how the case is another one: what was asked before, of the case as it is now.

"Same but HER2 negative" after "What first-line therapy?" asks for a therapy, in the first line. A marker that the
question before named itself is turned there; another one belongs to the case, which `case_change` has turned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from assistant.knowledge.patterns import patterns
from assistant.question.case_markers import stated, turned_entries
from assistant.question.case_said import read_turns
from assistant.records.answer import Concept, Query, Roles
from assistant.records.patient import Patient

__all__ = ["asked_again"]


def asked_again(
    query: Query, patient: Patient | None, earlier: Sequence[str], read: Callable[[str, Sequence[str]], Query]
) -> Query:
    """The query with what the last question asked, where it only says "same but …"; else the query itself.

    `patient`: as the case is now; `earlier`: the questions before, oldest first; `read`: a question's own query, with
    those before it.
    """
    opening = patterns("follow_ups")["same", ""].match(query.question)
    if opening is None or not earlier:
        return query
    markers = read_turns(query.question).markers
    turned = turned_entries(earlier[-1:], markers)
    was = read(turned.entries[0], earlier[:-1])
    own = {one.gene for one in markers} & (turned.met | _of_case(patient, query))
    rest = query.question[opening.end() :].strip(" ,:;?!.")
    return msgspec.structs.replace(
        query,
        text=was.text if turned.changed or not rest else f"{was.text} ({rest})",
        intent=was.intent,
        facet=was.facet,
        roles=_merged(query.roles, was.roles),
        concepts=tuple(_concepts(query, was, own)),
        patient_facts=tuple(dict.fromkeys((*query.patient_facts, *was.patient_facts))),
        notes=tuple(dict.fromkeys((*query.notes, *was.notes))),
    )


def _of_case(patient: Patient | None, query: Query) -> frozenset[str]:
    """Genes whose state the case has as the question says it: they are no subject of their own."""
    markers = read_turns(query.question).markers
    if patient is None:
        return frozenset()
    entries = (*patient.conditions, *patient.pathology)
    return turned_entries(entries, markers).met | stated(patient.variants, markers)


def _concepts(query: Query, was: Query, own: frozenset[str] | set[str]) -> list[Concept]:
    """Those of the question but for genes that are `own` of the case, and those asked about before."""
    kept = [one for one in query.concepts if not (one.origin == "question" and one.kind == "gene" and one.name in own)]
    known = {(one.kind, one.name) for one in kept}
    before = (one for one in was.concepts if (one.kind, one.name) not in known)
    moved = (msgspec.structs.replace(one, origin="history") if one.origin == "question" else one for one in before)
    return [*kept, *moved]


def _merged(own: Roles, before: Roles) -> Roles:
    return Roles(**{name: getattr(own, name) or getattr(before, name) for name in own.__struct_fields__})
