"""The patient's form: plain texts, filled by hand or from a record, made into a Patient, or into what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from assistant.errors import PatientError
from assistant.patient.forms import read_record
from assistant.patient.genes import is_gene
from assistant.records.case_words import field_said, value_said
from assistant.records.patient import Patient
from assistant.variants.result_words import worded

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
_GENETIC = {"variants": "EGFR exon 19 deletion", "diplotypes": "CYP2C19 *2/*2"}
"""Lists of genes with what was found of them, each with an example of a line."""


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
            for field, read in _field(name, text, _lines_of(record, name)).items():
                made[field] = [*made.get(field, ()), *read] if isinstance(read, list) else read
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


def _field(name: str, value: Any, known: Mapping[str, Any]) -> dict[str, Any]:
    """What a field of the form says, by the record's fields: a genotype typed among the variants is a diplotype."""
    if name in _YES_NO:
        return {name: value == "yes"}
    if name in _NUMBERS:
        return {name: _number(name, value)}
    if name not in _LISTS:
        return {name: value}
    made: dict[str, Any] = {}
    for line in filter(None, map(str.strip, value.split("\n"))):
        read = {name: [known[line]]} if line in known else _line(name, line)
        for field, entries in read.items():
            made.setdefault(field, []).extend(entries)
    return made


def _line(name: str, line: str) -> dict[str, list[Any]]:
    """The entries of a line; a variant or genotype is read as the record's reader reads it."""
    parts = [part.strip() for part in line.split(";") if part.strip()]
    if name not in _GENETIC:
        return {name: parts}
    made: dict[str, list[Any]] = {}
    for part in parts:
        for field, entries in _genetic(name, part).items():
            made.setdefault(field, []).extend(entries)
    return made


def _genetic(name: str, said: str) -> dict[str, list[Any]]:
    """A genotype behind its gene as it was typed; all else as the record's reader reads it, and where that finds
    nothing, again the words behind a gene that is known."""
    gene, _, rest = said.partition(" ") if is_gene(said.split()[0]) else said.replace(":", " ", 1).partition(" ")
    rest = rest.strip().removeprefix(":").strip()
    known = bool(rest) and is_gene(gene)
    if known and name == "diplotypes" and (rest.startswith("*") or "*" not in rest):
        return {name: [{"gene": gene, **_reported(rest)}]}
    read = read_record({name: [said]}).patient.to_dict()
    found = {field: list(read[field]) for field in _GENETIC if read.get(field)}
    if not (found or known):
        raise PatientError(f"{said!r} should be a gene and what was found, as in {_GENETIC[name]!r}")
    return found or {name: [{"gene": gene, "notation": rest}]}


def _reported(said: str) -> dict[str, Any]:
    """What a report says of a gene: its alleles, an activity score, or in words alone the phenotype."""
    rest, score = worded(said)
    made: dict[str, Any] = {} if score is None else {"activity_score": score}
    if rest:
        made["alleles" if re.search(r"[\d*/]", rest) else "phenotype"] = rest
    return made


def _number(name: str, value: Any) -> float | int:
    """As typed, or in words that the record's reader knows ("18 months", "second")."""
    try:
        number = float(str(value).replace(",", "."))
        made: float | int = int(number) if number.is_integer() else number
        if name in _WHOLE and not number.is_integer():
            raise ValueError(value)
    except (ValueError, OverflowError) as error:
        try:
            made = getattr(read_record({name: value}).patient, name)
        except PatientError:
            raise PatientError(f"{field_said(name)} should be {_NUMBERS[name]}, not {value!r}") from error
    return made


_WHOLE = ("line", "performance_status")


def _lines_of(record: Patient | None, name: str) -> dict[str, Any]:
    """Each line that the form shows of a list of the record, with the record's own item."""
    value = getattr(record, name) if record is not None else ()
    return {_one_line(item): msgspec.to_builtins(item) for item in value} if isinstance(value, tuple) else {}


def _one_line(item: object) -> str:
    return " ".join(str(item).split())
