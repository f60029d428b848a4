"""The patient's form: plain texts, filled by hand or from a record, made into a Patient, or into what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from assistant.errors import PatientError
from assistant.records.case_words import field_said, value_said
from assistant.records.patient import Patient

__all__ = ["CHOICES", "EMPTY", "EXAMPLES", "FIELDS", "NOT_GIVEN", "differing", "form_of", "joined", "patient_from_form"]

EXAMPLES = (
    "What is the preferred first-line treatment of lung cancer with an EGFR exon 19 deletion?",
    "My patient is CYP2C19 *2/*2 and needs clopidogrel after a stent. What does the evidence say?",
    "How should fluorouracil be dosed in a DPYD intermediate metabolizer?",
    "Which treatment works in previously treated BRAF V600E colorectal cancer?",
)

FIELDS: tuple[str, ...] = Patient.__struct_fields__
"""The order in which the form hands over its values: every field of the record has one."""

NOT_GIVEN = "not given"
_YES_NO = ("pregnant", "breastfeeding")
CHOICES: dict[str, tuple[str, ...]] = {
    "sex": (NOT_GIVEN, "female", "male", "other"),
    "hepatic_impairment": (NOT_GIVEN, "none", "mild", "moderate", "severe"),
    **dict.fromkeys(_YES_NO, (NOT_GIVEN, "yes", "no")),
}
"""Fields that are chosen, not typed."""

EMPTY: dict[str, str] = {name: NOT_GIVEN if name in CHOICES else "" for name in FIELDS}
"""The form that says nothing."""

_NUMBERS = {
    "age": "a number of years",
    "line": "a whole number: 1 for an untreated patient",
    "performance_status": "a whole number from 0 to 5 (ECOG)",
    "egfr": "a number of mL/min/1.73 m²",
    "creatinine_clearance": "a number of mL/min",
}
_LISTS = tuple(name for name in FIELDS if isinstance(getattr(Patient(), name), tuple))
_NAMED = re.compile(r"^(\S+)\s+(\S.*)$")
_SCORE = re.compile(r"activity score (\d+(?:[.,]\d+)?)", re.IGNORECASE)


def patient_from_form(values: Mapping[str, Any], record: Patient | None = None) -> Patient | None:
    """The patient as the form shows them; None when nothing is known. Raises PatientError.

    A field, or a line of a list, that still shows what the record has keeps the record's own value, which may say more
    (whether a variant is somatic, which positions of a gene were not called); what was changed counts as changed.
    """
    shown = form_of(record) if record is not None else EMPTY
    kept = record.to_dict() if record is not None else {}
    made: dict[str, Any] = {}
    for name in FIELDS:
        value = values.get(name)
        text = value.strip() if isinstance(value, str) else value
        if record is not None and text == shown[name]:
            if name in kept:
                made[name] = kept[name]
        elif text not in (None, "", NOT_GIVEN):
            made[name] = _field(name, text, _lines_of(record, name))
    return Patient.from_dict(made) if made else None


def form_of(patient: Patient) -> dict[str, str]:
    """The form's fields as this patient fills them."""
    made = dict(EMPTY)
    for name in FIELDS:
        value = getattr(patient, name)
        if isinstance(value, tuple):
            made[name] = "\n".join(_one_line(item) for item in value)
        elif isinstance(value, bool):
            made[name] = "yes" if value else "no"
        elif value not in (None, ""):
            made[name] = f"{value:g}" if isinstance(value, float) else str(value)
    return made


def joined(patient: Patient | None, read: Patient) -> Patient:
    """The patient with what was `read` besides: lists grow by what they lack, and a value that is there stays."""
    made = patient.to_dict() if patient is not None else {}
    for name, value in read.to_dict().items():
        if isinstance(value, list | tuple):
            here = made.get(name, [])
            made[name] = [*here, *(item for item in value if item not in here)]
        else:
            made.setdefault(name, value)
    return Patient.from_dict(made)


def differing(patient: Patient | None, read: Patient) -> tuple[str, ...]:
    """One phrase for each single value that `read` gives otherwise than the patient has it."""
    have, other = (dict(one.facts()) if one else {} for one in (patient, read))
    return tuple(
        f"{field_said(name)} stays {value_said(name, have[name])} (read: {value_said(name, value)})"
        for name, value in other.items()
        if name not in _LISTS and have.get(name, value) != value
    )


def _field(name: str, value: Any, known: Mapping[str, Any]) -> Any:
    if name in _YES_NO:
        return value == "yes"
    if name in _NUMBERS:
        return _number(name, value)
    if name not in _LISTS:
        return value
    made: list[Any] = []
    for line in filter(None, map(str.strip, value.split("\n"))):
        made += [known[line]] if line in known else [_item(name, part) for part in _parts(line)]
    return made


def _item(name: str, text: str) -> Any:
    if name == "variants":
        gene, rest = _pair(text, "EGFR exon 19 deletion")
        return {"gene": gene, "notation": rest}
    if name == "diplotypes":
        gene, rest = _pair(text, "CYP2C19 *2/*2")
        return {"gene": gene, **_reported(rest)}
    return text


def _reported(said: str) -> dict[str, Any]:
    """What a report says of a gene: its alleles, an activity score, or in words alone the phenotype."""
    if score := _SCORE.fullmatch(said):
        return {"activity_score": float(score[1].replace(",", "."))}
    return {"alleles": said} if re.search(r"[\d*/]", said) else {"phenotype": said}


def _number(name: str, value: Any) -> float | int:
    try:
        number = float(str(value).replace(",", "."))
        return int(number) if number.is_integer() else number
    except (ValueError, OverflowError) as error:
        raise PatientError(f"{field_said(name)} should be {_NUMBERS[name]}, not {value!r}") from error


def _parts(line: str) -> list[str]:
    return [part.strip() for part in line.split(";") if part.strip()]


def _pair(line: str, example: str) -> tuple[str, str]:
    match = _NAMED.match(line)
    if match is None:
        raise PatientError(f"{line!r} should be a gene and what was found, as in {example!r}")
    return match[1], match[2]


def _lines_of(record: Patient | None, name: str) -> dict[str, Any]:
    """Each line that the form shows of a list of the record, with the record's own item."""
    value = getattr(record, name) if record is not None else ()
    return {_one_line(item): msgspec.to_builtins(item) for item in value} if isinstance(value, tuple) else {}


def _one_line(item: object) -> str:
    return " ".join(str(item).split())
