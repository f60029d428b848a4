"""A study's kidney and liver function and performance status against the patient's, by numbers where it gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from assistant.fit.people import People, excluded, judged
from assistant.knowledge.tables import records
from assistant.records.answer import FitItem
from assistant.records.patient import Patient

__all__ = ["organ_items"]

_MOST = 1000.0
_IMPAIRED = 60.0
"""mL/min below which a kidney is compared at all."""
_RATE = frozenset(["clearance", "gfr", "egfr", "crcl", "clcr", "ccr", "filtration", "mclcr"])
_LIMIT = r"(≤|⩽|<=|<|≥|⩾|>=|>|lower than|less than|below|under|above|at least|greater than|over|more than)"
_FLOW = re.compile(
    rf"(?:{_LIMIT}\s*)?(\d{{1,3}}(?:\.\d+)?)(?:\s*(?:[-–—‐]|to)\s*(\d{{1,3}}(?:\.\d+)?))?\s*m(?:l|in)\s*/\s*m(?:in|l)",
    re.IGNORECASE,
)
_STATUS = re.compile(
    r"\b(?:ECOG|performance status|PS|WHO PS)\b[^.;]{0,40}?(?<![\d.])"
    r"(?:(≤|<|≥|>)\s*([0-4])|([0-4])\s*(?:[-–—‐/,]|to|or|and)\s*([0-4])"
    r"|([0-4]) or (below|less|lower|better|higher|more|greater)|([0-4]))(?!\d|\.\d|%)(\s*\(\d+(?:\.\d+)?%?)?",
    re.IGNORECASE,
)
_UP = frozenset(
    ["≥", "⩾", ">=", ">", "above", "at least", "greater than", "over", "more than", "higher", "more", "greater"]
)


class _Span(NamedTuple):
    low: float
    high: float
    start: int
    end: int


def organ_items(people: People, patient: Patient) -> Iterator[FitItem]:
    """Performance status where it is known; organs where they are impaired."""
    if patient.performance_status is not None:
        yield _performance(people, patient.performance_status)
    rates = [rate for rate in (patient.creatinine_clearance, patient.egfr) if rate is not None]
    if rates and min(rates) < _IMPAIRED:
        yield _kidney(people, min(rates), _said(patient))
    if patient.hepatic_impairment not in ("", "none"):
        yield _liver(people, patient.hepatic_impairment)


def _said(patient: Patient) -> str:
    clearance, rate = patient.creatinine_clearance, patient.egfr
    if clearance is not None and (rate is None or clearance <= rate):
        return f"creatinine clearance {clearance:g} mL/min"
    return f"eGFR {rate:g} mL/min/1.73 m2"


def _kidney(people: People, rate: float, said: str) -> FitItem:
    """By the rates the study gives, else by its grades of impairment, else by its words."""
    text, found = people.text, people.said("kidney")
    words = {value: text[one.start : one.end] for value, one in found.items()}
    spans = [*_rates(people)]
    spans += [_Span(*_grades()["kidney", value], one.start, one.end) for value, one in found.items() if _graded(value)]
    within = [span for span in spans if span.low <= rate < span.high]
    for span in within:
        if shut := excluded(text, span.start, span.end):
            return FitItem("kidney function", "mismatch", said, shut)
    if within or spans:
        return judged(
            "kidney function",
            said,
            [text[span.start : span.end] for span in within],
            [text[span.start : span.end] for span in spans],
        )
    if "impaired" not in words and (shut := people.shut_out("kidney", ("impaired", "severe", "moderate"))):
        return FitItem("kidney function", "mismatch", said, shut)
    return judged("kidney function", said, [words["impaired"]] if "impaired" in words else [], words.values())


def _graded(value: str) -> bool:
    return value in ("mild", "moderate", "severe")


def _rates(people: People) -> Iterator[_Span]:
    """Rates of the kidney with a limit or as a range: whom a study took, and not what it measured in the end."""
    if not people.read.all & _RATE:
        return
    for match in _FLOW.finditer(people.text):
        limit, first, last = match[1], float(match[2]), match[3]
        if not (limit or last) or not people.own(match.start()):
            continue
        if last:
            yield _Span(first, float(last) + 1, match.start(), match.end())
        elif limit and limit.lower() in _UP:
            yield _Span(first, _MOST, match.start(), match.end())
        else:
            yield _Span(0.0, first, match.start(), match.end())


def _liver(people: People, grade: str) -> FitItem:
    """By grade where the study gives one, else by its words."""
    said = f"{grade} hepatic impairment"
    words = {value: people.text[one.start : one.end] for value, one in people.said("liver").items()}
    if any(map(_graded, words)):
        others = [shown for value, shown in words.items() if _graded(value)]
        return judged("liver function", said, [words[grade]] if grade in words else [], others)
    if "impaired" not in words and (shut := people.shut_out("liver", ("impaired", grade))):
        return FitItem("liver function", "mismatch", said, shut)
    return judged("liver function", said, [words["impaired"]] if "impaired" in words else [], words.values())


def _performance(people: People, status: int) -> FitItem:
    """A number that a share of the people has says nothing of the others."""
    said = f"ECOG {status}"
    if people.read.all & {"ecog", "performance", "ps"}:
        for match in _STATUS.finditer(people.text):
            if match[8]:
                continue
            low, high = _statuses(match)
            shown = people.text[match.start() : match.end()]
            return judged("performance status", said, [shown] if low <= status <= high else [], [shown])
    return FitItem("performance status", "unknown", said, "")


def _statuses(match: re.Match[str]) -> tuple[int, int]:
    if match[1]:
        number = int(match[2])
        return {"≤": (0, number), "<": (0, number - 1), "≥": (number, 5), ">": (number + 1, 5)}[match[1]]
    if match[3]:
        return int(match[3]), int(match[4])
    if match[5]:
        number = int(match[5])
        return (number, 5) if match[6].lower() in _UP else (0, number)
    return int(match[7]), int(match[7])


@cache
def _grades() -> dict[tuple[str, str], tuple[float, float]]:
    """(organ, grade) to the rates in mL/min that it stands for."""
    return {(row["organ"], row["grade"]): (float(row["low"]), float(row["high"])) for row in records("organ_grades")}
