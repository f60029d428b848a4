"""Allergies of a record against an option: the drug itself, what its label names, and others of its class.

What no vocabulary and no label knows makes no alert: `Allergy.known` is False, and the reader is told. An allergy that
is not confirmed warns as others do, with saying so; a drug that is tolerated is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from assistant.knowledge.tables import pieces
from assistant.records.safety import Alert
from assistant.safety.allergy_entries import SELF, Allergy, singular
from assistant.safety.cross_reactions import cross_reactions
from assistant.safety.drug_groups import groups_of, holds_classes, named
from assistant.safety.drugs import Contraindication, Option, alert_of, has_rows, ingredients, rows_of, sentence

__all__ = ["allergy_alerts", "class_beside", "removed_allergies"]

_UNSURE = "Cross-reactivity within the class is not certain."
_OF_THE_CLASS = "The record names the class, not which of its drugs."
_NONE_OF_IT = "No label of {drug} is at hand here."
_SILENT = "What is here of the label of {drug} does not say so."
_NO_LABEL = "No label at hand here speaks of it: the record's own allergy is the reason."
_NOT_CONFIRMED = "The record says that the allergy is not confirmed."
_SLIGHT = "The record calls it a side effect, or no allergy."
_RECORD = "the patient's record"
_MOST = 3
"""Tolerated drugs and classes that are named."""


def allergy_alerts(option: Option, allergies: Sequence[Allergy]) -> Iterator[Alert]:
    """Alerts of one option, for each allergy that meets it."""
    rows = rows_of(option, "allergy")
    for allergy in allergies:
        if not allergy.denied and not allergy.removed:
            for alert in _of_one(option, allergy, rows):
                yield _qualified(alert, allergy)


def removed_allergies(option: Option, allergies: Sequence[Allergy]) -> Iterator[str]:
    """Entries that would speak against an option, had they not been removed."""
    rows = rows_of(option, "allergy")
    return (one.said for one in allergies if one.removed and next(_of_one(option, one, rows), None))


def class_beside(option: Option, allergy: Allergy) -> str:
    """The wide class that holds both the option and what the allergy is to, where nothing here judges the one by the
    other; empty where something does, and where there is no such class."""
    if allergy.denied or allergy.removed or next(_of_one(option, allergy, rows_of(option, "allergy")), None):
        return ""
    left = option.ingredients - allergy.spared
    wide = (group for drug in sorted(left) for group in groups_of(drug) if holds_classes(group))
    own = [group.members for group in allergy.groups]
    return next((g.name for g in wide if allergy.drugs & g.members or any(m <= g.members for m in own)), "")


def _of_one(option: Option, allergy: Allergy, rows: Sequence[Contraindication]) -> Iterator[Alert]:
    """A part of a product that is tolerated is left aside: the other parts may still be the allergen."""
    if option.ingredients <= allergy.spared:
        return
    told = list(_of_labels(option, allergy, rows))
    yield from told or _of_other_labels(option, allergy)
    if allergy.drugs & option.ingredients:
        yield _alert(option, allergy, f"with {allergy.fact}", _RECORD, _NO_LABEL)
    yield from _of_class(option, allergy)


def _of_labels(option: Option, allergy: Allergy, rows: Sequence[Contraindication]) -> Iterator[Alert]:
    for row in rows:
        met = "" if allergy.spared.issuperset(row.drugs) else _met(row, allergy)
        if met:
            limits = (_UNSURE,) if met not in (SELF, *allergy.drugs, *allergy.substances) else ()
            yield alert_of(row, "allergy", option, allergy.fact, f"with {allergy.fact}", limits)


def _of_other_labels(option: Option, allergy: Allergy) -> Iterator[Alert]:
    """What other labels say of all drugs of its class, where its own is silent."""
    for row, limits in cross_reactions(option):
        if not allergy.spared.issuperset(row.drugs) and _met(row, allergy):
            own = (_SILENT if has_rows(option) else _NONE_OF_IT).format(drug=option.name)
            told = (limits, own) if limits else ()
            yield alert_of(row, "allergy", option, allergy.fact, f"with {allergy.fact}", told)


def _qualified(alert: Alert, allergy: Allergy) -> Alert:
    """With what the entry says of how sure it is, and of what is tolerated; what was tolerated since asks for no more
    than caution."""
    told = [_NOT_CONFIRMED] if allergy.unsure else []
    if allergy.called:
        names = sorted(allergy.called, key=str.lower)[:_MOST]
        one = len(names) == 1 and named(names[0]) is None
        told.append(f"The record says that {', '.join(names)} {'is' if one else 'are'} tolerated.")
    if allergy.since:
        told.append("The record says that it was tolerated since.")
    if allergy.slight:
        # A label's own words are on an allergy, and would say more than the entry does.
        says = sentence("caution", alert.drug, f"with {allergy.fact}")
        return Alert(
            kind="allergy",
            severity="caution",
            drug=alert.drug,
            fact=allergy.fact,
            says=says,
            limits=" ".join((*told, _SLIGHT)),
            source=_RECORD,
            asked=alert.asked,
        )
    limits = " ".join(filter(None, (*told, alert.limits)))
    return replace(alert, limits=limits, severity="caution" if allergy.since else alert.severity)


def _met(row: Contraindication, allergy: Allergy) -> str:
    """The substance or class of a row that the allergy is to; empty where it is to none."""
    for name in pieces(row.bound):
        if name == SELF:
            if allergy.drugs & set(row.drugs):
                return name
        elif group := named(name):
            if group in allergy.groups or allergy.drugs & group.members:
                return name
        elif singular(name) in allergy.substances or allergy.drugs & set(ingredients(name)):
            return name
    return ""


def _of_class(option: Option, allergy: Allergy) -> Iterator[Alert]:
    """Others of its class: of every class that the entry names, and of those in which one allergy warns of all."""
    groups = {group.name: group for drug in sorted(option.ingredients - allergy.spared) for group in groups_of(drug)}
    itself = named(option.name)
    if itself is not None:
        groups[itself.name] = itself  # asked about as a class: "penicillin"
    for group in groups.values():
        of_member = group.crosses and allergy.drugs & group.members and not allergy.drugs & option.ingredients
        if group in allergy.groups or of_member:
            source = f"same class, {group.name} ({group.source})"
            of_class = group in allergy.groups and not allergy.drugs & group.members
            limits = "" if group is itself else _OF_THE_CLASS if of_class else _UNSURE
            yield _alert(option, allergy, f"with {allergy.fact}", source, limits)


def _alert(option: Option, allergy: Allergy, group: str, source: str, limits: str) -> Alert:
    return Alert(
        kind="allergy",
        severity="avoid",
        drug=option.name,
        fact=allergy.fact,
        says=sentence("avoid", option.name, group),
        why="allergic reaction",
        limits=limits,
        source=source,
        asked=option.role != "brought",
    )
