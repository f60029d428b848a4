"""Whether every number of a sentence stands in the record at all, as it is printed or as it would be rounded.

Which arm or outcome a number is of is not asked here: a judge reads that, and the checks compare it where the wording
is near. A number counts as given where the record has it at the printed precision or in another unit, as a percentage
of a ratio ("65 % less" of 0.35), or as the share that two counts make ("24 of 125").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.language.amounts import Number, same_amount
from assistant.language.numbers import read_numbers
from assistant.records.judged import Statement
from assistant.verify.checks import read

__all__ = ["missing_number"]

_APART = 60
"""Characters that may lie between the two counts of a share."""
_YEARS = range(1900, 2101)
_MOST = 2000
"""Numbers of a record that are read; beyond them a number counts as given."""


def missing_number(statement: Statement) -> str:
    """A sentence that names the first number the record does not give; empty when all are given.

    Spelled numbers pass: they count what is named, or round ("one in six", "half of them"). So do years, which
    may be the paper's.
    """
    given = read_numbers("\n".join((*statement.quotes, *statement.surroundings, statement.record)))
    if len(given) > _MOST:
        return ""
    shares = _shares(given)
    for token in read(statement.text).tokens:
        number = token.number
        if number is None or number.role == "year" or _may_be_year(number):
            continue
        printed = statement.text[number.start : number.end]
        if any(map(str.isdigit, printed)) and not _given(number, printed, given, shares):
            return f"The record does not give the number {printed}."
    return ""


def _given(number: Number, printed: str, given: Sequence[Number], shares: Sequence[float]) -> bool:
    slack = _slack(printed, number.value)

    def meets(value: float) -> bool:
        return abs(abs(value) - abs(number.value)) <= slack

    if any(same_amount(number, other) or meets(other.value) for other in given):
        return True
    if number.unit != "%":
        return False
    parts = (share for other in given for share in (100 * other.value, 100 * abs(1 - other.value)))
    return any(map(meets, parts)) or any(map(meets, shares))


def _may_be_year(number: Number) -> bool:
    return not number.unit and number.role in ("", "n") and number.value in _YEARS


def _slack(printed: str, value: float) -> float:
    """Half of the last digit printed; of a whole number of hundreds or more, half of its last digit that is not 0."""
    digits = re.sub(r"[^\d.·]", "", printed).replace("·", ".")
    _, point, decimals = digits.partition(".")
    if point:
        return 0.5001 * 10.0 ** -len(decimals)
    zeros = len(digits) - len(digits.rstrip("0"))
    return 0.5001 if value < 100 else min(0.5001 * 10.0**zeros, 0.03 * value)


def _shares(given: Sequence[Number]) -> list[float]:
    """The percentages that two numbers near each other make."""
    return [
        100 * one.value / other.value
        for place, one in enumerate(given)
        for other in given[max(0, place - 3) : place + 4]
        if other.value and other is not one and abs(one.start - other.start) < _APART
    ]
