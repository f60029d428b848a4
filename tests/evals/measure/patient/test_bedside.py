"""The thirty rows of the bedside say what the guidelines say, and what is wrong with an answer is found."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from assistant.knowledge.tables import records
from assistant.records.patient import Patient
from evals.material.bedside import bedside, short_form, wrong

ROWS = {one.id: one for one in bedside()}


def answer(**more: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {"status": "answered", "alerts": [], "claims": [], "knowledge": {}, "limits": []}
    return {**fields, "phenotypes": [], "other_phenotypes": [], **more}


def guideline(source: str, identifier: str, action: str, subject: str = "phenotype") -> dict[str, Any]:
    fact = {"kind": "guideline", "source": source, "identifier": identifier, "action": action}
    return {"fact": {**fact, "therapies": ["capecitabine"]}, "subject": subject}


def test_each_question_has_three_patients() -> None:
    """Ten topics, each with a normal, a variant and an untested patient, whose records can be read."""
    kinds = Counter((one.topic, one.kind) for one in ROWS.values())
    assert len(kinds) == 30
    assert len({topic for topic, _ in kinds}) == 10
    assert all(Patient.from_dict(one.patient) for one in ROWS.values())


def test_the_actions_stand_in_the_guidelines() -> None:
    """Source, identifier and action of each are a row of the shipped guidelines on that drug."""
    have = {
        (row["source"], row["identifier"], row["action"], drug)
        for row in records("guidelines")
        for drug in row["therapies"].split("|")
    }
    for one in ROWS.values():
        wanted = {(source, *pair, one.drug) for source, pairs in one.actions.items() for pair in pairs}
        assert wanted <= have, one.id


RIGHT = answer(
    phenotypes=[{"gene": "DPYD", "basis": "variant", "phenotype": "intermediate metabolizer"}],
    knowledge={"rows": [guideline("CPIC", "PA166109594", "reduce"), guideline("DPWG", "PA166104963", "reduce")]},
)
UNTESTED = answer(
    phenotypes=[{"gene": "DPYD", "basis": "not tested"}],
    bottom_line="DPYD not tested: unknown, not normal; test first: the dose depends on it (DPWG guideline).",
)


@pytest.mark.parametrize(
    ("name", "made", "said"),
    [
        ("capecitabine-variant", RIGHT, ""),
        ("capecitabine-variant", {**RIGHT, "phenotypes": []}, "not as “intermediate metabolizer”"),
        ("capecitabine-variant", {**RIGHT, "knowledge": {}}, "is missing"),
        ("capecitabine-normal", RIGHT, "says “reduce”"),
        (
            "capecitabine-variant",
            {**RIGHT, "claims": [{"topic": "", "text": "DPYD poor metabolizers died of it."}]},
            "on other people (poor metabolizer)",
        ),
        ("capecitabine-untested", UNTESTED, ""),
        ("capecitabine-untested", answer(), "is not told as not tested"),
        ("capecitabine-untested", {**UNTESTED, "bottom_line": "Half of the dose."}, "does not say first that DPYD"),
        ("capecitabine-untested", RIGHT, "whose genes nobody tested"),
        ("clopidogrel-normal", answer(), "no alert (interaction) on clopidogrel"),
        (
            "rasburicase-normal",
            answer(alerts=[{"kind": "genotype", "severity": "avoid", "drug": "rasburicase"}]),
            "an alert (genotype) on rasburicase",
        ),
    ],
)
def test_what_is_wrong_is_said(name: str, made: dict[str, Any], said: str) -> None:
    """Nothing is said of a right answer; what is missing, or another patient's, is."""
    found = wrong(ROWS[name], made)
    assert any(said in one for one in found) if said else not found


def test_the_short_form_has_all_a_pharmacist_reads() -> None:
    """Phenotypes with what is not tested, guideline rows with their identifier, and the first finding."""
    text = short_form({**RIGHT, "claims": [{"topic": "Dose", "text": "Half of the dose."}]})
    assert "phenotype: DPYD: intermediate metabolizer" in text
    assert "guideline: CPIC PA166109594: capecitabine, : reduce" in text
    assert "first finding: Dose: Half of the dose." in text
    assert "phenotype: DPYD: not tested" in short_form(UNTESTED)
