"""What numbers of a sentence tell of each other: limits of one interval, values of one ratio, a unit printed once."""

from __future__ import annotations

import re

import msgspec

from assistant.language.amounts import Number

__all__ = ["mark_intervals", "share_units"]

_RANGE_GAP = re.compile(r"\s*(?:[-‐‑‒–—−]|to|,|;|and|~|/|through|\.\.)\s*[-‐‑‒−–+]?\Z")
_SHARE_GAP = re.compile(
    r"\s*[,;]?\s*(?:(?:and|or|to|vs?\.?|versus|±|\+/-|[-‐‑‒–—−]|/|through"
    r"|as compared with|compared (?:with|to)|from)\s*)"
    r"[-‐‑‒−+]?\Z|\s*,\s*\Z"
)


def mark_intervals(text: str, numbers: list[Number]) -> list[Number]:
    """Upper limits take the role of their lower one; limits in brackets right after a ratio are its interval.

    A bare number with an interval in brackets, after a ratio, is another value of that ratio.
    """
    made: list[Number] = []
    measure = ""
    for place, number in enumerate(numbers):
        last = made[-1] if made else None
        gap = text[last.unit_end : number.start] if last is not None else ""
        if last is None or number.role not in {"", "ratio"}:
            pass
        elif (
            _RANGE_GAP.match(gap) and last.role == "interval" and not (len(made) > 1 and _paired(text, made[-2], last))
        ):
            number = msgspec.structs.replace(number, role="interval", measure="")
        elif _RANGE_GAP.match(gap) and last.role == "ratio" and not re.search(r"[;,]", gap) and not number.unit:
            number = msgspec.structs.replace(number, role="ratio", measure=last.measure)
        elif last.role in {"ratio", "level"} and not number.unit and re.fullmatch(r"\s*[,;:]?\s*[(\[]+\s*", gap):
            if _RANGE_AFTER.match(text, number.unit_end):
                number = msgspec.structs.replace(number, role="interval", measure="")
        elif (
            last.role == "level"
            and number.role == ""
            and re.fullmatch(r"\s*\)?\s*[=:,]?\s*", gap.removeprefix("CI").lstrip(" ,;=:"))
        ):
            number = msgspec.structs.replace(number, role="interval", measure="")
        elif measure and number.role == "" and not number.unit and _interval_follows(text, numbers, place):
            number = msgspec.structs.replace(number, role="ratio", measure=measure)
        measure = number.measure if number.role == "ratio" else measure
        made.append(number)
    return made


_RANGE_AFTER = re.compile(r"\s*(?:[-‐‑‒–—−]|to|,|;)\s*[-‐‑‒−]?\s?[\d.·]")


def _paired(text: str, lower: Number, upper: Number) -> bool:
    """Whether two limits already make one interval."""
    return lower.role == "interval" and bool(_RANGE_GAP.match(text[lower.unit_end : upper.start]))


def _interval_follows(text: str, numbers: list[Number], place: int) -> bool:
    following = numbers[place + 1] if place + 1 < len(numbers) else None
    if following is None or not re.fullmatch(r"\s*[,;]?\s*[(\[]\s*", text[numbers[place].unit_end : following.start]):
        return False
    return following.role == "level" or bool(_RANGE_AFTER.match(text, following.unit_end) and not following.unit)


def share_units(text: str, numbers: list[Number]) -> list[Number]:
    """A unit printed once for a list or range belongs to each of its numbers ("12 and 31 %", "3 to 5 years")."""
    made = list(numbers)
    chained = False
    for place in range(len(made) - 2, -1, -1):
        number, following = made[place], made[place + 1]
        counted = following.role == "n" and following.measure and not number.unit and not number.role
        if counted and text[number.unit_end : following.start].strip() in {"and", "or", "versus", "vs", "vs."}:
            made[place] = msgspec.structs.replace(number, role="n", measure=following.measure)
            continue
        gap = text[number.unit_end : following.start]
        joined = _SHARE_GAP.match(gap)
        comma = gap.strip() == ","
        if (
            number.unit
            or number.role in {"p", "n", "level", "ordinal", "year"}
            or not joined
            or (comma and not chained)
        ):
            chained = False
            continue
        if number.role == "ratio" and following.role != "spread":
            chained = False
            continue
        chained = bool(following.unit)
        if gap.strip() == "/" and following.unit_end == following.end:
            continue
        if following.unit and following.role not in {"p", "level"}:
            made[place] = msgspec.structs.replace(number, unit=following.unit)
    return made
