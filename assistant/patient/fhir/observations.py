"""Laboratory values, performance status, pregnancy, stage and habits of FHIR Observations: of several the newest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from assistant.patient.building import Building, counted, shortened
from assistant.patient.entries import add_findings
from assistant.patient.fhir.by_words import read_by_words
from assistant.patient.fhir.codes import date_of, meaning_of, said_by, status_of, value_in, values_of, words_of_value
from assistant.patient.fhir.resources import Found, References, valid
from assistant.patient.notes.organs import hepatic_grade
from assistant.patient.words import Amount, amount_in, amount_of, field_named, value_of

__all__ = ["read"]

_AMOUNTS = ("egfr", "creatinine_clearance")
_FIELDS = (
    *_AMOUNTS,
    "performance_status",
    "hepatic_impairment",
    "pregnant",
    "breastfeeding",
    "stage",
    "lifestyle",
    "pathology",
    "creatinine",
)
_BY_NAME = frozenset([*_AMOUNTS, "performance_status", "hepatic_impairment", "pregnant", "breastfeeding"])
"""Fields that an observation's own words may name where its code is of another system."""
_NAMED = 12
"""Kinds of observations that are named where none of them is read."""
_TERM = timedelta(days=300)
"""After which a pregnancy that was once noted is over."""


class _Told(NamedTuple):
    """What one observation, or a component of one, says of a field."""

    day: str
    number: int
    item: dict[str, Any]
    place: str
    name: str


def read(found: list[Found], building: Building, _: References, today: date) -> None:
    """Sets each field from its newest observation that counts, and says which older ones it left."""
    told: defaultdict[str, list[_Told]] = defaultdict(list)
    others: Counter[str] = Counter()
    for number, one in enumerate(found):
        items = [(field, item, place) for field, item, place in _items(one) if field in _FIELDS]
        if not items:
            if not meaning_of(one.resource.get("code")) and not read_by_words(one, building):
                others[said_by(one.resource.get("code")) or "an observation without a name"] += 1
            continue
        if not valid(one, building) or not _counts(one, building):
            continue
        for field, item, place in items:
            name = said_by(item.get("code"))
            told[field].append(_Told(date_of(one.resource), number, item, place, name))
    for field, several in told.items():
        several.sort(key=lambda one: (one.day[:19], one.number), reverse=True)
        _read_field(field, several, building, today)
    if others:
        named = "; ".join(sorted(others)[:_NAMED]) + " …" * (len(others) > _NAMED)
        kinds = f"{counted(others.total(), 'observation')} ({named})"
        building.note(f"Not read, since the record has no field of their kind: {kinds}.")


def _items(one: Found) -> Iterator[tuple[str, dict[str, Any], str]]:
    """(field, observation or component, place) of what an observation says."""
    yield _field_of(one.resource.get("code")), one.resource, one.place
    components = one.resource.get("component")
    for number, part in enumerate(components if isinstance(components, list) else ()):
        if isinstance(part, dict):
            yield _field_of(part.get("code")), part, f"{one.place}.component[{number}]"


def _field_of(code: Any) -> str:
    means = meaning_of(code)
    if means:
        return means
    named = field_named(said_by(code))
    return named if named in _BY_NAME else ""


def _counts(one: Found, building: Building) -> bool:
    status = status_of("observation", one.resource.get("status"))
    if status == "current":
        return True
    said = said_by(one.resource.get("code"))
    building.note(f"Observation {shortened(said)} is {one.resource.get('status')}, and is left out.")
    return False


def _read_field(field: str, several: list[_Told], building: Building, today: date) -> None:
    if field in ("lifestyle", "pathology"):
        for name in dict.fromkeys(one.name for one in several):
            newest = next(one for one in several if one.name == name)
            said = words_of_value(newest.item)
            if not (field == "pathology" and add_findings(building, said, newest.place, field)):
                building.add(field, f"{name}: {said}" if said else "", newest.place)
        return
    if field == "creatinine":
        said = words_of_value(several[0].item)
        building.leave_out(
            f"{several[0].place}: creatinine {said}: the record has eGFR and creatinine clearance, and none is computed"
        )
        return
    for place, one in enumerate(several):
        if _set(field, one, building, today):
            _tell_older(field, one, several[place + 1 :], building)
            return


