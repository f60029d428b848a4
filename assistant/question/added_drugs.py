"""A follow-up that adds a drug to what was asked about: "Add amiodarone?" after a question on simvastatin is on both.

A drug that is named alone ("And amiodarone?") stands in place of the one before.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from assistant.knowledge.patterns import patterns
from assistant.question.case_said import drugs_beside, read_case, read_turns
from assistant.records.answer import Concept, Roles
from assistant.records.kinds import counting_as

__all__ = ["in_place_of_others", "with_added"]


def in_place_of_others(text: str, main: Sequence[Concept]) -> set[str]:
    """Kinds of the names of a follow-up that stand in place of those before: not what is taken beside, or added."""
    beside = drugs_beside(text)
    kinds = {str(one.kind) for one in main if beside.isdisjoint((one.name.casefold(), one.surface.casefold()))}
    return kinds.difference(counting_as("drug")) if _adds(text) else kinds


def with_added(roles: Roles, text: str, own: Sequence[Concept], carried: Sequence[Concept]) -> Roles:
    """The roles with the drugs of the question as taken beside those `carried` from before, where it adds them; one
    that was had before, or is stopped, is not taken."""
    taken, stopped = read_case(text).patient.medications, read_turns(text).stopped
    gone = {name.casefold() for name in (*(name for name in roles.prior if name not in taken), *stopped)}
    drugs = [
        one.surface
        for one in own
        if one.kind in counting_as("drug") and gone.isdisjoint((one.name.casefold(), one.surface.casefold()))
    ]
    if not (_adds(text) and drugs and any(one.kind in counting_as("drug") for one in carried)):
        return roles
    return msgspec.structs.replace(roles, co_medication=tuple(dict.fromkeys((*roles.co_medication, *drugs))))


def _adds(text: str) -> bool:
    return patterns("follow_ups")["adds", ""].search(text) is not None
