"""The pairs of patients are well made, and what is checked of two answers is what the checks say."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from assistant.records.patient import Patient
from evals.material.answer_checks import CHECKS, failures
from evals.measure.patient.sensitivity import half, pairs

EMPTY: dict[str, Any] = {
    "alerts": [],
    "claims": [],
    "interactions": {},
    "knowledge": {},
    "phenotypes": [],
    "other_phenotypes": [],
}


def answer(**more: Any) -> dict[str, Any]:
    return {**EMPTY, **more}


def row(action: str, drug: str = "codeine", subject: str = "phenotype") -> dict[str, Any]:
    fact = {"kind": "guideline", "source": "CPIC", "identifier": "PA1", "action": action, "therapies": [drug]}
    return {"fact": {**fact, "genes": ["CYP2D6"]}, "subject": subject}


def told(gene: str, name: str, **more: str) -> dict[str, str]:
    return {"gene": gene, "basis": "diplotype", "phenotype": name, **more}


def test_the_set_is_whole() -> None:
    """172 pairs with ids of their own, 105 that must differ and 67 that must not, each with checks and two patients."""
    made = pairs()
    assert Counter(one.must for one in made) == {"differ": 105, "same": 67}
    assert len({one.id for one in made}) == len(made)
    for one in made:
        assert set(one.expect) <= set(CHECKS)
        assert one.expect
        changed = Patient.from_dict(one.a) != Patient.from_dict(one.b)
        assert changed != bool(one.question_b), one.id
    assert 65 <= sum(half(one.id) == "held" for one in made) <= 107


WARNED = answer(alerts=[{"kind": "allergy", "severity": "avoid", "drug": "Abacavir"}])
STANDARD, AVOID = answer(knowledge={"rows": [row("standard")]}), answer(knowledge={"rows": [row("avoid")]})
OF_GENE = answer(knowledge={"rows": [row("avoid", subject="gene")]})
NORMAL = answer(phenotypes=[told("CYP2D6", "normal metabolizer")])
CONVERTED = answer(phenotypes=[told("CYP2D6", "normal metabolizer", converted="poor metabolizer")])
APART = answer(other_phenotypes=[told("CYP2D6", "poor metabolizer")])
FIRST = answer(claims=[{"topic": "A", "text": "Osimertinib prolonged survival."}])
SECOND = answer(claims=[{"topic": "B", "text": "Amivantamab prolonged survival."}])
MEETING = answer(interactions={"found": [{"drug": "Clopidogrel", "other": "omeprazole"}]})


@pytest.mark.parametrize(
    ("name", "wanted", "a", "b", "holds"),
    [
        ("alert", ["A", "abacavir", "allergy"], WARNED, EMPTY, True),
        ("alert", ["B", "abacavir", "allergy"], WARNED, EMPTY, False),
        ("alert", ["A", "abacavir", "allergy"], WARNED, WARNED, False),
        ("alert", ["A", "abacavir", "age"], WARNED, EMPTY, False),
        ("interaction", ["B", "clopidogrel", "omeprazole"], EMPTY, MEETING, True),
        ("interaction", ["B", "omeprazole", "clopidogrel"], EMPTY, MEETING, True),
        ("interaction", ["B", "clopidogrel", "omeprazole"], MEETING, MEETING, False),
        ("action", {"drug": "codeine", "A": "standard", "B": "avoid"}, STANDARD, AVOID, True),
        ("action", {"drug": "codeine", "A": "standard", "B": "avoid"}, STANDARD, OF_GENE, False),
        ("action", {"drug": "codeine", "A": "avoid", "B": "avoid"}, AVOID, AVOID, False),
        ("phenotype", {"CYP2D6": ["normal metabolizer", "poor metabolizer"]}, NORMAL, CONVERTED, True),
        ("phenotype", {"CYP2D6": ["normal metabolizer", ""]}, NORMAL, EMPTY, False),
        ("first_finding_differs", True, FIRST, SECOND, True),
        ("first_finding_differs", True, FIRST, FIRST, False),
        ("first_finding_differs", True, FIRST, EMPTY, False),
        ("finding_first", {"A": ["osimertinib"], "B": ["amivantamab"]}, FIRST, SECOND, True),
        ("finding_first", {"A": ["amivantamab"]}, FIRST, SECOND, False),
        ("no_finding", ["B"], FIRST, EMPTY, True),
        ("no_finding", ["B"], FIRST, SECOND, False),
        ("same_claims", True, FIRST, FIRST, True),
        ("same_claims", True, FIRST, SECOND, False),
        ("same_alerts", True, WARNED, EMPTY, False),
        ("same_rows", True, STANDARD, AVOID, False),
        ("same_phenotypes", True, NORMAL, CONVERTED, False),
        ("other_phenotypes", ["CYP2D6"], EMPTY, APART, True),
        ("other_phenotypes", ["CYP2D6"], EMPTY, EMPTY, False),
        ("other_phenotypes", ["CYP2D6"], EMPTY, {**APART, "knowledge": {"rows": [row("avoid")]}}, False),
    ],
)
def test_a_check_holds_or_says_why(name: str, wanted: Any, a: dict[str, Any], b: dict[str, Any], holds: bool) -> None:
    """No sentence where it holds, one at least where it does not."""
    assert (not failures({name: wanted}, a, b)) is holds