def _set(field: str, one: _Told, building: Building, today: date) -> bool:
    value = values_of(one.item)
    if field in _AMOUNTS:
        return _set_amount(field, one, value, building)
    if field == "performance_status":
        grade = value if isinstance(value, int) else _number(value)
        coded = value_in("ecog_grade", value)
        grade = int(coded) if coded else grade
        if isinstance(grade, bool) or not isinstance(grade, int):
            building.leave_out(
                f"{one.place}: {shortened(one.name)} {shortened(words_of_value(one.item))} is no ECOG grade"
            )
            return False
        return building.put(field, grade, one.place)
    if field == "hepatic_impairment":
        return _set_hepatic(one, building)
    if field in ("pregnant", "breastfeeding"):
        return _set_state(field, one, value, building, today)
    return building.put(field, words_of_value(one.item).removeprefix("Stage ").removeprefix("stage "), one.place)


def _set_amount(field: str, one: _Told, value: Any, building: Building) -> bool:
    amount, number = _amount(field, value)
    if amount is None:
        said = shortened(words_of_value(one.item) or "no value")
        building.leave_out(f"{one.place}: {shortened(one.name)} {said} is no amount in a unit that is known")
        return False
    if amount.note:
        building.note(f"{one.name}: {amount.note}.")
    if number is not None and amount.value != number:
        building.note(f"{one.name}: {number:g} {amount.unit} is {amount.value:g} in the record's unit.")
    return building.put(field, amount.value, one.place)


def _amount(field: str, value: Any) -> tuple[Amount | None, float | None]:
    """(the amount of a quantity or of words that state one, the quantity's number); (None, None) for neither."""
    if isinstance(value, str):
        return amount_in(field, value), None
    if isinstance(value, int) and not isinstance(value, bool):
        return amount_of(field, float(value), ""), None
    number = value.get("value") if _is_dict(value) and not value.get("comparator") else None
    if not isinstance(number, int | float):
        return None, None
    units = [str(value[name]) for name in ("unit", "code") if value.get(name)]
    read = (amount_of(field, float(number), unit) for unit in units or [""])
    return next((one for one in read if one is not None), None), number


def _set_hepatic(one: _Told, building: Building) -> bool:
    """A degree, or a class of Child-Pugh; points are neither."""
    said = words_of_value(one.item)
    grade = value_of("hepatic_impairment", said) or hepatic_grade(said)
    if not grade:
        building.leave_out(f"{one.place}: {shortened(one.name)} {shortened(said or 'no value')} is no degree or class")
    return bool(grade) and building.put("hepatic_impairment", grade, one.place)


def _set_state(field: str, one: _Told, value: Any, building: Building, today: date) -> bool:
    said = ("yes" if value else "no") if isinstance(value, bool) else ""
    said = said or value_in("pregnancy" if field == "pregnant" else field, value)
    if said == "unknown" or not said:
        building.leave_out(f"{one.place}: {shortened(one.name)} is {shortened(words_of_value(one.item) or 'not said')}")
        return said == "unknown"  # an older yes or no is not the state of now
    if field == "pregnant" and said == "yes" and one.day and one.day[:10] < (today - _TERM).isoformat():
        building.note(f"The pregnancy noted on {one.day[:10]} is over by now, and is left out.")
        return True
    return building.put(field, said == "yes", one.place)


def _tell_older(field: str, chosen: _Told, older: list[_Told], building: Building) -> None:
    if older and chosen.day:
        days = ", ".join(dict.fromkeys(one.day[:10] or "no date" for one in older[:3])) + " …" * (len(older) > 3)
        building.note(f"{field}: the newest value, of {chosen.day[:10]}, is read; older ones ({days}) are left out.")
    elif older:
        building.note(f"{field}: several values without a date; the last of the file is read.")


def _number(value: Any) -> Any:
    number = value.get("value") if _is_dict(value) else None
    return int(number) if isinstance(number, float) and number == int(number) else number


def _is_dict(value: Any) -> bool:
    return isinstance(value, dict)
