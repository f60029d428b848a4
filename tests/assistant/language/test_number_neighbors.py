"""What numbers of one sentence tell of each other, on numbers placed by hand."""

from __future__ import annotations

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.amounts import Number, Role
from assistant.language.number_neighbors import mark_intervals, share_units


def placed(text: str, *known: tuple[Role, str]) -> list[Number]:
    """The digits of a text as plain numbers; `known`: role and unit or measure of the first ones, in order."""
    made = []
    for place, match in enumerate(re.finditer(r"\d+(?:\.\d+)?", text)):
        role, more = known[place] if place < len(known) else ("", "")
        number = Number(float(match[0]), *match.span(), role=role, unit_end=match.end())
        if role in ("ratio", "n"):
            number = msgspec.structs.replace(number, measure=more)
        elif more:
            end = text.index(more, match.end()) + len(more)
            number = msgspec.structs.replace(number, unit=more, unit_end=end)
        made.append(number)
    return made


def roles(numbers: list[Number]) -> list[str]:
    return [number.role for number in numbers]


HR: tuple[Role, str] = ("ratio", "HR")
CI: tuple[Role, str] = ("level", "%")
LOW: tuple[Role, str] = ("interval", "")


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("HR 0.46 (0.37-0.57)", [HR], ["ratio", "interval", "interval"]),
        ("HR 0.46 [0.37–0.57]", [HR], ["ratio", "interval", "interval"]),
        ("HR 0.46 (0.37 to 0.57)", [HR], ["ratio", "interval", "interval"]),
        ("HR 0.46 (0.37, 0.57)", [HR], ["ratio", "interval", "interval"]),
        ("HR 0.46 (0.37; 0.57)", [HR], ["ratio", "interval", "interval"]),
        ("HR 0.46 (12)", [HR], ["ratio", ""]),
        ("HR 0.46, 95% CI 0.37-0.57", [HR, CI, LOW], ["ratio", "level", "interval", "interval"]),
        ("HR 0.46 (95%CI: 0.37‒0.57)", [HR, CI, LOW], ["ratio", "level", "interval", "interval"]),
        ("HR 0.46 (0.37-0.57) and 0.81 (0.62-1.04)", [HR], ["ratio", "interval", "interval"] * 2),
        ("HRs of 0.46-0.81", [HR], ["ratio", "ratio"]),
        ("12 of 40 men", [], ["", ""]),
        ("12 (9-15) men", [], ["", "", ""]),
    ],
)
def test_limits_take_their_role_from_the_ratio_before(
    text: str, known: list[tuple[Role, str]], expected: list[str]
) -> None:
    """Brackets after a ratio hold its interval, in every form of print; two values in a row may share their ratio."""
    assert roles(mark_intervals(text, placed(text, *known))) == expected


def test_a_third_number_is_no_limit() -> None:
    """An interval has two limits: what follows them by a comma is something else."""
    text = "CI 0.37-0.57, 12 men"
    numbers = placed(text, ("interval", ""))
    assert roles(mark_intervals(text, numbers)) == ["interval", "interval", ""]


def test_a_second_value_keeps_the_measure() -> None:
    """In a range of hazard ratios both are hazard ratios."""
    text = "HRs of 0.46-0.81"
    assert [number.measure for number in mark_intervals(text, placed(text, HR))] == ["HR", "HR"]


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("12 and 31 %", "%", ["%", "%"]),
        ("3 to 5 years", "years", ["years", "years"]),
        ("3-5 years", "years", ["years", "years"]),
        ("3–5 years", "years", ["years", "years"]),
        ("10, 20 and 30 mg", "mg", ["mg", "mg", "mg"]),
        ("12 versus 31 %", "%", ["%", "%"]),
        ("12 compared with 31 %", "%", ["%", "%"]),
        ("12 men of 31 %", "%", ["", "%"]),
        ("12, 31 %", "%", ["", "%"]),
        ("12. 31 %", "%", ["", "%"]),
    ],
)
def test_a_unit_printed_once_belongs_to_its_whole_list(text: str, unit: str, expected: list[str]) -> None:
    """A list or range shares it; a comma alone does not make a list, and a sentence ends one."""
    numbers = placed(text)
    last = msgspec.structs.replace(numbers[-1], unit=unit, unit_end=text.index(unit) + len(unit))
    assert [number.unit for number in share_units(text, [*numbers[:-1], last])] == expected


@pytest.mark.parametrize("role", ["p", "n", "level", "ordinal", "year", "ratio"])
def test_a_number_of_another_role_takes_no_unit(role: Role) -> None:
    """A p-value or a year before "and 31 %" is no percentage."""
    text = "12 and 31 %"
    first, second = placed(text)
    second = msgspec.structs.replace(second, unit="%", unit_end=len(text))
    shared = share_units(text, [msgspec.structs.replace(first, role=role), second])
    assert shared[0].unit == ""


def test_what_is_counted_once_is_counted_in_the_whole_list() -> None:
    """ "12 and 31 patients": both count patients."""
    text = "12 and 31 patients"
    first, second = placed(text)
    second = msgspec.structs.replace(second, role="n", measure="patient")
    assert [(n.role, n.measure) for n in share_units(text, [first, second])] == [("n", "patient")] * 2


TEXTS = st.lists(st.sampled_from(["1", "2.5", "40", " ", "-", ", ", " and ", "(", ")", "%", " to ", "; "]), max_size=14)


@given(TEXTS.map("".join), st.sampled_from(["", "ratio", "interval", "level", "n"]))
def test_numbers_keep_their_place_and_value(text: str, role: Role) -> None:
    """Whatever stands between them, only role, measure and unit change, and none is lost or moved."""
    numbers = placed(text, (role, "HR" if role == "ratio" else ""))
    for told in (mark_intervals(text, numbers), share_units(text, numbers)):
        assert [(n.value, n.start, n.end, n.unit_end) for n in told] == [
            (n.value, n.start, n.end, n.unit_end) for n in numbers
        ]
