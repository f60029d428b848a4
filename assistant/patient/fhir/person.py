"""Age, sex and ancestry of a FHIR Patient; names, addresses and identifiers are not read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from assistant.patient.building import Building
from assistant.patient.fhir.resources import Found, References, valid
from assistant.patient.forms import age_at
from assistant.patient.words import value_of

__all__ = ["read"]

_RACE = "us-core-race"
_BIRTH_SEX = "us-core-birthsex"


def read(found: list[Found], building: Building, _: References, today: date) -> None:
    """The first Patient of the file; a bundle may hold it twice."""
    for one in found[:1]:
        if valid(one, building):
            _read_one(one.resource, one.place, building, today)


def _read_one(patient: dict[str, Any], place: str, building: Building, today: date) -> None:
    born = patient.get("birthDate")
    died = patient.get("deceasedDateTime") or patient.get("deceasedBoolean")
    if died:
        building.note(f"The record says that the patient has died{f' on {died}' if isinstance(died, str) else ''}.")
    until = _day(died) or today
    years = age_at(born, until) if isinstance(born, str) else None
    if years is not None:
        building.put("age", years, f"{place}.birthDate")
        building.note(f"The age is counted from the birth date to {until.isoformat()}; the date itself is not kept.")
    elif born:
        building.leave_out(f"{place}.birthDate: no date that an age can be counted from")
    _read_sex(patient, place, building)
    if race := _extension(patient, _RACE):
        building.put("ancestry", race, f"{place}.extension[us-core-race]")


def _read_sex(patient: dict[str, Any], place: str, building: Building) -> None:
    gender = value_of("sex", str(patient.get("gender", "")))
    at_birth = value_of("sex", _extension(patient, _BIRTH_SEX))
    if gender or at_birth:
        building.put("sex", gender or at_birth, f"{place}.gender" if gender else f"{place}.extension[us-core-birthsex]")
    if gender and at_birth and gender != at_birth:
        building.note(f"Sex is {gender} by the administrative gender; the sex at birth is {at_birth}.")


def _extension(patient: dict[str, Any], name: str) -> str:
    """The text or code of a US Core extension."""
    for one in patient.get("extension") or ():
        if not isinstance(one, Mapping) or not str(one.get("url", "")).endswith(name):
            continue
        inner = [part for part in one.get("extension") or () if isinstance(part, Mapping)]
        for part in (one, *sorted(inner, key=lambda part: part.get("url") != "text")):
            for value in ("valueString", "valueCode"):
                if isinstance(part.get(value), str):
                    return str(part[value])
    return ""


def _day(died: Any) -> date | None:
    try:
        return date.fromisoformat(died[:10]) if isinstance(died, str) else None
    except ValueError:
        return None
