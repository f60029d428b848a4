"""The ages that a text gives in numbers: a range, a limit, a mean or median, the age of one patient.

Only the few characters around "age" and "years" are looked at, so the time grows with the text and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from assistant.fit.people import People

__all__ = ["OLDEST", "AgeSaid", "ages_said"]

OLDEST = 130.0
"""Years to which a range without an upper end goes."""
_ADULT = 18.0
_NUMBER = r"(\d{1,3}(?:\.\d+)?)"
_TO = r"\s*(?:years?|yrs?|y)?\s*(?:[-–—‐‑]|\bto\b|\band\b|through|\bup to\b)\s*"
_FILLER = (
    r"[\s:,(=±\[]*(?:(?:was|is|of|were|range[sd]?|from|between|at|with|years?|old|groups?|the|patients|all|mean|median|"
    r"average|SD|\+|and|cohort|baseline|study|entry|diagnosis|transplantation|time|had|a)\b[\s:,(=±\[]*){0,8}"
)
_MORE = r"(?:≥|⩾|>=|>|at least|over|older than|above|more than|minimum)"
_LESS = r"(?:≤|⩽|<=|<|under|younger than|below|up to|less than)"
_AGE = re.compile(r"\b(?:age[ds]?|years?|yrs?|y)\b", re.IGNORECASE)
_CENTER = re.compile(r"\b(?:mean|median|average)\b[^.;]{0,25}\Z", re.IGNORECASE)
_FOLLOW = re.compile(r"follow|duration|surviv|period|interval|latency|experience|history|record", re.IGNORECASE)
_AFTER_RANGE = re.compile(
    rf"{_FILLER}{_NUMBER}{_TO}{_NUMBER}(?!\s*(?:months|%|mg))(?:\s*(?:years?|yrs?)\b)?", re.IGNORECASE
)
_AFTER_MONTHS = re.compile(
    rf"{_FILLER}{_NUMBER}\s*months?\s*(?:[-–—‐‑]|\bto\b|\band\b|through)\s*{_NUMBER}\s*(?:years?|yrs?)\b", re.IGNORECASE
)
"""From an age in months to one in years."""
_AFTER_MORE = re.compile(rf"{_FILLER}{_MORE}\s*{_NUMBER}", re.IGNORECASE)
_AFTER_LESS = re.compile(rf"{_FILLER}{_LESS}\s*{_NUMBER}", re.IGNORECASE)
_AFTER_OLDER = re.compile(
    rf"{_FILLER}{_NUMBER}\s*(?:years?|yrs?|y)?(?: of age)?\s*(?:or|and) (?:older|over|above|more)", re.IGNORECASE
)
_AFTER_CENTER = re.compile(rf"{_FILLER}{_NUMBER}", re.IGNORECASE)
_RANGE_BESIDE = re.compile(
    rf"[^.;]{{0,30}}?[(\[;,]\s*(?:range|IQR|Q1[-–]Q3)?[:,]?\s*{_NUMBER}{_TO}{_NUMBER}", re.IGNORECASE
)
_BEFORE_RANGE = re.compile(rf"(?:\b|\(){_NUMBER}{_TO}{_NUMBER}\s*[-–‐]?\s*\Z", re.IGNORECASE)
_BEFORE_MORE = re.compile(rf"{_MORE}\s*{_NUMBER}\s*\Z", re.IGNORECASE)
_BEFORE_LESS = re.compile(rf"{_LESS}\s*{_NUMBER}\s*\Z", re.IGNORECASE)
_BEFORE_ONE = re.compile(rf"\b{_NUMBER}[\s\-–‐]*\Z")
_OLDER = re.compile(r"\s*(?:of age\s*)?(?:or|and) (?:older|over|above|more)\b", re.IGNORECASE)
_OLD = re.compile(r"[\s\-–‐]*(?:of age|old)\b", re.IGNORECASE)
_PEOPLE = re.compile(
    r"\b(?:participants|patients|children|subjects|adolescents|adults|women|men|volunteers|residents|persons|people)"
    r"[,\s]*\(?\s*(?:aged\s*)?\Z",
    re.IGNORECASE,
)
_UNIT = re.compile(r"[^.;)]{0,12}?(?:years?|yrs?|y)\b", re.IGNORECASE)
_THAN = re.compile(r"\b(?:younger|older) than \d{1,3}\s*\Z", re.IGNORECASE)
_WINDOW = 70
_NEAR = 25.0
"""Years around the mean age of adults within which an adult is like them."""


class AgeSaid(NamedTuple):
    """Ages from `low` to `high`, told by `text[start:end]`."""

    low: float
    high: float
    start: int
    end: int
    center: float | None = None
    """The mean or median, or the age of one patient, where that is all that is said."""


def ages_said(people: People) -> tuple[AgeSaid, ...]:
    """In the order of the text, each statement once."""
    if not people.read.all & {"age", "aged", "ages", "year", "years", "yrs", "yr", "y"}:
        return ()
    return _read(people.text)


@lru_cache(maxsize=256)
def _read(text: str) -> tuple[AgeSaid, ...]:
    found: list[AgeSaid] = []
    for match in _AGE.finditer(text):
        made = _after(text, match) if match[0][0] in "aA" else _before(text, match)
        found += [one for one in made if one.high <= OLDEST and not any(_same(one, known) for known in found)]
    return tuple(found)


def _same(one: AgeSaid, other: AgeSaid) -> bool:
    return one.start < other.end and other.start < one.end


def _after(text: str, age: re.Match[str]) -> Iterator[AgeSaid]:
    """What stands behind "age" or "aged"."""
    start, stop = age.start(), age.end()
    center = _CENTER.search(text, max(0, start - 40), start)
    if center is not None and center.end() == start:
        start = center.start()
    if found := _AFTER_RANGE.match(text, stop):
        yield AgeSaid(float(found[1]), float(found[2]), start, found.end())
    elif found := _AFTER_MONTHS.match(text, stop):
        yield AgeSaid(float(found[1]) / 12, float(found[2]), start, found.end())
    elif found := _AFTER_OLDER.match(text, stop) or _AFTER_MORE.match(text, stop):
        yield AgeSaid(float(found[1]), OLDEST, start, found.end())
    elif found := _AFTER_LESS.match(text, stop):
        yield AgeSaid(0.0, float(found[1]), start, found.end())
    elif (found := _AFTER_CENTER.match(text, stop)) and (center is not None or _UNIT.match(text, found.end())):
        beside = _RANGE_BESIDE.match(text, found.end())
        if beside and float(beside[1]) <= float(found[1]) <= float(beside[2]):
            yield AgeSaid(float(beside[1]), float(beside[2]), start, beside.end())
        else:
            yield _around(float(found[1]), start, found.end())


def _before(text: str, years: re.Match[str]) -> Iterator[AgeSaid]:
    """What stands before "years", where it is an age and no time."""
    window = text[max(0, years.start() - _WINDOW) : years.start()]
    shift = years.start() - len(window)
    old = _OLD.match(text, years.end())
    older = _OLDER.match(text, years.end())
    if not (old or older) and not _of_people(window) and not _THAN.search(window):
        return
    stop = (older or old or years).end()
    if found := _BEFORE_RANGE.search(window):
        yield AgeSaid(float(found[1]), float(found[2]), shift + found.start(1), stop)
    elif found := _BEFORE_MORE.search(window):
        yield AgeSaid(float(found[1]), OLDEST, shift + found.start(), stop)
    elif found := _BEFORE_LESS.search(window):
        yield AgeSaid(0.0, float(found[1]), shift + found.start(), stop)
    elif (found := _BEFORE_ONE.search(window)) and not _FOLLOW.search(window):
        if older:
            yield AgeSaid(float(found[1]), OLDEST, shift + found.start(1), stop)
        elif old:
            yield _around(float(found[1]), shift + found.start(1), stop)


def _of_people(window: str) -> bool:
    """Whether a number before "years" stands right behind the people: "Participants (8-21 years)"."""
    number = re.search(r"[≥⩾>]?\s*\d{1,3}(?:\.\d+)?(?:\s*(?:[-–—‐]|to)\s*\d{1,3}(?:\.\d+)?)?\s*\Z", window)
    return number is not None and _PEOPLE.search(window[: number.start()]) is not None


def _around(age: float, start: int, end: int) -> AgeSaid:
    """Whom a mean age, or the age of one patient, speaks for: adults of about that age, or children of about it."""
    if age < _ADULT:
        return AgeSaid(max(0.0, age - 5), min(_ADULT, age + 5), start, end, age)
    return AgeSaid(max(_ADULT, age - _NEAR), age + _NEAR, start, end, age)
