"""The patient's form: plain fields and a file, made into a Patient, or into a sentence on what is wrong."""

from __future__ import annotations

import re
from typing import Any

from assistant.errors import PatientError
from assistant.patient import Patient

__all__ = ["EXAMPLES", "FIELDS", "patient_from_form"]

EXAMPLES = (
    "Which EGFR inhibitor is preferred first line for an EGFR exon 19 deletion, and what does the evidence show?",
    "My patient is CYP2C19 *2/*2 and needs clopidogrel after a stent. What does the evidence say?",
    "How should fluorouracil be dosed in a DPYD intermediate metabolizer?",
    "What does the evidence show for BRAF V600E in colorectal cancer?",
)

FIELDS = ("age", "sex", "conditions", "stage", "line", "variants", "diplotypes", "medications", "ancestry")
"""The order in which the form hands over its values."""

_LISTS = ("conditions", "medications")
_NAMED = re.compile(r"^(\S+)\s+(\S.*)$")


def patient_from_form(values: dict[str, Any], file: str | None = None) -> Patient | None:
    """The record of a file if one was given, else of the fields; None when all is empty. Raises PatientError."""
    if file:
        return Patient.load(file)
    record: dict[str, Any] = {}
    for name in FIELDS:
        value = values.get(name)
        text = value.strip() if isinstance(value, str) else value
        if text in (None, "", 0, "not given"):
            continue
        record[name] = _field(name, text)
    return Patient.from_dict(record) if record else None


def _field(name: str, value: Any) -> Any:
    if name in _LISTS:
        return _lines(value)
    if name == "variants":
        return [{"gene": gene, "notation": rest} for gene, rest in _pairs(value, "EGFR exon 19 deletion")]
    if name == "diplotypes":
        return [{"gene": gene, "alleles": rest} for gene, rest in _pairs(value, "CYP2C19 *2/*2")]
    return int(value) if name == "line" else value


def _lines(value: str) -> list[str]:
    return [part.strip() for part in re.split(r"[\n;]", value) if part.strip()]


def _pairs(value: str, example: str) -> list[tuple[str, str]]:
    pairs = []
    for line in _lines(value):
        match = _NAMED.match(line)
        if match is None:
            raise PatientError(f"{line!r} should be a gene and what was found, as in {example!r}")
        pairs.append((match[1], match[2]))
    return pairs
