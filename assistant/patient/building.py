"""A reading as it is built: each value with the place it was read from, and a line for all that was left out.

A value that the record cannot hold (an age of 400) is left out and said, so that one bad value costs no other one.
"""

from __future__ import annotations

from typing import Any

import msgspec

from assistant.errors import PatientError
from assistant.records.patient import Patient
from assistant.records.reading import PatientReading, Span
from assistant.records.sizes import ENTRIES
from ingest.errors import one_line

__all__ = ["Building", "counted", "shortened"]

_LINES = 100
"""Lines of one kind that are told one by one; the rest is counted."""
_ENTRY = 300
"""Characters of an entry of a list; what is longer is free text."""


class Building:
    """Collects values, lines and sentences; `reading` makes the record of them."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._values: dict[str, list[tuple[Any, str]]] = {}
        self._left_out: dict[str, None] = {}
        self._notes: dict[str, None] = {}

    def put(self, field: str, value: Any, place: str) -> bool:
        """Sets a field of one value, in place of what it held; False when the record cannot hold it."""
        if value in (None, "") or not self._holds(field, value, place):
            return False
        self._values[field] = [(value, place)]
        return True

    def add(self, field: str, value: Any, place: str) -> bool:
        """Adds an entry to a list; one that is there already is not added again."""
        value = value.strip() if isinstance(value, str) else value
        if isinstance(value, str) and len(value) > _ENTRY:
            self.leave_out(f"{field}: {shortened(value)} has {len(value):,} characters; an entry has at most {_ENTRY}")
            return False
        found = self._values.setdefault(field, [])
        if value == "" or any(_same(value, other) for other, _ in found):
            return False
        if len(found) >= ENTRIES:
            self.leave_out(f"{field}: {shortened(str(value))} is beyond the {ENTRIES} entries that a list holds")
            return False
        found.append((value, place))
        return True

    def has(self, field: str) -> bool:
        return bool(self._values.get(field))

    def values(self, field: str) -> tuple[Any, ...]:
        return tuple(value for value, _ in self._values.get(field, ()))

    def replace(self, field: str, old: Any, new: Any) -> None:
        """Puts another value in the place of one of a list."""
        self._values[field] = [(new if value == old else value, place) for value, place in self._values[field]]

    def leave_out(self, line: str) -> None:
        self._left_out[one_line(line)] = None

    def note(self, sentence: str) -> None:
        self._notes[one_line(sentence)] = None

    def reading(self) -> PatientReading:
        """Raises PatientError where the values together are more than a record holds."""
        fields = {name: self._values[name] for name in Patient.__struct_fields__ if self._values.get(name)}
        lists = {name for name in fields if isinstance(getattr(Patient(), name), tuple)}
        held = {name: tuple(v for v, _ in got) if name in lists else got[0][0] for name, got in fields.items()}
        patient = Patient.from_dict(msgspec.to_builtins(held))
        places = (place for got in fields.values() for _, place in got)
        spans = tuple(Span(field, said, place) for (field, said), place in zip(patient.facts(), places, strict=True))
        return PatientReading(patient, spans, _told(self._left_out), _told(self._notes), self._source)

    def _holds(self, field: str, value: Any, place: str) -> bool:
        try:
            Patient.from_dict({field: msgspec.to_builtins(value)})
        except PatientError as error:
            self.leave_out(f"{place}: {error}")
            return False
        return True


def shortened(text: str, most: int = 80) -> str:
    """A text of the source as a line quotes it."""
    text = " ".join(text.split())
    return f"“{text if len(text) <= most else text[:most] + '…'}”"


def counted(number: int, noun: str) -> str:
    """ "one call", "3 calls": as a sentence counts."""
    return f"one {noun}" if number == 1 else f"{number:,} {noun}s"


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    return bool(one == other)


def _told(lines: dict[str, None]) -> tuple[str, ...]:
    said = tuple(lines)
    return said if len(said) <= _LINES else (*said[:_LINES], f"and {len(said) - _LINES:,} more")
