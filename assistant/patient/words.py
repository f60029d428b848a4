"""Words, numbers and units of a patient's values, by the tables `patient_names`, `patient_values`, `patient_units`."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from assistant.knowledge.tables import rows

__all__ = ["Amount", "amount_in", "amount_of", "field_named", "field_names", "has_word", "plain", "value_of"]

_AMOUNT = re.compile(r"(?P<number>-?(?:0|[1-9]\d{0,5})(?:[.,]\d{1,6})?)\s*(?P<unit>.*)", re.DOTALL)
_BRACKETS = re.compile(r"\s*[(\[{][^()\[\]{}]*[)\]}]\s*$")
_UNIT_MARKS = re.compile(r"[\s{}\[\]_^*·-]+")


class Amount(NamedTuple):
    """A value in the record's own unit, the unit it was written in, and what must be known of the conversion."""

    value: float
    unit: str
    note: str


def plain(text: str) -> str:
    """The form in which words of a record are compared: lower case, marks as blanks."""
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()))


def field_named(name: str) -> str:
    """The field that people mean by a name ("Current meds", "CrCl (mL/min)"); empty when no row has it."""
    return _names().get(plain(name)) or _names().get(plain(_BRACKETS.sub("", name))) or ""


def field_names() -> tuple[str, ...]:
    """Every name that a field goes by."""
    return tuple(_names())


def value_of(field: str, text: str) -> str:
    """The value that a word stands for in that field ("F": "female"); empty when no row has it."""
    return _values().get((field, plain(text)), "")


def has_word(kind: str, text: str) -> bool:
    """Whether a text has one of the words of that kind."""
    return f" {plain(text)} " != "  " and any(f" {word} " in f" {plain(text)} " for word in _words(kind))


def amount_in(field: str, text: str) -> Amount | None:
    """The amount that a whole text states ("61 years", "eGFR 45 mL/min"); None for anything else, such as "> 60"."""
    rest = text.strip()
    for _ in range(4):  # the field's own name may stand before the number
        found = _AMOUNT.fullmatch(rest)
        if found:
            return amount_of(field, float(found["number"].replace(",", ".")), found["unit"])
        first, _, rest = rest.partition(" ")
        rest = rest.lstrip(" :=")
        if not rest or not any(name == plain(first) or name.startswith(plain(first) + " ") for name in _forms(field)):
            return None
    return None


def amount_of(field: str, number: float, unit: str) -> Amount | None:
    """The amount in the record's unit; None for a unit that no row has."""
    key = _UNIT_MARKS.sub("", unicodedata.normalize("NFKC", unit).casefold()).strip(".,;")
    row = _units().get((field, key))
    return None if row is None else Amount(round(number * row[0], 3), unit.strip(), row[1])


@cache
def _names() -> dict[str, str]:
    own = {name.replace("_", " "): name for name in ("prior_therapies", "performance_status", "creatinine_clearance")}
    return own | {row[0]: row[1] for row in rows("patient_names")}


@cache
def _forms(field: str) -> tuple[str, ...]:
    return tuple(name for name, named in _names().items() if named == field)


@cache
def _values() -> dict[tuple[str, str], str]:
    return {(row[0], row[1]): row[2] for row in rows("patient_values")}


@cache
def _words(kind: str) -> tuple[str, ...]:
    return tuple(row[1] for row in rows("patient_values") if row[0] == kind)


@cache
def _units() -> dict[tuple[str, str], tuple[float, str]]:
    return {(row[0], row[1]): (float(row[2]), row[3]) for row in rows("patient_units")}
