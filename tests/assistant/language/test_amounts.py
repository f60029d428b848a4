"""Amounts: the unit printed after a number, and when two numbers state one amount."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.amounts import Number, amount_key, is_time, same_amount, same_unit, unit_after
from assistant.language.lexicon import mapping


@pytest.mark.parametrize(
    ("text", "unit", "printed"),
    [
        ("12 months", "month", " months"),
        ("a 24-month course", "month", "-month"),
        ("a 24‐month course", "month", "‐month"),  # U+2010
        ("12\u00a0mg", "mg", "\u00a0mg"),
        ("12\u2009mg", "mg", "\u2009mg"),
        ("5 mg/kg", "mg/kg", " mg/kg"),
        ("46%", "%", "%"),
        ("46 %, then", "%", " %"),
        ("75 mg/m²", "mg/m2", " mg/m²"),
        ("75 mg/m2", "mg/m2", " mg/m2"),
        ("90 mL/min/1.73 m²", "ml/min", None),
        ("3 µmol/L", "µM", " µmol/L"),
        ("3 μmol/L", "µM", " μmol/L"),  # the Greek letter, not the micro sign
        ("2-fold", "-fold", "-fold"),
    ],
)
def test_the_unit_after_a_number_is_read(text: str, unit: str, printed: str | None) -> None:
    """Every blank, hyphen and micro sign leads to one canonical unit; its end is that of what is printed."""
    digits = re.search(r"\d+", text)
    assert digits is not None
    found = unit_after(text, digits.end())
    assert found is not None
    if printed is not None:
        assert (found[0], text[digits.end() : found[1]]) == (unit, printed)
    else:
        assert found[0].startswith(unit)


@pytest.mark.parametrize(
    "text", ["12 patients", "5 monkeys", "12", "12.", "3 x 3", "9 y", "5 M-cells", "7 daylong", "6 mgs2"]
)
def test_a_word_that_only_begins_like_a_unit_is_none(text: str) -> None:
    """Units end where a word ends; a letter apart ("3 x 3") and a letter before a hyphen are no units."""
    assert unit_after(text, 1 if text[1:2] in (" ", "") else 2) is None


def test_a_compound_no_table_has_stays_as_printed() -> None:
    """ "U/g" of something unlisted is still a unit, as the text writes it, when a part of it is one."""
    assert unit_after("7 mg/kg/h", 1) is not None
    assert unit_after("7 ng/mL/zq", 1) == ("ng/mL/zq", 10)
    assert unit_after("7 and/or", 1) is None


def number(value: float, unit: str) -> Number:
    return Number(value, 0, 1, unit)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ((12, "month"), (1, "year"), True),
        ((7, "day"), (1, "week"), True),
        ((60, "min"), (1, "hour"), True),
        ((1000, "mg"), (1, "g"), True),
        ((1, "mg"), (1, "g"), False),
        ((5, "mg"), (5, "mg/kg"), False),
        ((5, "%"), (5, "mg"), False),
        ((5, ""), (5, "mg"), True),
        ((0, "mg"), (0, "g"), True),
        ((0, "mg"), (0, "month"), False),
        ((0.1 + 0.2, "mg"), (0.3, "mg"), True),
        ((1e-9, ""), (2e-9, ""), False),
        ((5, "zq/g"), (5, "zq/g"), True),
        ((5, "zq/g"), (5, "zq/l"), False),
    ],
)
def test_amounts_are_compared_within_one_dimension(
    one: tuple[float, str], other: tuple[float, str], same: bool
) -> None:
    """Converted where a table converts; a unit left out goes with any; a unit no table has only with itself."""
    assert same_amount(number(*one), number(*other)) is same
    assert same_amount(number(*other), number(*one)) is same


UNITS = st.sampled_from(sorted({row[0] for row in mapping("units").values()}))
AMOUNTS = st.builds(number, st.integers(0, 1000).map(float), UNITS)


@given(AMOUNTS, AMOUNTS)
def test_comparing_has_no_direction_and_keys_agree(one: Number, other: Number) -> None:
    """`same_amount` is symmetric and reflexive, needs `same_unit`, and gives equal keys where both print a unit."""
    assert same_amount(one, one)
    assert same_unit(one, other) == same_unit(other, one)
    assert same_amount(one, other) == same_amount(other, one)
    assert same_unit(one, other) or not same_amount(one, other)
    if one.value and other.value:
        assert same_amount(one, other) == (amount_key(one) == amount_key(other))


@given(st.floats(allow_nan=False, allow_infinity=False, width=32), UNITS)
def test_a_canonical_unit_is_read_back_as_itself(value: float, unit: str) -> None:
    """What `unit_after` calls a unit is a form of that unit, so that reading twice changes nothing."""
    found = unit_after(f"{value} {unit} ", len(str(value)))
    assert found is None or found[0] == unit


@pytest.mark.parametrize(("unit", "time"), [("day", True), ("month", True), ("mg", False), ("%", False), ("", False)])
def test_a_time_is_told_by_its_unit(unit: str, time: bool) -> None:
    """Days and months are times; amounts and bare numbers are none."""
    assert is_time(number(3.0, unit)) is time
