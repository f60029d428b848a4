"""What labels warn of for groups of patients: in pregnancy, while breastfeeding, by kidney, liver and age.

A value that the record does not give meets nothing: what is not known is told apart (`assistant.safety.unread`). Only
one thing is asked of silence: a woman of childbearing age and a drug that is contraindicated in pregnancy. Organs that
are worse than all that a label speaks of are never silent: its nearest row is told, with saying so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from msgspec.structs import replace

from assistant.knowledge.tables import words_of
from assistant.patient.notes.organs import hepatic_grade
from assistant.records.patient import Patient
from assistant.records.safety import Alert
from assistant.safety.bounds import Bound, age_said, bound_said, parsed
from assistant.safety.condition_dates import PAST, as_past, undated
from assistant.safety.condition_meanings import spelled_out
from assistant.safety.diseases import is_own
from assistant.safety.drugs import Contraindication, Option, alert_of, rows_of
from assistant.safety.only_when import Asked, decided

__all__ = ["group_alerts", "kidney_failing", "kidney_known", "liver_of"]

_GRADES = {"none": 0.0, "mild": 1.0, "moderate": 2.0, "severe": 3.0}
_CHILDBEARING = (15.0, 50.0)
"""Years in which an unknown pregnancy is asked about."""
_ANY = "any"
_FAILING = ("end-stage", "dialysis")
"""Words of degree whose conditions say that the kidneys fail."""
_NO_VALUE = "The record gives no value of the kidney function."
_NUMBERS = ("CrCl", "eGFR")
_NOTHING = Asked()


@cache
def _failure() -> Bound:
    """The worst of the kidneys that conditions stand for by name, whatever words a label has."""
    bounds = [bound for word in _FAILING if (bound := parsed("kidney", word))]
    names = tuple(name for bound in bounds for name in bound.conditions)
    return Bound("kidney", 0.0, max(bound.high for bound in bounds), conditions=names)


def group_alerts(option: Option, patient: Patient, asked: Asked = _NOTHING) -> Iterator[Alert]:
    """Alerts of one option by who the patient is. `asked`: what the question says of its use."""
    yield from _pregnancy(option, patient, asked)
    if patient.breastfeeding and patient.sex != "male":
        for row in decided(rows_of(option, "breastfeeding"), option, patient.conditions, asked):
            yield alert_of(row, "breastfeeding", option, "breastfeeding", "while breastfeeding")
    yield from _kidney(option, patient)
    yield from _liver(option, patient, asked)
    yield from _age(option, patient, asked)


def _pregnancy(option: Option, patient: Patient, asked: Asked) -> Iterator[Alert]:
    if patient.sex == "male":
        return
    if patient.pregnant:
        for row in decided(rows_of(option, "pregnancy"), option, patient.conditions, asked):
            part = "" if row.bound == _ANY else f"It holds {row.bound}; the week of pregnancy is not given."
            yield alert_of(row, "pregnancy", option, "pregnant", "in pregnancy", (part,))
    elif patient.pregnant is None and patient.sex == "female" and _may_bear(patient.age):
        rows = [row for row in rows_of(option, "pregnancy", "reproductive") if row.severity == "contraindicated"]
        for row in rows[:1]:
            found = alert_of(row, "pregnancy", option, "pregnancy not known", "in pregnancy")
            yield _as_caution(found)


def _may_bear(age: float | None) -> bool:
    return age is not None and _CHILDBEARING[0] <= age <= _CHILDBEARING[1]


def _as_caution(alert: Alert) -> Alert:
    limits = " ".join(filter(None, (alert.limits, "Whether the patient is pregnant is not known.")))
    return replace(alert, severity="caution", limits=limits)


def kidney_known(patient: Patient) -> bool:
    """Whether anything of the record tells how the kidneys work."""
    return patient.egfr is not None or patient.creatinine_clearance is not None


def kidney_failing(patient: Patient) -> str:
    """The condition of a record without a value that says that the kidneys fail; empty without one."""
    return "" if kidney_known(patient) else _by_name(_failure(), patient.conditions)


def _kidney(option: Option, patient: Patient) -> Iterator[Alert]:
    met = False
    failing = kidney_failing(patient)
    for row in rows_of(option, "kidney"):
        bound = parsed("kidney", row.bound)
        if bound is None:
            continue
        if found := _kidney_value(bound, patient):
            fact, limits = found
        elif condition := _by_name(bound, patient.conditions):
            fact, limits = condition, ""
        elif failing and bound.low == 0 and bound.high >= _failure().high:
            fact, limits = failing, _NO_VALUE
        else:
            continue
        met = True
        yield alert_of(row, "kidney", option, fact, f"with {bound_said('kidney', row.bound)}", (limits,))
    if not met:
        yield from _below(option, patient, failing)


def _below(option: Option, patient: Patient, failing: str) -> Iterator[Alert]:
    """Kidneys worse than a range that the label speaks of, and in no other: what it says of the nearest, and that this
    is not it. `failing`: a condition of the record that stands for a value."""
    value = patient.egfr if patient.creatinine_clearance is None else patient.creatinine_clearance
    scale = "eGFR" if patient.creatinine_clearance is None else "creatinine clearance"
    fact = failing if value is None else f"{scale} {value:g}"
    if value is None and failing:
        value = 0.0
    ranges = [(bound.low, row) for row in rows_of(option, "kidney") if (bound := parsed("kidney", row.bound))]
    above = [one for one in ranges if value is not None and value < one[0]]
    if above:
        _, row = min(above, key=lambda one: one[0])
        worse = f"{fact} is below that: what holds there is not known here."
        yield alert_of(row, "kidney", option, fact, f"with {bound_said('kidney', row.bound)}", (worse,))


def _kidney_value(bound: Bound, patient: Patient) -> tuple[str, str] | None:
    """(fact, limits) where the record's value is within a bound; the label's own measure counts before the other."""
    values = {"CrCl": patient.creatinine_clearance, "eGFR": patient.egfr}
    names = {"CrCl": "creatinine clearance", "eGFR": "eGFR"}
    order = ("eGFR", "CrCl") if bound.scale == "eGFR" else _NUMBERS
    for scale in order:
        value = values[scale]
        if value is None:
            continue
        if not bound.holds(value):
            return None
        other = bound.scale in _NUMBERS and scale != bound.scale
        limits = f"The label speaks of {names[bound.scale]}; the record gives the {names[scale]}." if other else ""
        if bound.scale not in _NUMBERS:
            limits = (
                f"The label names no limit here: {names[scale]} from {bound.low:g} to {bound.high:g} is taken for it."
            )
        return f"{names[scale]} {value:g}", limits
    return None


def liver_of(patient: Patient) -> tuple[str, str]:
    """(degree of hepatic impairment, what of the record says it), the gravest that its own field or a condition tells;
    ("", "") where nothing does."""
    field = patient.hepatic_impairment
    said: list[tuple[str, str]] = [(field, f"{field} hepatic impairment")] if field else []
    said += [(degree, condition) for condition in patient.conditions if (degree := hepatic_grade(condition))]
    return max(said, key=lambda one: _GRADES[one[0]], default=("", ""))


def _liver(option: Option, patient: Patient, asked: Asked) -> Iterator[Alert]:
    degree, own = liver_of(patient)
    grade = _GRADES.get(degree, 0.0)
    met, others = False, []
    for row in decided(rows_of(option, "liver"), option, patient.conditions, asked):
        bound = parsed("liver", row.bound)
        if bound is not None and grade and bound.holds(grade):
            fact = own
        elif bound is not None and (condition := _by_name(bound, patient.conditions)):
            fact = condition
        else:
            others.append(row)
            continue
        met = True
        yield alert_of(row, "liver", option, fact, f"with {bound_said('liver', row.bound)}")
    if grade and not met:
        yield from _liver_otherwise(option, own, grade, others)


def _liver_otherwise(option: Option, own: str, grade: float, rows: Sequence[Contraindication]) -> Iterator[Alert]:
    """Rows that speak of milder impairment only, or of the liver in words that no grade is of ("chronic liver disease",
    "bilirubin > ULN"): they are told, with saying so. What is said in other words forbids only where it is severe."""
    for row in rows:
        bound = parsed("liver", row.bound)
        said = bound_said("liver", row.bound)
        if bound is not None and bound.high > 0:
            if bound.high < grade:
                worse = f"{own} is worse than that: what holds there is not known here.".capitalize()
                yield alert_of(row, "liver", option, own, f"with {said}", (worse,))
            continue
        found = alert_of(row, "liver", option, own, f"with {said}", (f"The record says only {own}.",))
        yield found if grade == _GRADES["severe"] else replace(found, severity="caution")


def _by_name(bound: Bound, conditions: Iterable[str]) -> str:
    """The condition of the record that says a bound by one of its names; empty where none does."""
    names = tuple(words_of(name) for name in bound.conditions)
    return next((one for one in conditions if names and is_own(one) and _has_name(one, names)), "")


def _has_name(condition: str, names: Sequence[str]) -> bool:
    """Whether a condition of now has one of the names, with whatever words around it: "ESRD on hemodialysis"."""
    said = as_past(undated(condition))
    words = f" {words_of(spelled_out(said))} "
    return PAST.search(said) is None and any(f" {name} " in words for name in names)


def _age(option: Option, patient: Patient, asked: Asked) -> Iterator[Alert]:
    if patient.age is None:
        return
    for row in decided(rows_of(option, "age"), option, patient.conditions, asked):
        if _is_of_age(row, patient.age):
            yield alert_of(row, "age", option, _years(patient.age), f"in {age_said(row.bound)}")


def _is_of_age(row: Contraindication, age: float) -> bool:
    bound = parsed("age", row.bound)
    return bound is not None and bound.holds(age)


def _years(age: float) -> str:
    """Age as a person says it: in months under two years."""
    if age >= 2:
        return f"{age:g} years"
    months = age * 12
    return f"{months:.0f} months" if months >= 1 else f"{age * 365.25:.0f} days"
