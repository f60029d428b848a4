"""The patient's form: plain texts, filled by hand or from a record, made into a Patient, or into what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from assistant.errors import PatientError
from assistant.records.patient import Patient

__all__ = ["EMPTY", "EXAMPLES", "FIELDS", "MAX_RECORD", "form_of", "patient_from_form", "read_record"]

EXAMPLES = (
    "What is the preferred first-line treatment of lung cancer with an EGFR exon 19 deletion?",
    "My patient is CYP2C19 *2/*2 and needs clopidogrel after a stent. What does the evidence say?",
    "How should fluorouracil be dosed in a DPYD intermediate metabolizer?",
    "Which treatment works in previously treated BRAF V600E colorectal cancer?",
)

FIELDS = ("age", "sex", "conditions", "stage", "line", "variants", "diplotypes", "medications", "ancestry")
"""The order in which the form hands over its values."""

EMPTY: dict[str, str] = {**dict.fromkeys(FIELDS, ""), "sex": "not given"}
"""The form that says nothing."""

MAX_RECORD = 200_000
"""Characters of a record's file: long histories fit, a wrong file does not."""

_LONGEST_NAME = 120
_LISTS = ("conditions", "medications")
_NUMBERS = {"age": "a number of years", "line": "a whole number: 1 for an untreated patient"}
_NAMED = re.compile(r"^(\S+)\s+(\S.*)$")


def patient_from_form(values: Mapping[str, Any], record: Patient | None = None) -> Patient | None:
    """The patient as the form shows them; None when nothing is known. Raises PatientError.

    A field that still shows what the record has keeps the record's own value, which may say more (whether a variant is
    somatic); a field that was changed counts as changed. What has no field comes from the record.
    """
    made: dict[str, Any] = record.to_dict() if record is not None else {}
    shown = form_of(record) if record is not None else EMPTY
    for name in FIELDS:
        value = values.get(name)
        text = value.strip() if isinstance(value, str) else value
        if record is not None and text == shown[name]:
            continue
        made.pop(name, None)
        if text not in (None, "", "not given"):
            made[name] = _field(name, text)
    return Patient.from_dict(made) if made else None


def form_of(patient: Patient) -> dict[str, str]:
    """The form's fields as this patient fills them."""
    made = dict(EMPTY)
    for name in FIELDS:
        value = getattr(patient, name)
        if isinstance(value, tuple):
            made[name] = "\n".join(str(item) for item in value)
        elif value not in (None, ""):
            made[name] = f"{value:g}" if isinstance(value, float) else str(value)
    return made


def read_record(sent: str) -> tuple[str, Patient]:
    """Name and patient of the file opened in the browser, which sends its name, size and text. Raises PatientError.

    Of a file that is far too large the text is not sent.
    """
    try:
        file = msgspec.json.decode(sent, type=_File)
    except msgspec.MsgspecError as error:
        raise PatientError(f"the page sent no file: {error}") from error
    name = file.name[:_LONGEST_NAME]
    if len(file.text) > MAX_RECORD or file.size > 4 * MAX_RECORD:
        raise PatientError(f"{name} is too large for a patient's record ({MAX_RECORD:,} characters at most)")
    return name, Patient.parse(file.text, name)


class _File(msgspec.Struct, frozen=True):
    name: str
    size: int
    text: str


def _field(name: str, value: Any) -> Any:
    if name in _LISTS:
        return _lines(value)
    if name == "variants":
        return [{"gene": gene, "notation": rest} for gene, rest in _pairs(value, "EGFR exon 19 deletion")]
    if name == "diplotypes":
        return [{"gene": gene, "alleles": rest} for gene, rest in _pairs(value, "CYP2C19 *2/*2")]
    return _number(name, value) if name in _NUMBERS else value


def _number(name: str, value: Any) -> float | int:
    try:
        number = float(str(value).replace(",", "."))
        return int(number) if number.is_integer() else number
    except (ValueError, OverflowError) as error:
        raise PatientError(f"{name} should be {_NUMBERS[name]}, not {value!r}") from error


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
