"""Medications, treatments that were had and allergies of a FHIR file.

A drug is kept by its name: strength, form and route of a product ("24 HR metoprolol succinate 100 MG …") are left to
the file, whose path stands with the value.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from assistant.names.find import find
from assistant.patient.building import Building, shortened
from assistant.patient.fhir.codes import date_of, said_by, status_of
from assistant.patient.fhir.conditions import standing_of
from assistant.patient.fhir.resources import Found, References, valid
from assistant.patient.words import has_word, value_of

__all__ = ["read_allergies", "read_medications", "read_procedures"]

_OLD = timedelta(days=365)
_SAID = {"past": "over", "open": "only planned or not sure", "void": "not given or entered in error"}


def read_medications(found: list[Found], building: Building, references: References, today: date) -> None:
    """Current ones are medications; one that is over is a prior therapy where the record calls it one of a tumor."""
    usable = [one for one in found if valid(one, building)]
    old: list[str] = []
    usable.sort(key=lambda one: date_of(one.resource), reverse=True)
    usable.sort(key=lambda one: _standing(one.resource, today) != "current")  # what is over is held against what is not
    for one in usable:
        said = _product(one, references)
        if value_of("none", said):
            building.note(f"The record says {shortened(said)}.")
            continue
        if not said:
            building.leave_out(f"{one.place}: a medication without a name that the file holds")
            continue
        standing = _standing(one.resource, today)
        if standing in ("current", "paused"):
            _add_drugs(building, "medications", said, one.place)
            if standing == "paused":
                building.note(f"Medication {shortened(said)} is on hold; it stands among the medications.")
            day = date_of(one.resource)[:10]
            old += [f"{said} ({day})"] if day and day < (today - _OLD).isoformat() else []
        elif standing == "past" and _treats_tumor(one.resource, references, said):
            _add_drugs(building, "prior_therapies", said, one.place)
            building.note(f"Medication {shortened(said)} is over, for a tumor by the record: it is a prior therapy.")
        elif not _given(said, building):
            building.note(f"Medication {shortened(said)} is {_SAID[standing]}, and is left out.")
    if old:
        building.note(f"Still active by entries more than a year old; check that they are taken: {'; '.join(old)}.")


def _given(said: str, building: Building) -> bool:
    """Whether another entry has the same product as current."""
    return bool(
        {drug.casefold() for drug in _drugs(said)} & {drug.casefold() for drug in building.values("medications")}
    )


def read_procedures(found: list[Found], building: Building, references: References, _: date) -> None:
    """Chemotherapy, radiotherapy and the like that were completed, by the record's own words."""
    for one in found:
        said = said_by(one.resource.get("code"))
        if one.resource.get("status") == "completed" and has_word("cancer_treatment", said) and valid(one, building):
            building.add("prior_therapies", said, f"{one.place}.code")
            building.note(f"Procedure {shortened(said)} was completed: it is a prior therapy.")


def read_allergies(found: list[Found], building: Building, references: References, today: date) -> None:
    """Allergies and intolerances that are active, with their reaction; one that is not confirmed with saying so."""
    for one in found:
        if not valid(one, building):
            continue
        said = said_by(one.resource.get("code")) or _reaction(one.resource, "substance")
        standing = standing_of(one.resource, "allergy", today)
        if not said:
            building.leave_out(f"{one.place}: an allergy without a name")
        elif standing not in ("current", "open"):
            building.note(f"Allergy {shortened(said)} is over, refuted or entered in error, and is left out.")
        elif value_of("none", said):
            building.note(f"The record says {shortened(said)}.")
        else:
            unsure = "not confirmed" if standing == "open" else ""
            beside = "; ".join(filter(None, (_reaction(one.resource, "manifestation"), unsure)))
            building.add("allergies", f"{said} ({beside})" if beside else said, f"{one.place}.code")


def _product(one: Found, references: References) -> str:
    """The words for the drug, in the resource or in the Medication that it refers to."""
    said, reference = said_by(one.resource.get("medicationCodeableConcept")), one.resource.get("medicationReference")
    if said:
        return said
    referred = references.get(reference, one)
    if referred is not None and referred.kind == "Medication":
        return said_by(referred.resource.get("code"))
    return str((reference or {}).get("display", ""))


def _standing(resource: dict[str, Any], today: date) -> str:
    """By status and its reason, then by intent, then by a period that has ended."""
    status = status_of("medication", resource.get("status")) or "open"
    if resource.get("doNotPerform") or resource.get("taken") == "n":  # the second as FHIR had it before R4
        return "void"
    if status == "current" and any(value_of("stopped", said_by(one)) for one in _listed(resource.get("statusReason"))):
        return "past"
    intent = status_of("medication", resource.get("intent")) if "intent" in resource else "current"
    if status != "current" or intent == "open":
        return status if status != "current" else "open"
    dispensed = (resource.get("dispenseRequest") or {}).get("validityPeriod") or {}
    ends = [dispensed.get("end"), (resource.get("effectivePeriod") or {}).get("end")]
    return "past" if any(isinstance(end, str) and end[:10] < today.isoformat() for end in ends) else "current"


def _treats_tumor(resource: dict[str, Any], references: References, said: str) -> bool:
    """Whether the record's own words say so: its category, its reason, its note or the product's name."""
    words = [said, *(said_by(one) for one in _listed(resource.get("category")))]
    words += [said_by(one) for one in _listed(resource.get("reasonCode"))]
    words += [str(note.get("text", "")) for note in _listed(resource.get("note"))]
    for reference in _listed(resource.get("reasonReference")):
        referred = references.get(reference)
        words += [said_by(referred.resource.get("code"))] if referred else [str(reference.get("display", ""))]
    return any(has_word("cancer_treatment", text) or has_word("tumor_word", text) for text in words)


def _listed(value: Any) -> list[dict[str, Any]]:
    found = value if isinstance(value, list) else [value]
    return [one for one in found if isinstance(one, dict)]


def _add_drugs(building: Building, field: str, said: str, place: str) -> None:
    """Each drug of a product by the name that a vocabulary has; the product's own words where it has none."""
    for drug in _drugs(said):
        if building.add(field, drug, place) and drug.casefold() != said.casefold():
            building.note(f"{shortened(said)} is read as {drug}.")


def _drugs(said: str) -> tuple[str, ...]:
    """Of a product of several, each; an ingredient that no vocabulary has keeps its own words."""
    found: dict[str, None] = {}
    for ingredient in said.split(" / "):
        known = [mention.name for mention in find(ingredient) if mention.kind == "drug" and mention.known]
        found.update(dict.fromkeys(known or [ingredient.strip()]))
    return tuple(found)


def _reaction(resource: dict[str, Any], part: str) -> str:
    told = [one.get(part) for one in _listed(resource.get("reaction"))]
    flat = [one for value in told for one in _listed(value)]
    return ", ".join(dict.fromkeys(said for one in flat if (said := said_by(one))))
