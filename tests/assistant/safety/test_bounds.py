"""Limits of labels are read into values that a record's are compared with."""

from __future__ import annotations

import re

import pytest

from assistant.knowledge.tables import records
from assistant.safety.bounds import age_said, bound_said, parsed


@pytest.mark.parametrize(
    ("kind", "bound", "within", "outside"),
    [
        ("kidney", "CrCl<30", 29.9, 30),
        ("kidney", "CrCl<=50", 50, 50.1),
        ("kidney", "eGFR 30-59", 30, 29),
        ("kidney", "moderate or severe", 59, 60),
        ("kidney", "severe", 12, 31),
        ("kidney", "any", 59, 60),
        ("liver", "Child-Pugh B or C", 2, 1),
        ("liver", "mild or moderate", 2, 3),
        ("liver", "any", 1, 0),
        ("age", "<18", 17.9, 18),
        ("age", "<6 months", 0.4, 0.5),
        ("age", ">=65", 65, 64.9),
        ("age", ">60", 61, 60),
        ("age", "12-18", 12, 18),
    ],
)
def test_a_value_is_within_a_bound_or_not(kind: str, bound: str, within: float, outside: float) -> None:
    """Each bound holds for the one value and not for the other."""
    found = parsed(kind, bound)
    assert found is not None
    assert found.holds(within)
    assert not found.holds(outside)


@pytest.mark.parametrize(
    ("kind", "bound"),
    [("liver", "AST or ALT >2.5 x ULN or bilirubin >1 x ULN"), ("kidney", "frail"), ("age", "any"), ("kidney", "")],
)
def test_what_no_value_is_comparable_with_has_no_limits(kind: str, bound: str) -> None:
    """It is never taken for a limit of something else."""
    assert parsed(kind, bound) is None


def test_dialysis_is_met_by_its_name_only() -> None:
    """No kidney function stands for dialysis."""
    found = parsed("kidney", "dialysis")
    assert found is not None
    assert not found.holds(5)
    assert "hemodialysis" in found.conditions


def test_every_bound_that_ships_is_comparable() -> None:
    """The table holds no bound of kidney or age that nothing could meet; of the liver only those by values of blood,
    which an impairment of the liver is told beside."""
    rows = [row for row in records("contraindications") if row["kind"] in ("kidney", "liver", "age")]
    silent = [row for row in rows if parsed(row["kind"], row["bound"]) is None]
    assert {row["kind"] for row in silent} == {"liver"}
    assert all(re.search("ULN|transaminases", row["bound"]) for row in silent)


def test_a_bound_is_said_as_a_person_says_it() -> None:
    """Numbers get their measure and unit, words their organ."""
    assert bound_said("kidney", "CrCl<25") == "a creatinine clearance below 25 mL/min"
    assert bound_said("kidney", "eGFR 30-59") == "an eGFR of 30 to 59 mL/min/1.73 m2"
    assert bound_said("kidney", "severe") == "severe renal impairment"
    assert bound_said("liver", "Child-Pugh C") == "hepatic impairment (Child-Pugh C)"
    assert bound_said("liver", "decompensated cirrhosis") == "decompensated cirrhosis"
    assert age_said("<6 months") == "patients under 6 months"
    assert age_said(">=65") == "patients from 65 years on"
    assert age_said("12-18") == "patients from 12 to 18 years"
