"""The roles of a question's drugs, with what it says of its patient: a drug that is taken is not the one asked about.

"Clopidogrel, CYP2C19 *1/*1, on omeprazole" is on clopidogrel. Where nothing but what is taken is named, that is what
is asked about ("on warfarin, INR 5, what now?").
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import msgspec

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import values
from assistant.names.medications import drugs_in
from assistant.question.allergens import only_allergens
from assistant.question.case_said import read_case, read_turns
from assistant.records.answer import Concept, Roles
from assistant.records.kinds import counting_as

__all__ = ["with_case"]

_NEAR = 120
"""Characters before a drug that say whether it is taken or a topic."""
_ROLES = ("option", "comparator", "co_medication", "prior")


def with_case(roles: Roles, text: str, own: Sequence[Concept]) -> Roles:
    """`own`: what the question names. A drug had before needs words that say so; what a study or an effect is on is
    asked about; what the case takes is so only where it is all that is named."""
    drugs = [one for one in own if one.kind in counting_as("drug")]
    roles = _on_topics(_none_had(roles, text, drugs), text, drugs)
    turns = read_turns(text)
    taken = _small(read_case(text).patient.medications)
    over = _small((*turns.prior, *turns.stopped)) - taken
    allergens = only_allergens(text, drugs)
    said = [one for one in drugs if _names(one) & (taken | over)]
    asked = [one for one in drugs if one.kind == "drug" and one not in said and one not in allergens]
    if not (said and asked):
        failed = [one for one in said if _names(one) & (_small(turns.prior) - taken)]
        return _moved(roles, failed, "prior")  # none of what follows it is named
    beside = [one for one in said if _names(one) & taken]
    roles = _moved(roles, beside, "co_medication")
    roles = _moved(roles, [one for one in said if one not in beside], "prior")
    none = not any(map(drugs_in, (*roles.option, *roles.comparator)))
    return _moved(roles, asked, "option") if none else roles


def _none_had(roles: Roles, text: str, drugs: Sequence[Concept]) -> Roles:
    """Without drugs had before where no word of the question says that any was."""
    had = any(patterns("role_cues")[cue,].search(text) for cue in ("had", "instead"))
    words = " ".join(roles.prior)
    return roles if had else _moved(roles, [one for one in drugs if one.surface in words], "option")


def _on_topics(roles: Roles, text: str, drugs: Sequence[Concept]) -> Roles:
    """ "Guidelines on rivaroxaban" are on a drug that nobody takes; of "effect of omeprazole on clopidogrel" it is the
    second, beside the first."""
    table = patterns("case_facts")
    measured = values("measured_substances")
    for one in (one for one in drugs if measured.isdisjoint({*_names(one), one.name.casefold().removeprefix("d-")})):
        before = text[: max(text.find(one.surface), 0)][-_NEAR:]
        if match := table["takes", "effect on"].search(before):
            acting = [other for other in drugs if other.surface == match["drug"]]
            roles = _moved(_moved(roles, acting, "co_medication"), [one], "option") if acting else roles
        elif table["takes", "on"].search(before) and table["takes", "topic"].search(before):
            roles = _moved(roles, [one], "option")
    return roles


def _moved(roles: Roles, drugs: Sequence[Concept], to: str) -> Roles:
    """The drugs in one role, and in none of the others."""
    if not drugs:
        return roles
    made = {name: _without(getattr(roles, name), drugs) for name in _ROLES}
    made[to] = tuple(dict.fromkeys((*made[to], *(one.surface for one in drugs))))
    return msgspec.structs.replace(roles, **made)


def _small(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)


def _names(one: Concept) -> set[str]:
    return {one.name.casefold(), one.surface.casefold()}


def _without(words: Sequence[str], drugs: Collection[Concept]) -> tuple[str, ...]:
    """The words of a role without those that name nothing but these drugs."""
    names = {name for one in drugs for name in _names(one)}
    return tuple(one for one in words if not (found := _small(drugs_in(one))) or not found <= names)
