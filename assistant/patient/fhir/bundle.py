"""A patient from the resources of a FHIR file: what is current counts, and what was left out is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from assistant.patient.building import Building
from assistant.patient.fhir import conditions, genomics, medicines, observations, person
from assistant.patient.fhir.codes import said_by
from assistant.patient.fhir.resources import Found, References, all_resources, of_one_patient
from assistant.patient.of_family import counts_of_family
from assistant.records.reading import PatientReading

__all__ = ["is_fhir", "read_fhir"]

_Read = Callable[[list[Found], Building, References, date], None]
_READERS: tuple[tuple[tuple[str, ...], _Read], ...] = (
    (("Patient",), person.read),
    (("Condition",), conditions.read),
    (("Observation",), observations.read),
    (("Observation",), genomics.read),
    (("MedicationStatement", "MedicationRequest", "MedicationAdministration"), medicines.read_medications),
    (("Procedure",), medicines.read_procedures),
    (("AllergyIntolerance",), medicines.read_allergies),
)
_KINDS = frozenset(kind for kinds, _ in _READERS for kind in kinds) | {"Medication", "FamilyMemberHistory"}


def is_fhir(data: Any) -> bool:
    """Whether a mapping says that it is a FHIR resource."""
    return isinstance(data, Mapping) and isinstance(data.get("resourceType"), str)


def read_fhir(data: Mapping[str, Any], today: date | None = None) -> PatientReading:
    """Raises PatientError for several patients or too many resources, MissingExtra without `fhir.resources`."""
    kind = str(data.get("resourceType"))
    building = Building(f"FHIR R4 {kind}" if kind != "Bundle" else "FHIR R4 bundle")
    found = of_one_patient(all_resources(data), building)
    references = References(found)
    for kinds, read in _READERS:
        read([one for one in found if one.kind in kinds], building, references, today or date.today())
    for region in _without_variants(data):
        building.note(f"The file says that no variant was found in {region}.")
    for one in found:
        if one.kind == "FamilyMemberHistory":
            _read_relative(one, building)
    others = Counter(one.kind for one in found if one.kind not in _KINDS)
    if others:
        told = ", ".join(f"{number} {kind}" for kind, number in sorted(others.items()))
        building.note(f"Resources that hold no field of the record were not read: {told}.")
    if not found and data.get("resourceType") != "Parameters":
        building.note("The file holds no resource of a patient.")
    return building.reading()


def _read_relative(one: Found, building: Building) -> None:
    """What a FamilyMemberHistory tells is no condition of the patient's own, but where labels warn of it."""
    listed = one.resource.get("condition")
    told = (
        [said_by(part.get("code")) for part in listed if isinstance(part, Mapping)] if isinstance(listed, list) else []
    )
    void = one.resource.get("status") == "entered-in-error"
    counted = [said for said in told if counts_of_family(said) and not void]
    for said in counted:
        building.add("conditions", f"family history of {said}", one.place)
    left = ", ".join(said for said in told if said and said not in counted)
    who = said_by(one.resource.get("relationship")) or "a relative"
    if left or not counted:
        building.note(f"FamilyMemberHistory of {who} is left out: {left or 'no condition'}.")


def _without_variants(data: Mapping[str, Any]) -> list[str]:
    """The regions for which the answer of an operation has `presence` false."""
    found: list[str] = []
    for one in data.get("parameter") or () if isinstance(data.get("parameter"), list) else ():
        parts = one.get("part") if isinstance(one, Mapping) else None
        named = {str(part.get("name")): part for part in parts or () if isinstance(part, Mapping)}
        if named.get("presence", {}).get("valueBoolean") is False:
            found += [str(part.get("valueString")) for name, part in named.items() if name.endswith("Item")]
    return found
