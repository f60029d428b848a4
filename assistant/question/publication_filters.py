"""Reads what a question asks of the publications: their type, their years, their language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import pieces
from assistant.language.covered import Covered
from ingest.records.filters import Filters

__all__ = ["Wishes", "read_wishes"]


class Wishes(NamedTuple):
    """Filters read from a text, a sentence for each, and the spans that said so."""

    filters: Filters
    notes: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


class _Wish(NamedTuple):
    field: str
    value: str
    pattern: re.Pattern[str]


_NUMBERS = {"one": 1, "two": 2, "three": 3, "five": 5, "ten": 10, "twenty": 20}


def read_wishes(text: str, given: Filters | None = None, today: date | None = None) -> Wishes:
    """Reads the text; a filter that is `given` stands, whatever the text says. `today` anchors "the last 5 years"."""
    base = given or Filters()
    now = today or date.today()
    found: dict[str, Any] = {}
    notes: list[str] = []
    spans: list[tuple[int, int]] = []
    for wish, match in _matches(text):
        for field, value in _values(wish, match, now):
            if getattr(base, field) != getattr(Filters(), field):
                continue
            found[field] = (*found.get(field, ()), *value) if isinstance(value, tuple) else value
        spans.append(match.span())
        notes.append(f"“{match[0]}” is read as a wish for the publications.")
    low, high = found.get("year_from"), found.get("year_to")
    if low is not None and high is not None and low > high:
        found["year_from"], found["year_to"] = high, low
    made = msgspec.structs.replace(base, **found)
    if found:
        told = [said for said in made.describe() if said not in base.describe()]
        notes = [f"Narrowed to records {', '.join(told)}, as the question asks."] if told else notes
    return Wishes(made, tuple(notes), tuple(spans))


def _matches(text: str) -> Iterator[tuple[_Wish, re.Match[str]]]:
    taken = Covered(len(text))
    for wish in _wishes():
        for match in wish.pattern.finditer(text):
            if not taken.touches(*match.span()):
                taken.add(*match.span())
                yield wish, match


def _values(wish: _Wish, match: re.Match[str], now: date) -> Iterator[tuple[str, Any]]:
    groups = match.groupdict()
    year = int(groups["year"]) if groups.get("year") else 0
    if wish.field in ("publication_types", "languages"):
        yield wish.field, tuple(pieces(wish.value))
    elif wish.field == "retracted":
        yield wish.field, wish.value
    elif wish.field == "has_abstract":
        yield wish.field, True
    elif wish.field == "year_both":
        yield "year_from", year
        yield "year_to", int(groups["last"]) if groups.get("last") else year
    elif wish.value in ("same", "next", "previous"):
        yield wish.field, year + {"same": 0, "next": 1, "previous": -1}[wish.value]
    else:
        yield wish.field, now.year - _years_ago(wish.value, groups.get("count") or "")


def _years_ago(value: str, count: str) -> int:
    if value == "ago":
        return int(count) if count.isdigit() else _NUMBERS[count.lower()]
    return {"decade": 10, "year": 1}[value]


@lru_cache(maxsize=1)
def _wishes() -> tuple[_Wish, ...]:
    """Ranges come first, so that "between 2015 and 2020" is not read as two wishes."""
    made = [
        _Wish(field, value, pattern)
        for (field, value, _), pattern in patterns("wishes", re.IGNORECASE | re.ASCII).items()
    ]
    return tuple(sorted(made, key=lambda wish: wish.field != "year_both"))
