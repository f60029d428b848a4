"""The limits of contraindications in a form that a patient's values are compared with.

"CrCl<30", "eGFR 30-59", "moderate or severe", "Child-Pugh C", "<6 months", ">=65". What a word of degree stands for is
the table `organ_grades`. A bound that no value of a record is comparable with ("AST >2.5 x ULN") has no limits.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from assistant.knowledge.tables import pieces, records, words_of

__all__ = ["Bound", "age_said", "bound_said", "parsed"]


class Bound(NamedTuple):
    """Values from `low` to `high`; `high` itself only where `closed`."""

    scale: str
    """ "CrCl" or "eGFR" (mL/min), "kidney" (a degree, in mL/min of either), "liver" (grades 1 to 3), "years"."""
    low: float
    high: float
    closed: bool = False
    conditions: tuple[str, ...] = ()
    """Conditions that say it by name."""

    def holds(self, value: float) -> bool:
        return self.low <= value < self.high or (self.closed and value == self.high)


_NONE = -1.0
"""High end of a bound that only conditions meet."""
_NUMBER = r"\d+(?:\.\d+)?"
_LIMIT = re.compile(rf"(?P<scale>CrCl|eGFR)? ?(?P<sign><=|>=|<|>)(?P<limit>{_NUMBER})(?: (?P<unit>months?|weeks?))?")
_RANGE = re.compile(rf"(?P<scale>CrCl|eGFR)? ?(?P<low>{_NUMBER})-(?P<high>{_NUMBER})")
_YEARS = {"month": 1 / 12, "week": 7 / 365.25}
_MOST = 1000.0
"""Above every value that a record can hold."""
_JOINTS = re.compile(r"\||,? or ")
_AGE = "age"


@lru_cache(maxsize=1024)
def parsed(kind: str, bound: str) -> Bound | None:
    """None where nothing in a record is comparable. `kind`: "kidney", "liver" or "age"."""
    if found := _LIMIT.fullmatch(bound):
        return _limit(found, kind)
    if found := _RANGE.fullmatch(bound):
        scale = found["scale"] or ("years" if kind == _AGE else kind)
        return Bound(scale, float(found["low"]), float(found["high"]), closed=kind != _AGE)
    return _graded(kind, bound) if kind != _AGE else None


def _limit(found: re.Match[str], kind: str) -> Bound | None:
    scale = found["scale"] or ("years" if kind == _AGE else "")
    if not scale:
        return None
    limit = float(found["limit"]) * _YEARS.get((found["unit"] or "").removesuffix("s"), 1.0)
    if found["sign"].startswith("<"):
        return Bound(scale, 0.0, limit, closed=found["sign"] == "<=")
    return Bound(scale, limit if found["sign"] == ">=" else limit + 0.01, _MOST)


def _graded(organ: str, bound: str) -> Bound | None:
    grades = [_grade(organ, word) for word in _words(bound)]
    known = [row for row in grades if row is not None]
    if not known or len(known) != len(grades):
        return None
    limits = [(float(row["low"]), float(row["high"])) for row in known if row["high"]]
    conditions = tuple(dict.fromkeys(name for row in known for name in pieces(row["conditions"])))
    low, high = (min(one[0] for one in limits), max(one[1] for one in limits)) if limits else (0.0, _NONE)
    return Bound(organ, low, high, organ == "liver" and bool(limits), conditions)


def _words(bound: str) -> list[str]:
    """The degrees of a bound; "Child-Pugh B or C" names two of one scale."""
    parts = _JOINTS.split(bound)
    scale = "Child-Pugh " if bound.startswith("Child-Pugh ") else ""
    return [part if part.startswith(scale) else f"{scale}{part}" for part in parts]


def _grade(organ: str, word: str) -> dict[str, str] | None:
    said = words_of(word)
    return next((r for r in records("label_grades") if r["organ"] == organ and words_of(r["word"]) == said), None)


def bound_said(kind: str, bound: str) -> str:
    """A bound of the kidney or the liver as a person says it: "a creatinine clearance below 30 mL/min"."""
    organ = "renal" if kind == "kidney" else "hepatic"
    found = parsed(kind, bound)
    if found is None or found.scale not in ("CrCl", "eGFR"):
        return _degree_said(organ, bound)
    name, unit = ("a creatinine clearance", "mL/min") if found.scale == "CrCl" else ("an eGFR", "mL/min/1.73 m2")
    if match := _RANGE.fullmatch(bound):
        return f"{name} of {match['low']} to {match['high']} {unit}"
    sign = "up to" if found.closed else "below"
    return f"{name} {sign} {found.high:g} {unit}"


def _degree_said(organ: str, bound: str) -> str:
    if bound == "any":
        return f"{organ} impairment"
    if bound == "dialysis":
        return bound
    if bound == "end-stage":
        return "end-stage renal disease"
    if bound.startswith("Child-Pugh"):
        return f"hepatic impairment ({bound})"
    own = {"liver", "cirrhosis", "disease", "bilirubin", "aminotransferases"} & set(words_of(bound).split())
    return bound.replace("|", " or ") if own else f"{bound} {organ} impairment"


def age_said(bound: str) -> str:
    """ "patients under 18 years", "patients from 65 years on"."""
    if match := _RANGE.fullmatch(bound):
        return f"patients from {match['low']} to {match['high']} years"
    match = _LIMIT.fullmatch(bound)
    if match is None:
        return f"patients of {bound}"
    limit = f"{match['limit']} {match['unit'] or 'years'}"
    if match["sign"].startswith("<"):
        return f"patients under {limit}"
    return f"patients from {limit} on" if match["sign"] == ">=" else f"patients over {limit}"
