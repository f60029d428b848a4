"""A patient's record as people write it: other names of fields, values in words and with units, one entry for a list.

`Patient.from_dict` is the strict reader, and what it takes is taken here as it stands. Beyond it, names and words are
tables (`patient_names`, `patient_values`, `patient_units`); every change is a note, an unknown field or a value that no
field takes is an error that says what is allowed, and an entry of a list that cannot be read is named and left out.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import date
from typing import Any

from assistant.errors import PatientError
from assistant.patient.building import Building, shortened
from assistant.patient.entries import add_entries
from assistant.patient.genes import is_gene, read_genetic
from assistant.patient.notes.organs import hepatic_grade
from assistant.patient.words import amount_in, field_named, field_names, plain, value_of
from assistant.records.patient import Patient
from assistant.records.reading import PatientReading
from assistant.records.strict import check_plain
from ingest.errors import BadValue, shown

__all__ = ["age_at", "is_near_field", "read_record", "stands_behind"]

_LISTS = frozenset(name for name in Patient.__struct_fields__ if isinstance(getattr(Patient(), name), tuple))
_ALLOWED = {
    "age": 'years from 0 to 130: 61, "61 years"',
    "birth_date": "a date: 1963-04-02",
    "sex": "female, male or other",
    "pregnant": "yes or no",
    "breastfeeding": "yes or no",
    "stage": 'text: "IV"',
    "ancestry": "text",
    "line": 'a number from 1 to 20: 2, "second line"',
    "performance_status": 'ECOG from 0 to 5: 1, "ECOG 1"',
    "egfr": 'a number from 0 to 300: 45, "45 mL/min/1.73m2"',
    "creatinine_clearance": 'a number from 0 to 300: 45, "45 mL/min"',
    "hepatic_impairment": "none, mild, moderate or severe, or Child-Pugh A, B or C",
}
_HEPATIC = "hepatic_impairment"
_STAGE = "stage "
_DEEP = 4
"""Groups within groups."""
_FIELD_WORDS = 4
"""Words of a field's name at most."""


def read_record(data: dict[str, Any], today: date | None = None) -> PatientReading:
    """The record that these fields state. `today` is the day that an age is counted to.

    Raises PatientError for a field that is none, with the near ones, and for a value that its field does not take.
    """
    try:
        check_plain(data)
    except BadValue as error:
        raise PatientError(f"the patient's record is not usable: {error}") from error
    building = Building("record")
    for name, value, place in _fields(data, "$", {}, building):
        _read_field(building, name, value, place, today or date.today())
    return building.reading()


def _fields(
    data: dict[str, Any], path: str, seen: dict[str, str], building: Building
) -> Iterator[tuple[str, Any, str]]:
    """(field, value, place) of every field, those of groups among them; one that is there twice under two names is an
    error, since either may be the wrong one."""
    for name, value in data.items():
        place, field = f"{path}.{name}", name if name in Patient.__struct_fields__ else field_named(name)
        if field == "identity":
            building.leave_out(f"{name}: left out, since it names the patient or is no field of the record")
        elif why := value_of("no_field", name):
            building.leave_out(f"{name} {value}: the record has {why}, and none is computed")
        elif field == "group" and isinstance(value, dict) and path.count(".") < _DEEP:
            yield from _fields(value, place, seen, building)
        elif not field or field == "group":
            raise PatientError(f"the patient's record is not usable: unknown field {shown(name)}{_near(name)}")
        else:
            if other := seen.get(field) if field not in _LISTS else None:
                raise PatientError(
                    f"the patient's record is not usable: {shown(name)} and {shown(other)} are both {field}: leave one"
                )
            seen[field] = name
            if plain(name) not in (plain(field), plain(field).removesuffix("s")):
                building.note(f"“{name}” is read as {field}.")
            yield field, value, place


def _read_field(building: Building, field: str, value: Any, place: str, today: date) -> None:
    if value is None or value == "" or value == [] or value == {}:
        return
    if isinstance(value, str) and value_of("unknown", value):
        building.note(f"{field}: {shortened(value)} says that it is not known.")
        return
    if field in _LISTS or field == "germline_variants":
        add_entries(building, field, value, place)
        return
    read = _READERS.get(field, _number)
    made = read(building, field, value, today)
    if made is None:
        raise _refused(field, value, place)
    try:
        Patient.from_dict({"age" if field == "birth_date" else field: made})
    except PatientError as error:
        raise _refused(field, value, place) from error
    building.put("age" if field == "birth_date" else field, made, place)


def _refused(field: str, value: Any, place: str) -> PatientError:
    said = shown(value) if isinstance(value, str | int | float | bool) else f"a {type(value).__name__}"
    return PatientError(
        f"the patient's record is not usable: {field} takes {_ALLOWED.get(field, 'text')}, not {said} - at `{place}`"
    )


def is_near_field(name: str) -> bool:
    """Whether a name is that of a field, or so near to one that it is a slip."""
    return name in Patient.__struct_fields__ or bool(field_named(name)) or bool(_nearest(name))


