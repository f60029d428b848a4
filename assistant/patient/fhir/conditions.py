"""Diagnoses of FHIR Conditions that are there now; what is over, refuted or not sure is named and left out."""

from __future__ import annotations

from datetime import date
from typing import Any

from assistant.patient.building import Building, shortened
from assistant.patient.entries import add_findings
from assistant.patient.fhir.codes import codings, date_of, said_by, status_of, value_in
from assistant.patient.fhir.resources import Found, References, valid
from assistant.patient.of_family import counts_of_family
from assistant.patient.words import has_word, value_of

__all__ = ["read", "standing_of"]

_SAID = {"past": "over", "open": "not confirmed", "void": "refuted or entered in error"}


def read(found: list[Found], building: Building, _: References, today: date) -> None:
    """Tumors first, then the newest: the record's first condition is the one that is treated."""
    current: list[tuple[bool, str, int, str, Found]] = []
    for number, one in enumerate(found):
        if not valid(one, building):
            continue
        said = said_by(one.resource.get("code"))
        standing = standing_of(one.resource, "condition", today)
        if not said:
            building.leave_out(f"{one.place}: a condition without a name")
        elif value_of("none", said):
            building.note(f"The record says {shortened(said)}.")
        elif _is_of_relative(one.resource) and standing == "current" and counts_of_family(said):
            building.add("conditions", f"family history of {said}", f"{one.place}.code")
        elif _is_of_relative(one.resource):
            building.note(f"Condition {shortened(said)} is of the family by its category, and is left out.")
        elif standing != "current":
            building.note(f"Condition {shortened(said)} is {_SAID[standing]}, and is left out.")
        elif pregnant := value_in("pregnancy", one.resource.get("code")):
            building.put("pregnant", pregnant == "yes" if pregnant != "unknown" else None, one.place)
        elif not add_findings(building, said, f"{one.place}.code", "conditions"):
            current.append((has_word("tumor_word", said), date_of(one.resource), -number, said, one))
    current.sort(key=lambda item: item[:3], reverse=True)
    for *_rest, said, one in current:
        building.add("conditions", said, f"{one.place}.code")
        _read_stage(one.resource, one.place, building)
    if len(current) > 1:
        first = "the tumor" if current[0][0] else "the newest"
        building.note(
            f"FHIR does not say which condition is treated: {first}, {shortened(current[0][3])}, stands first."
        )


def standing_of(resource: dict[str, Any], system: str, today: date) -> str:
    """current, past, open or void, by verification first, then the clinical status, then a date of its end."""
    verified = _verified(resource.get("verificationStatus"))
    if verified in ("void", "open"):
        return verified
    clinical = _status(system, resource.get("clinicalStatus"))
    if clinical:
        return clinical
    ended = resource.get("abatementDateTime") or (resource.get("abatementPeriod") or {}).get("end")
    over = (isinstance(ended, str) and ended[:10] <= today.isoformat()) or bool(
        resource.get("abatementAge") or resource.get("abatementString") or resource.get("abatementBoolean")
    )
    return "past" if over else "current"


def _status(system: str, concept: Any) -> str:
    """A status that no table has leaves open whether it is so; "" where none is given."""
    return status_of(system, concept) or ("open" if any(code for _, code, _ in codings(concept)) else "")


def _verified(concept: Any) -> str:
    """Words that say neither leave open whether it is so."""
    return _status("verification", concept) or ("open" if said_by(concept) else "")


def _is_of_relative(condition: dict[str, Any]) -> bool:
    return any(value_of("relative", said_by(one)) for one in condition.get("category") or ())


def _read_stage(condition: dict[str, Any], place: str, building: Building) -> None:
    for number, stage in enumerate(condition.get("stage") or ()):
        said = said_by(stage.get("summary")) if isinstance(stage, dict) else ""
        if said and not building.has("stage"):
            building.put(
                "stage", said.removeprefix("Stage ").removeprefix("stage "), f"{place}.stage[{number}].summary"
            )
        elif said:
            building.note(f"A further stage, {shortened(said)}, is left out.")
