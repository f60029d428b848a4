"""The drugs of a class that a question asks about: what forbids one of them is told where it asks "which P2Y12
inhibitor?" and no finding names that one.

A source says which drugs are of the class. Only what is to be avoided or worse is news of a drug that nobody named, and
of a wide class ("antibiotics") nothing is told by name.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from assistant.names.classes import members
from assistant.records.answer import Answer
from assistant.records.patient import Patient
from assistant.records.safety import Alert, Interaction
from assistant.safety.drug_groups import named
from assistant.safety.interactions import interactions_of

__all__ = ["drugs_of_classes", "interactions_of_classes", "told_of_classes"]

_WIDEST = 20
"""Drugs of a class that are looked at one by one."""
_MOST = 5
"""Alerts on drugs of a class."""
_GRAVE = frozenset(["contraindicated", "avoid"])


def drugs_of_classes(answer: Answer) -> dict[str, str]:
    """Each drug, in small letters, to the class as the question has it."""
    found: dict[str, str] = {}
    for concept in answer.query.concepts:
        if concept.kind == "drug class" and concept.origin == "question":
            group = named(concept.surface) or named(concept.name)
            drugs = {one.text.casefold() for one in members(concept.name)} | (group.members if group else frozenset())
            if len(drugs) <= _WIDEST:
                found |= dict.fromkeys(sorted(drugs), concept.surface)
    return found


def interactions_of_classes(patient: Patient | None, drugs: Sequence[str]) -> tuple[Interaction, ...]:
    """The grave ones of each drug with what the patient takes."""
    if patient is None or not patient.medications:
        return ()
    alone = set(interactions_of(patient, ()).found)
    found = (one for drug in drugs for one in interactions_of(patient, [drug]).found)
    return tuple(one for one in found if one.severity in _GRAVE and one not in alone)


def told_of_classes(alerts: Sequence[Alert], classes: dict[str, str]) -> tuple[list[Alert], str]:
    """The first grave alerts on drugs of a class, each with the class, and a sentence on how many more there are."""
    grave = [one for one in alerts if one.severity in _GRAVE]
    told = [replace(one, of_class=classes[one.drug.casefold()]) for one in grave]
    more = len(told) - _MOST
    if more <= 0:
        return told, ""
    names = ", ".join(sorted({one.drug for one in told[_MOST:]}))
    are = "alert is" if more == 1 else "alerts are"
    return told[:_MOST], f"{more} more {are} not shown here, on {names}: ask about each drug by itself."
