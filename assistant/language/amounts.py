"""A number with its unit and role, and when two of them state one amount ("12 months", "1 year")."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal

import msgspec

from assistant.knowledge.tables import mapping

__all__ = ["Number", "Role", "amount_key", "is_time", "same_amount", "same_unit", "unit_after"]

Role = Literal["", "p", "n", "ratio", "interval", "level", "spread", "ordinal", "year", "coefficient"]


class Number(msgspec.Struct, frozen=True):
    """A number at `text[start:end]` (digits or word only, no unit)."""

    value: float
    start: int
    end: int
    unit: str = ""
    """Canonical ("%", "month", "mg/kg"); empty when none is printed."""
    role: Role = ""
    """"p", "n" (a count of people or things), "ratio", "interval" (a confidence limit), "level" (of confidence),
    "spread" (SD or SE), "ordinal" (phase 3, grade 2), "year", "coefficient"; empty when nothing says."""
    measure: str = ""
    """For a ratio, which one ("HR", "OR"); for an ordinal, of what ("phase"); for a count, of what ("patient")."""
    relation: str = ""
    """"<", ">", "≤", "≥", or "~" for about; empty when exact."""
    unit_end: int = 0
    """Where the printed unit ends; equals `end` when there is none."""


def same_unit(first: Number, second: Number) -> bool:
    """Whether two units can state one amount ("12 months", "1 year"); an unprinted unit goes with any."""
    if not first.unit or not second.unit or first.unit == second.unit:
        return True
    one, other = _dimension(first.unit), _dimension(second.unit)
    return one[0] == other[0] and bool(one[0])


def same_amount(first: Number, second: Number) -> bool:
    """Equal in value after conversion of units of one dimension; two different dimensions never are."""
    if not same_unit(first, second):
        return False
    if not first.unit or not second.unit or first.unit == second.unit:
        return _equal(first.value, second.value)
    return _equal(first.value * _dimension(first.unit)[1], second.value * _dimension(second.unit)[1])


def is_time(number: Number) -> bool:
    """Whether a number is of days, months and the like, by its printed unit."""
    return bool(number.unit) and _dimension(number.unit)[0] in ("time", "calendar")


def amount_key(number: Number) -> str:
    """Equal for numbers that `same_amount` calls equal and that print a unit, or print none."""
    dimension, factor = _dimension(number.unit) if number.unit else ("", 1.0)
    return f"{number.value * factor:.9g} {dimension or number.unit}".rstrip()


def _equal(first: float, second: float) -> bool:
    return abs(first - second) <= 1e-9 * max(1e-12, abs(first), abs(second))


@cache
def _units() -> re.Pattern[str]:
    forms = sorted(mapping("units"), key=len, reverse=True)
    return re.compile(
        r"(?:\s|-|‐|\u00a0|\u2009)?(" + "|".join(map(re.escape, forms)) + r")(?:(?<=%)|(?![A-Za-z0-9²µμ]|/[A-Za-z]))"
    )


_COMPOUND = re.compile(r"\s?((?:[µμ]|[A-Za-z])[A-Za-z]{0,6}(?:/[A-Za-z0-9.²()-]+){1,3}|[A-Za-z]{1,4}[-−]1)(?![A-Za-z])")
_LETTER_UNITS = frozenset("hdglmMUxyL")


def unit_after(text: str, end: int) -> tuple[str, int] | None:
    """(canonical unit, where it ends) of the unit printed right after a number; unknown compounds stay as printed."""
    found = _units().match(text, end)
    if found and (whole := _per(text, found)):
        return whole
    if found:
        form = found.group(1)
        apart = found.start(1) > end
        if form in _LETTER_UNITS and ((apart and form in "xy") or text[found.end() : found.end() + 1] == "-"):
            return None
        return mapping("units")[form][0], found.end()
    compound = _COMPOUND.match(text, end)
    if compound and any(part in mapping("units") for part in re.split("[/-]", compound.group(1))):
        parts = compound.group(1).split("/")
        known = all(part in mapping("units") for part in parts)
        return _composed(parts) if known else compound.group(1), compound.end()
    return None


_PER = re.compile(r"\s+per\s+(square meter|square metre|[a-z]+)\b")


def _per(text: str, found: re.Match[str]) -> tuple[str, int] | None:
    """ "mg per kilogram" as "mg/kg", where both are units."""
    divided = None if found.group(1) == "times" else _PER.match(text, found.end())
    under = divided.group(1) if divided else ""
    known = mapping("units")
    if divided is None or (under not in known and under not in _SURFACE):
        return None
    name = _SURFACE.get(under) or known[under][0]
    wholes = (known.get(f"{found.group(1)}/{short}") for short in (under, *_forms(name), name))
    whole = next((row[0] for row in wholes if row), None) or _composed([found.group(1), under])
    again = _PER.match(text, divided.end())
    if again and (full := known.get(f"{whole}/{again.group(1)}")):
        return full[0], again.end()
    return whole, divided.end()


def _forms(unit: str) -> tuple[str, ...]:
    """The printed forms of a unit."""
    return tuple(form for form, row in mapping("units").items() if row[0] == unit)


_SURFACE = {"square meter": "m2", "square metre": "m2"}


def _composed(parts: list[str]) -> str:
    """A unit of parts that the table does not have together, each by its one name."""
    known = mapping("units")
    return "/".join(known[part][0] if part in known else _SURFACE.get(part, part) for part in parts)


@lru_cache(maxsize=512)
def _dimension(unit: str) -> tuple[str, float]:
    row = mapping("units").get(unit)
    return (row[1], float(row[2])) if row else ("", 1.0)
