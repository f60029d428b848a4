"""Numbers of a sentence: value, unit, role and relation, and what is no number."""

from __future__ import annotations

import pytest

from assistant.language.amounts import same_amount, same_unit
from assistant.language.numbers import read_numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HR 0.46", [(0.46, "", "ratio")]),
        ("0·46 and .46 mg", [(0.46, "mg", ""), (0.46, "mg", "")]),
        ("one third of the patients", [(33.333333, "%", "")]),
        ("half the dose", [(50, "%", "")]),
        ("half-life", []),
        ("one in five women", [(20, "%", "")]),
        ("two of every three women", [(66.666667, "%", "")]),
        ("a tenfold and a three-fold rise", [(10, "-fold", ""), (3, "-fold", "")]),
        ("1,234 patients", [(1234, "", "n")]),
        ("95 % CI, 0.37-0.57", [(95, "%", "level"), (0.37, "", "interval"), (0.57, "", "interval")]),
        ("12 and 31%", [(12, "%", ""), (31, "%", "")]),
        ("3 to 5 years", [(3, "year", ""), (5, "year", "")]),
        ("10, 20 and 30 mg/kg", [(10, "mg/kg", ""), (20, "mg/kg", ""), (30, "mg/kg", "")]),
        ("12.3 ± 4.5 kg", [(12.3, "kg", ""), (4.5, "kg", "spread")]),
        ("fell by -0.5 kg", [(-0.5, "kg", "")]),
        ("0.27 – 0.98", [(0.27, "", ""), (0.98, "", "")]),
        ("95% CI, 0.37‐0.57", [(95, "%", "level"), (0.37, "", "interval"), (0.57, "", "interval")]),
        ("95% CI 0.319‒0.748", [(95, "%", "level"), (0.319, "", "interval"), (0.748, "", "interval")]),
        ("HR 0.46 (0.37‑0.57)", [(0.46, "", "ratio"), (0.37, "", "interval"), (0.57, "", "interval")]),
        ("fell by ‐0.5 kg", [(-0.5, "kg", "")]),
        ("3‐5 years", [(3, "year", ""), (5, "year", "")]),
        ("30 (7‒350) days", [(30, "day", ""), (7, "", ""), (350, "", "")]),
        ("1.2 × 10‐9", [(1.2e-9, "", "")]),
        ("p < 0.001", [(0.001, "", "p")]),
        ("1.2 × 10−9", [(1.2e-9, "", "")]),
        ("phase III", [(3, "", "ordinal")]),
        ("Phase III", [(3, "", "ordinal")]),
        ("1.2e-9", [(1.2e-9, "", "")]),
        ("twenty-five patients", [(25, "", "n")]),
        ("one hundred and twenty mice", [(120, "", "n")]),
        ("two and three times", [(2, "-fold", ""), (3, "-fold", "")]),
        ("since 2005", [(2005, "", "year")]),
        ("r = 0.81", [(0.81, "", "coefficient")]),
        ("a 24-month course", [(24, "month", "")]),
    ],
)
def test_reads_value_unit_and_role(text: str, expected: list[tuple[float, str, str]]) -> None:
    """A unit or role printed once is shared as a reader would; dashes of ranges are no minus signs."""
    assert [(pytest.approx(number.value), number.unit, number.role) for number in read_numbers(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "IL-6",
        "IL‐6",
        "IL‑6",
        "5‐FU",
        "CYP2C19*2",
        "V600E",
        "5-FU",
        "rs9923231",
        "HLA-B*15:02",
        "COVID-19",
        "one of the drugs",
        "11q22",
    ],
)
def test_digits_in_names_are_no_numbers(text: str) -> None:
    """Names are checked as names."""
    assert read_numbers(text) == []


@pytest.mark.parametrize(
    ("text", "relation"),
    [("<5 mg", "<"), ("at least 5 mg", "≥"), ("about 5 mg", "~"), ("more than 5 mg", ">"), ("5 mg", "")],
)
def test_reads_the_relation(text: str, relation: str) -> None:
    """Signs and words before a number say whether it is exact."""
    (number,) = read_numbers(text)
    assert number.relation == relation


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("12 months", "1 year", True),
        ("300 mg", "0.3 g", True),
        ("2 weeks", "14 days", True),
        ("12 months", "12 years", False),
        ("46 %", "46 mg", False),
        ("5 mg/kg", "5 mg", False),
        ("18 months", "18", True),
    ],
)
def test_compares_amounts_across_units_of_one_dimension(one: str, other: str, same: bool) -> None:
    """Converted where units state one thing, and never equal where they do not."""
    (first,), (second,) = read_numbers(one), read_numbers(other)
    assert same_amount(first, second) is same
    assert same_unit(first, second) or not same


def test_offsets_are_those_of_the_digits() -> None:
    """`start` and `end` frame the number; `unit_end` the unit after it."""
    (number,) = read_numbers("It took 18.9 months.")
    assert "It took 18.9 months."[number.start : number.end] == "18.9"
    assert "It took 18.9 months."[number.end : number.unit_end] == " months"
