"""FHIR resources of a patient who never was, for the tests: each as an export writes it."""

from __future__ import annotations

from typing import Any

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
TBD = "http://hl7.org/fhir/uv/genomics-reporting/CodeSystem/tbd-codes-cs"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFIED = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
ALLERGY = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
ALLERGY_VERIFIED = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
SUBJECT = {"subject": {"reference": "Patient/p1"}}


def concept(code: str = "", display: str = "", system: str = LOINC, text: str = "") -> dict[str, Any]:
    """A CodeableConcept of one coding, of words alone, or of both."""
    coding = {"system": system, "code": code, "display": display} if code else {}
    return ({"coding": [{k: v for k, v in coding.items() if v}]} if coding else {}) | ({"text": text} if text else {})


def bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    """A collection of these resources."""
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}


def person(**more: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1965-03-10", **more}


def observation(code: dict[str, Any], day: str = "2026-10-01", status: str = "final", **value: Any) -> dict[str, Any]:
    """`value`: `valueQuantity`, `valueCodeableConcept`, `component` and so on."""
    made = {"resourceType": "Observation", "status": status, "code": code, **SUBJECT, **value}
    return made | ({"effectiveDateTime": day} if day else {})


def quantity(value: float, unit: str, **more: Any) -> dict[str, Any]:
    return {"valueQuantity": {"value": value, "unit": unit, **more}}


def condition(name: str, clinical: str = "active", verified: str = "confirmed", **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "clinicalStatus": concept(clinical, system=CLINICAL),
        "verificationStatus": concept(verified, system=VERIFIED),
        "code": concept(text=name),
        **SUBJECT,
        **more,
    }


def ordered(
    name: str, status: str = "active", intent: str = "order", day: str = "2026-09-01", **more: Any
) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "status": status,
        "intent": intent,
        "medicationCodeableConcept": concept(text=name),
        "authoredOn": day,
        **SUBJECT,
        **more,
    }


def stated(name: str, status: str = "active", **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "MedicationStatement",
        "status": status,
        "medicationCodeableConcept": concept(text=name),
        **SUBJECT,
        **more,
    }


def allergy(name: str, clinical: str = "active", verified: str = "confirmed", **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": concept(clinical, system=ALLERGY),
        "verificationStatus": concept(verified, system=ALLERGY_VERIFIED),
        "code": concept(text=name),
        "patient": {"reference": "Patient/p1"},
        **more,
    }


def part(code: str, **value: Any) -> dict[str, Any]:
    """A component by its LOINC code."""
    return {"code": concept(code), **value}


def coded(code: str = "", display: str = "", **more: Any) -> dict[str, Any]:
    return {"valueCodeableConcept": concept(code, display, **more)}


def variant(*components: dict[str, Any], present: str = "LA9633-4", **more: Any) -> dict[str, Any]:
    """A variant of the genomics reporting guide."""
    value = coded(present) if present else {}
    return observation(concept("69548-6"), component=list(components), **value, **more)


def gene(symbol: str, identifier: str = "") -> dict[str, Any]:
    return part("48018-6", **coded(identifier or "HGNC:0", symbol, system="http://www.genenames.org/geneId"))


def protein(change: str) -> dict[str, Any]:
    return part("48005-3", **coded(change, change, system="http://varnomen.hgvs.org"))
