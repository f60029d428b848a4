"""Measures of a patient in a note: kidney and liver function, performance status, line of therapy, stage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.knowledge.patterns import patterns
from assistant.patient.notes.note import Note
from assistant.patient.notes.told import Left, Told, number_in, wordings

__all__ = ["hepatic_grade", "read_measures"]

_MOST = {"egfr": 300.0, "creatinine_clearance": 300.0, "performance_status": 5.0, "line": 20.0}
_RATE = re.compile(r"m[lL] ?/ ?min|\b(?:renal|kidney|ckd|creatinine|crcl|scr)\b", re.IGNORECASE)
"""What tells the filtration rate from the gene, where both are written in capitals."""
_PER_SECOND = re.compile(r"\s*m[lL] ?/ ?s(?:ec)?\b")
_BOUND = re.compile(r"(?<!-)[<>≤≥]")
_NUMERALS = "IV|I{1,3}|[1-4]"
_STAGE = re.compile(
    rf"\b(?:(?:figo|ajcc|tnm|clinical|pathologic(?:al)?|ann arbor|iss|r-iss) )*(?:stage|figo|st(?= I)) ?:? ?(?:of )?"
    rf"(?P<stage>(?:{_NUMERALS})[ABCDabcd]?\d?)(?![\w:/-]\w)|\b(?P<word>extensive|limited)[- ]stage\b",
    re.IGNORECASE,
)


def read_measures(note: Note) -> Iterator[Told | Left]:
    for (field, unit), pattern in patterns("note_numbers").items():
        if field in _MOST:
            yield from _number(note, field, pattern)
        elif field == "unclear":
            yield from (Left(*match.span(), unit) for match in pattern.finditer(note.plain))
    yield from _word(note, "hepatic_impairment")
    yield from _stage(note)
    yield from _spread(note)
    yield from _line(note)


_HEPATIC = ("hepatic_impairment", "hepatic_condition")


@lru_cache(maxsize=2048)
def hepatic_grade(entry: str) -> str:
    """The degree of hepatic impairment that an entry of a record stands for ("severe": "cirrhosis, Child-Pugh C"), the
    gravest of several; empty where it says none, denies it or tells of a relative."""
    note = Note(entry)
    said = [one for field in _HEPATIC for one in wordings(note, field)]
    grades = {value for value, start, end in said if not note.status(start, end)}
    return next((grade for grade in _GRAVEST if grade in grades), "")


_GRAVEST = ("severe", "moderate", "mild")


def _number(note: Note, field: str, pattern: re.Pattern[str]) -> Iterator[Told | Left]:
    for match in pattern.finditer(note.plain):
        start, end = match.span()
        value, place = number_in(match)
        if note.status(place, end) in ("family", "unknown", "possible") and not note.part(start).asked:
            continue
        if _BOUND.search(match[0]):
            yield Left(start, end, "only a bound, no value")
        elif match[0].startswith("EGFR") and not _RATE.search(note.words(note.part(start))):
            yield Left(start, end, "the gene, or the filtration rate")
        elif _PER_SECOND.match(note.plain, end):
            yield Left(start, end, "in mL/s; give it in mL/min")
        elif value <= _MOST[field]:
            whole = field in ("performance_status", "line")
            yield Told(field, int(value) if whole else value, start, end)
        else:
            yield Left(start, end, f"beyond {_MOST[field]:g}")


def _word(note: Note, field: str) -> Iterator[Told]:
    for value, start, end in wordings(note, field):
        status = note.status(start, end)
        if not status or value == "none":
            yield Told(field, value, start, end)


def _stage(note: Note) -> Iterator[Told]:
    """The stage of a tumor; a stage of another scale ("CKD stage 4") is none."""
    other = patterns("note_values")["stage other", "other scale"]
    for match in _STAGE.finditer(note.plain):
        start, end = match.span()
        if other.search(note.before(start, 25)) or other.match(note.after(end, 25).lstrip()):
            continue
        if not note.status(start, end):
            yield Told("stage", match["stage"].upper() if match["stage"] else match["word"].lower(), start, end)


def _spread(note: Note) -> Iterator[Told]:
    """ "Metastatic melanoma", where no stage has a number."""
    for value, start, end in wordings(note, "stage"):
        if value and not note.status(start, end):
            yield Told("stage", value, start, end)


_OVER = re.compile(r"\bPD\b(?!-)|\bPFS\b|\bprogress")
"""What a line came to that is over."""


def _line(note: Note) -> Iterator[Told]:
    """The line asked about, the last of several; one that was had ("received it first line", "1L …, PD") is none."""
    past = patterns("note_values")["line_past", ""]
    said: set[str] = set()
    for value, start, end in sorted(wordings(note, "line"), key=lambda one: -int(one[0])):
        if value in said:
            continue
        low, _ = note.clause(start)
        had = "line" in note.plain[start:end].lower() and past.search(note.plain, max(low, start - 60), start)
        had = had or (note.plain[start:end].endswith("L") and _OVER.search(note.after(end)))
        asked = note.plain[end : end + 1] == "?"
        if not (value == "1" and had) and (asked or note.status(start, end) in ("", "denied", "possible")):
            said.add(value)
            yield Told("line", int(value), start, end)