def stands_behind(name: str) -> bool:
    """Whether a label that is no field ends with the name of one: what stands before it is no part of a form."""
    words = plain(name).split()
    if not words or name in Patient.__struct_fields__ or field_named(name):
        return False
    tails = (" ".join(words[place:]) for place in range(max(1, len(words) - _FIELD_WORDS), len(words)))
    return any(tail.replace(" ", "_") in Patient.__struct_fields__ or field_named(tail) for tail in tails)


def _nearest(name: str) -> tuple[str, ...]:
    known = {plain(form): field_named(form) for form in field_names()}
    known |= {field.replace("_", " "): field for field in Patient.__struct_fields__}
    close = difflib.get_close_matches(plain(name)[:60], known, n=6, cutoff=0.75)
    return tuple(dict.fromkeys(known[form] for form in close if known[form] in Patient.__struct_fields__))[:3]


def _begun(name: str) -> tuple[str, ...]:
    """The fields whose name begins with a word that is none ("hepatic")."""
    begun = (field_named(form) for form in field_names() if form.startswith(f"{plain(name)} "))
    return (
        tuple(dict.fromkeys(field for field in begun if field in Patient.__struct_fields__))[:3] if plain(name) else ()
    )


def _near(name: str) -> str:
    near = _nearest(name) or _begun(name)
    if near:
        return f"; do you mean {' or '.join(near)}?"
    gene = "; a result of a gene stands under diplotypes or variants" if is_gene(name) or read_genetic(name)[0] else ""
    return f"{gene}; the fields are {', '.join(Patient.__struct_fields__)}"


def _number(building: Building, field: str, value: Any, _: date) -> float | int | None:
    """A number, or words with one and its unit."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, int | float):
        return value
    amount = amount_in(field, value)
    if amount is None:
        return None
    made = int(amount.value) if amount.value == int(amount.value) else amount.value
    if amount.unit or amount.note:
        more = f"; {amount.note}" if amount.note else ""
        building.note(f"{field}: {shortened(value)} is read as {made:g}{more}.")
    return made


def _grade(building: Building, field: str, value: Any, _: date) -> int | float | None:
    """An ECOG grade or a line: a number alone, in words, or behind the field's own name."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if not isinstance(value, str):
        return None
    words = [word for word in plain(value).split() if word not in _GRADE_WORDS]
    said = value_of(field, value) or (words[0] if len(words) == 1 else "")
    said = value_of(field, said) or said
    if not (said.isascii() and said.isdigit() and len(said) < 3):
        return None
    if said != value:
        building.note(f"{field}: {shortened(value)} is read as {said}.")
    return int(said)


_GRADE_WORDS = frozenset(
    ["ecog", "ps", "who", "zubrod", "performance", "status", "grade", "score", "line", "of", "therapy", "treatment"]
)


def _choice(building: Building, field: str, value: Any, _: date) -> str | None:
    if not isinstance(value, str):
        return None
    made = value if value in ("female", "male", "other", "none", "mild", "moderate", "severe") else ""
    made = made or value_of(field, value) or (hepatic_grade(value) if field == _HEPATIC else "")
    if made and made != value:
        building.note(f"{field}: {shortened(value)} is read as {made}.")
    return made or None


def _yes_or_no(building: Building, field: str, value: Any, _: date) -> bool | None:
    if isinstance(value, bool):
        return value
    said = value_of(field, value) if isinstance(value, str) else ""
    if said:
        building.note(f"{field}: {shortened(value)} is read as {said}.")
    return None if not said else said == "yes"


def _words(_: Building, field: str, value: Any, __: date) -> str | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and field == "stage":
        return f"{value:g}"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    if not isinstance(value, str):
        return None
    said = value.strip()
    return said[len(_STAGE) :].strip() if field == "stage" and said.casefold().startswith(_STAGE) else said


def _birth_date(building: Building, _: str, value: Any, today: date) -> float | None:
    years = age_at(value, today) if isinstance(value, str) else None
    if years is not None:
        building.note(f"The age is counted from the birth date to {today.isoformat()}; the date itself is not kept.")
    return years


def age_at(born: str, today: date) -> float | None:
    """Years from an ISO date, a month or a year to that day; None for anything else, and for a day to come."""
    parts = born.strip()[:10].split("-")
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts[0]) != 4 or len(parts) > 3:
        return None
    year, month, day = (int(parts[0]), *(int(part) for part in parts[1:]), *(1, 1))[:3]
    try:
        birth = date(year, month, day)
    except ValueError:
        return None
    if birth > today:
        return None
    return float(today.year - year - ((today.month, today.day) < (month, day)))


_READERS = {
    "sex": _choice,
    "hepatic_impairment": _choice,
    "pregnant": _yes_or_no,
    "breastfeeding": _yes_or_no,
    "stage": _words,
    "ancestry": _words,
    "line": _grade,
    "performance_status": _grade,
    "birth_date": _birth_date,
}
