"""What a follow-up asks that says only how the case is another one: what was asked before, of the case as it is now.

An open question ("What next?") is asked again of the new case ("and if she is pregnant?"): it has no name to carry on.

"Same but HER2 negative" after "What first-line therapy?" asks for a therapy, in the first line. A marker that the
question before named itself is turned there; another one belongs to the case, which `case_change` has turned. Any
other name stands in place of the one before ("same but with apixaban"). What asks a question of its own is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import msgspec

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import mapping
from assistant.language.covered import Covered
from assistant.question.added_drugs import in_place_of_others
from assistant.question.case_markers import stated, turned_entries
from assistant.question.case_said import read_case, read_turns
from assistant.question.turns import Turns
from assistant.records.answer import Concept, Query, Roles
from assistant.records.kinds import kinds_with, replaced_by
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
    if opening is None:
        return _open_again(query, earlier, read)
    if not earlier or patterns("follow_ups")["asks itself", ""].search(query.question):
        return query
    markers = read_turns(query.question).markers
    turned = turned_entries(earlier[-1:], markers)
    was = read(turned.entries[0], earlier[:-1])
    own = {one.gene for one in markers} & (turned.met | _of_case(patient, query))
    left = _left_behind(query, was, frozenset(one.gene for one in markers))
    rest = query.question[opening.end() :].strip(" ,:;?!.")
    return msgspec.structs.replace(
        query,
        text=was.text if turned.changed else _text(query, was, left, rest),
        intent=was.intent,
        facet=was.facet,
        roles=_merged(query.roles, was.roles, left),
        concepts=tuple(_concepts(query, was, own, left)),
        patient_facts=tuple(dict.fromkeys((*query.patient_facts, *was.patient_facts))),
        notes=tuple(dict.fromkeys((*query.notes, *was.notes))),
    )


def _open_again(query: Query, earlier: Sequence[str], read: Callable[[str, Sequence[str]], Query]) -> Query:
    """An open question ("What next?") once more, where the last one only changes the case ("and if she is pregnant?"):
    it names nothing that would be carried on. What is denied of the case is no subject."""
    bare = query.intent == "general" and not query.facet and read_turns(query.question) != Turns()
    if not earlier or not (bare or _is_case_alone(query.question)) or _names_its_own(query):
        return query
    place = len(earlier) - 1
    while place and _is_case_alone(earlier[place]):  # an earlier change may be taken back
        place -= 1
    was = read(earlier[place], earlier[:place])
    if was.intent == "general" or _names_its_own(was):
        return query
    known = read_case(query.question).patient.to_dict().values()
    denied = known and all(value in (False, "none") for value in known)
    return msgspec.structs.replace(
        query,
        text=was.text if denied else f"{was.text} ({query.question.strip(' ,:;?!.')})",
        intent=was.intent,
        facet=was.facet,
        roles=_merged(query.roles, was.roles, ()),
        concepts=(*was.concepts, *(one for one in query.concepts if one.origin == "question")),
        patient_facts=was.patient_facts,  # what of the patient bears on it, that question tells
        notes=was.notes,
    )


def _is_case_alone(question: str) -> bool:
    """Whether it says how the case is, and nothing else: what such words seem to ask for is a guess."""
    told = read_case(question).spans
    said = Covered(len(question), ((one.start or 0, one.end or 0) for one in told))
    rest = (one[0] for one in _WORD.finditer(question) if not said.touches(*one.span()))
    return bool(told) and all(word.casefold() in mapping("function_words") for word in rest)


_WORD = re.compile(r"[^\W_]+")


def _names_its_own(query: Query) -> bool:
    return any(one.origin == "question" and one.kind in kinds_with("main") for one in query.concepts)


def _left_behind(query: Query, was: Query, markers: frozenset[str]) -> list[Concept]:
    """Concepts of the question before that a name of this one stands in place of, or that it says are not there."""
    main = [one for one in query.concepts if one.origin == "question" and one.kind in kinds_with("main")]
    own = in_place_of_others(query.question, [one for one in main if markers.isdisjoint((one.name, one.gene))])
    swapped = own | {swap for kind in own for swap in replaced_by(kind)}
    said = {(one.kind, one.name) for one in query.concepts}
    absent = {(one.kind, one.name) for one in query.absent}
    asked = (one for one in was.concepts if one.origin != "patient" and (one.kind, one.name) not in said)
    return [one for one in asked if one.kind in swapped or (one.kind, one.name) in absent]


def _text(query: Query, was: Query, left: Sequence[Concept], rest: str) -> str:
    """The text before with each new name in place of the old one, and what else is said behind it, once."""
    text = was.text
    new = {one.kind: one.surface for one in reversed(query.concepts) if one.origin == "question"}
    absent = {(one.kind, one.name) for one in query.absent}
    for one in left:
        if (one.kind, one.name) in absent:
            continue
        parts = re.split(rf"(?<!\w){re.escape(one.surface)}(?!\w)", text)
        if len(parts) == 1 or one.kind not in new:
            return query.text
        text = new[one.kind].join(parts)
    said = rest.casefold()
    if not said or f"({said})" in text.casefold() or (text != was.text and said in map(str.casefold, new.values())):
        return text
    return f"{text} ({rest})"


def _of_case(patient: Patient | None, query: Query) -> frozenset[str]:
    """Genes whose state the case has as the question says it: they are no subject of their own."""
    markers = read_turns(query.question).markers
    if patient is None:
        return frozenset()
    entries = (*patient.conditions, *patient.pathology)
    return turned_entries(entries, markers).met | stated(patient.variants, markers)


def _concepts(query: Query, was: Query, own: frozenset[str] | set[str], left: Sequence[Concept]) -> list[Concept]:
    """Those of the question but for genes that are `own` of the case, and those asked about before, but for `left`."""
    kept = [one for one in query.concepts if not (one.origin == "question" and one.kind == "gene" and one.name in own)]
    known = {(one.kind, one.name) for one in kept}
    before = (one for one in was.concepts if (one.kind, one.name) not in known and one not in left)
    moved = (msgspec.structs.replace(one, origin="history") if one.origin == "question" else one for one in before)
    return [*kept, *moved]


def _merged(own: Roles, before: Roles, left: Sequence[Concept]) -> Roles:
    """Each role by the question's words, else by those before that name nothing `left` behind."""
    gone = {said.casefold() for one in left for said in (one.name, one.surface)}
    kept = {name: getattr(own, name) or _without(getattr(before, name), gone) for name in own.__struct_fields__}
    return Roles(**kept)


def _without(words: Sequence[str], gone: set[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word.casefold() not in gone)
