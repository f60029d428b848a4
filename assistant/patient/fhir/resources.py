"""The resources of a FHIR file, in its order, each with its path; and whose they are.

`fhir.resources` says whether a resource is one (its models of R4B, which read R4); it loads when the first is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from assistant.errors import PatientError
from assistant.patient.building import Building, counted
from ingest.errors import MissingExtra, one_line, shown

__all__ = ["RESOURCES", "Found", "References", "all_resources", "of_one_patient", "valid"]

RESOURCES = 20_000
"""Resources of a file."""
_DEPTH = 12
"""Bundles within bundles, parts within parts."""


class Found(NamedTuple):
    """A resource, its type and its path in the file ("entry[3].resource")."""

    kind: str
    resource: dict[str, Any]
    place: str
    full_url: str


def all_resources(data: Mapping[str, Any]) -> tuple[Found, ...]:
    """Raises PatientError beyond 20,000 resources."""
    found: list[Found] = []
    for one in _walk(data, "", "", 0):
        found.append(one)
        if len(found) > RESOURCES:
            raise PatientError(
                f"the FHIR file has more than {RESOURCES:,} resources; at most so many are read: send a bundle of "
                "patient, conditions, medications, allergies and the newest observations"
            )
    return tuple(found)


def _walk(item: Any, place: str, full_url: str, depth: int) -> Iterator[Found]:
    if not isinstance(item, dict) or depth > _DEPTH:
        return
    kind = item.get("resourceType")
    if kind in ("Bundle", "Parameters"):
        name = "entry" if kind == "Bundle" else "parameter"
        yield from _members(item.get(name), f"{place}.{name}" if place else name, depth)
    elif isinstance(kind, str):
        yield Found(kind, item, place or kind, full_url)
        for number, inner in enumerate(_listed(item.get("contained"))):
            yield from _walk(inner, f"{place or kind}.contained[{number}]", "", depth + 1)


def _members(members: Any, place: str, depth: int) -> Iterator[Found]:
    for number, member in enumerate(_listed(members)):
        if isinstance(member, dict):
            at = f"{place}[{number}]"
            yield from _walk(member.get("resource"), f"{at}.resource", str(member.get("fullUrl", "")), depth + 1)
            if depth < _DEPTH:
                yield from _members(member.get("part"), f"{at}.part", depth + 1)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def of_one_patient(found: Sequence[Found], building: Building) -> tuple[Found, ...]:
    """The resources of the file's one patient. Raises PatientError where there are several, naming their ids."""
    patients = [one for one in found if one.kind == "Patient"]
    ids = {_key(str(one.resource.get("id", ""))): _keys(one) for one in patients}
    if len(ids) > 1:
        raise PatientError(_several(sorted(ids)))
    subjects = {key: None for one in found if (key := _subject(one))}
    if not patients and len(subjects) > 1:
        raise PatientError(_several(sorted(subjects)))
    own = set().union(*ids.values()) if ids else set(subjects)
    kept = tuple(one for one in found if not (key := _subject(one)) or key in own or key.startswith("#"))
    if len(kept) < len(found):
        building.note(f"Left out, since of someone else: {counted(len(found) - len(kept), 'resource')}.")
    return kept


def _several(ids: Sequence[str]) -> str:
    told = ", ".join(shown(one) for one in ids[:5]) + (" …" if len(ids) > 5 else "")
    return f"the FHIR file holds {len(ids)} patients ({told}): send one patient's resources"


def _keys(patient: Found) -> set[str]:
    return {key for key in (_key(str(patient.resource.get("id", ""))), _key(patient.full_url)) if key}


def _subject(one: Found) -> str:
    for name in ("subject", "patient"):
        reference = one.resource.get(name)
        if one.kind != "Patient" and isinstance(reference, dict) and isinstance(reference.get("reference"), str):
            return _key(reference["reference"])
    return ""


def _key(reference: str) -> str:
    """The id that a reference ends in: "Patient/1", "urn:uuid:1", "https://server/Patient/1/_history/2"."""
    plain = reference.split("/_history/")[0]
    return plain if plain.startswith("#") else plain.rsplit("/", 1)[-1].rsplit(":", 1)[-1]


class References:
    """The resources that others refer to, by id, full URL or place of being contained."""

    def __init__(self, found: Sequence[Found]) -> None:
        self._by_key = {
            key: one for one in found for key in (_key(one.full_url), str(one.resource.get("id", ""))) if key
        }
        self._within = {(one.place.rpartition(".contained[")[0], str(one.resource.get("id", ""))): one for one in found}

    def get(self, reference: Any, owner: Found | None = None) -> Found | None:
        """What a Reference names; None where the file does not hold it. `owner`: the resource that names it, whose own
        contained ones count first, since another may contain one of the same id."""
        if not isinstance(reference, Mapping) or not isinstance(reference.get("reference"), str):
            return None
        key = _key(reference["reference"])
        own = self._within.get((owner.place, key.removeprefix("#"))) if owner and key.startswith("#") else None
        return own or self._by_key.get(key.removeprefix("#"))


def valid(one: Found, building: Building) -> bool:
    """Whether the resource is what FHIR calls one; if not, the building says what is wrong with it.

    Raises MissingExtra without the package. A field that R4 does not know costs nothing: it is not read.
    """
    from pydantic import ValidationError

    try:
        _model(one.kind).model_validate(one.resource)
    except ValidationError as error:
        faults = [fault for fault in error.errors() if fault["type"] != "extra_forbidden"]
        if not faults:
            return True
        at = ".".join(str(part) for part in faults[0]["loc"])
        building.leave_out(f"{one.place}: no valid {one.kind} of FHIR R4: {at}: {one_line(faults[0]['msg'])}")
        return False
    except (ValueError, TypeError, RecursionError) as error:
        building.leave_out(f"{one.place}: no valid {one.kind} of FHIR R4: {one_line(str(error))}")
        return False
    return True


@cache
def _model(kind: str) -> Any:
    try:
        from fhir.resources.R4B import get_fhir_model_class
    except ModuleNotFoundError as error:
        raise MissingExtra("fhir", "fhir.resources") from error
    return get_fhir_model_class(kind)
