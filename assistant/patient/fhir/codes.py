"""What the codes and words of a FHIR resource mean here, by the table `fhir_codes`; no shape is trusted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from assistant.knowledge.tables import rows
from assistant.patient.status_words import CLINICAL, VERIFICATION, status_in
from assistant.patient.words import plain, value_of

__all__ = [
    "codings",
    "date_of",
    "interpretation_of",
    "meaning_of",
    "said_by",
    "status_of",
    "value_in",
    "values_of",
    "words_of_value",
]

_TAG = re.compile(r"\s*\(([a-z /]+)\)\s*$")
_WORDED = {"verification": VERIFICATION, "condition": CLINICAL, "allergy": CLINICAL}
"""Kinds of statuses that are CodeableConcepts, so that words may stand for them, by the kind of their phrases."""
_DATES = (
    "effectiveDateTime",
    "effectiveInstant",
    "issued",
    "authoredOn",
    "dateAsserted",
    "recordedDate",
    "onsetDateTime",
    "performedDateTime",
)
_PERIODS = ("effectivePeriod", "performedPeriod", "onsetPeriod")


def codings(concept: Any) -> Iterator[tuple[str, str, str]]:
    """(system by its short name, code, display) of a CodeableConcept, a Coding or a plain code."""
    if isinstance(concept, str):
        yield "", concept, ""
    elif isinstance(concept, Mapping):
        found = concept.get("coding", [concept] if "code" in concept else [])
        for one in found if isinstance(found, list) else ():
            if isinstance(one, Mapping):
                system = _systems().get(str(one.get("system", "")).rstrip("/"), "")
                yield system, str(one.get("code", "")), str(one.get("display", ""))


def meaning_of(concept: Any) -> str:
    """What the code of an observation or a component is here ("egfr", "variant", "part:gene"); "" for all else."""
    return next((row[0] for system, code, _ in codings(concept) if (row := _codes().get((system, code)))), "")


def value_in(means: str, concept: Any) -> str:
    """The value that a coded answer stands for ("LA6683-2": "germline"), by its code, else by its words."""
    for system, code, display in codings(concept):
        row = _codes().get((system, code))
        if row and row[0] == means:
            return row[1]
        if found := value_of(means, display):
            return found
    return value_of(means, said_by(concept))


def status_of(kind: str, concept: Any) -> str:
    """current, paused, past, open or void, by the status of a resource of that kind; "" where none is given.

    A status is a CodeableConcept or a plain code; the code says it in either, or of another system's its words do
    ("Confirmed present", "no longer active").
    """
    text = concept.get("text") if isinstance(concept, Mapping) else ""
    told = [pair for _, code, display in codings(concept) for pair in ((code, ""), ("", display))]
    for code, words in (*told, ("", str(text or ""))):
        row = _codes().get((kind, code or "-".join(words.lower().split())))
        if status := row[1] if row else status_in(_WORDED.get(kind, ()), words):
            return status
    return ""


def said_by(concept: Any) -> str:
    """The words of a coded value, without the tag that SNOMED CT puts behind ("Anemia (disorder)")."""
    if not isinstance(concept, Mapping):
        return concept if isinstance(concept, str) else ""
    displays = [display for _, _, display in codings(concept) if display]
    said = str(concept.get("text") or (displays or [code for _, code, _ in codings(concept)] or [""])[0])
    tag = _TAG.search(said)
    return said[: tag.start()].strip() if tag and value_of("semantic_tag", plain(tag[1])) else said.strip()


def values_of(item: Mapping[str, Any]) -> Any:
    """The value of an observation or a component, whichever type it has."""
    return next((item[name] for name in item if name.startswith("value") and name != "valueSet"), None)


def words_of_value(item: Mapping[str, Any]) -> str:
    """The value of an observation or a component as a person would read it."""
    value = values_of(item)
    if isinstance(value, Mapping) and "value" in value:
        return f"{value.get('comparator', '')}{value['value']} {value.get('unit') or value.get('code') or ''}".strip()
    if isinstance(value, bool):
        return "present" if value else "absent"
    return said_by(value) if not isinstance(value, int | float) else str(value)


def interpretation_of(item: Mapping[str, Any]) -> str:
    """What an observation's interpretation says of it, by its code ("NEG": "negative"), else in its own words."""
    for one in item.get("interpretation") or ():
        if said := value_in("interpretation", one) or said_by(one):
            return said
    return ""


def date_of(resource: Mapping[str, Any]) -> str:
    """The day and time a resource is of, as it writes it; "" where it has none."""
    for name in _DATES:
        if isinstance(resource.get(name), str):
            return str(resource[name])
    for name in _PERIODS:
        period = resource.get(name)
        if isinstance(period, Mapping):
            return str(period.get("end") or period.get("start") or "")
    return ""


@cache
def _systems() -> dict[str, str]:
    return {row[1]: row[3] for row in rows("fhir_codes") if row[0] == "system"}


@cache
def _codes() -> dict[tuple[str, str], tuple[str, str]]:
    return {(row[0], row[1]): (row[2], row[3]) for row in rows("fhir_codes") if row[0] != "system"}
