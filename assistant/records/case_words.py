"""A patient's facts as a person says them, for every door: names that mislead are said otherwise, units stand by."""

from __future__ import annotations

from assistant.records.patient import Patient

__all__ = ["CASE", "case_said", "facts_said", "field_said", "joined_facts", "value_said"]

CASE = "The case as understood"
_NAMES = {
    "egfr": "kidney function (eGFR)",
    "line": "line of therapy",
    "pregnant": "pregnancy",
    "performance_status": "performance status",
    "hepatic_impairment": "hepatic impairment",
    "variants": "variants",
}
""" "egfr" would be read as the gene."""
_UNITS = {"egfr": "mL/min/1.73\u00a0m²", "creatinine_clearance": "mL/min"}
_BARE = ("age", "sex", "pregnant", "breastfeeding", "performance_status", "conditions", "variants", "diplotypes")
"""Fields whose values say themselves what they are; so do medications, which are named all the same where a list of
allergies may stand beside them."""


def field_said(name: str) -> str:
    return _NAMES.get(name, name.replace("_", " "))


def value_said(name: str, value: str) -> str:
    """The value with its unit."""
    return f"{float(value):g}\u00a0{_UNITS[name]}" if name in _UNITS else value


def facts_said(patient: Patient | None) -> str:
    """Everything known of the patient, on one line; empty where nothing is."""
    joined: dict[str, list[str]] = {}
    for name, value in patient.facts() if patient else ():
        joined.setdefault(name, []).append(value_said(name, value))
    return "; ".join(
        ", ".join(values) if name in _BARE else f"{field_said(name)}: {', '.join(values)}"
        for name, values in joined.items()
    )


def joined_facts(patient: Patient | None) -> tuple[tuple[str, str], ...]:
    """(name with a capital, its values joined) of each known field."""
    joined: dict[str, list[str]] = {}
    for name, value in patient.facts() if patient else ():
        joined.setdefault(field_said(name), []).append(value_said(name, value))
    return tuple((name[:1].upper() + name[1:], "; ".join(values)) for name, values in joined.items())


def case_said(case: Patient | None) -> str:
    """ "The case as understood: 61 years; female; …"; empty where nothing is known."""
    said = facts_said(case)
    return f"{CASE}: {said}." if said else ""
