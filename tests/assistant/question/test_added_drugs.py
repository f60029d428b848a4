"""A follow-up that adds a drug is on it and on what was asked before."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.question.added_drugs import in_place_of_others, with_added
from assistant.question.case_change import change
from assistant.question.understand import understand
from assistant.records.answer import Concept, Roles
from assistant.records.patient import Patient
from ingest.knowledge.tables import read_table

CASES = tuple(read_table(Path(__file__).parents[1] / "tables" / "added_drugs.tsv").records())
DRUG = Concept("drug", "amiodarone", "amiodarone")


@pytest.mark.parametrize("case", CASES, ids=[case["question"] for case in CASES])
def test_what_is_asked_and_the_case_stay_but_for_what_is_said(case: dict[str, str]) -> None:
    """Each row of the table: drugs asked about, medications and the line of therapy."""
    record = Patient(medications=tuple(filter(None, case["record"].split(";")))) if case["record"] else None
    patient = change(record, case["question"], [case["before"]]).patient
    query = understand(case["question"], patient, [case["before"]])
    named = (one.name for one in query.concepts if one.kind == "drug" and one.origin != "patient")
    assert ";".join(sorted(named)) == case["asked"]
    assert ";".join(patient.medications if patient else ()) == case["medications"]
    assert str((patient.line if patient else None) or "") == case["line"]


def test_what_is_added_takes_no_place() -> None:
    """A drug alone does."""
    assert in_place_of_others("Add amiodarone?", [DRUG]) == set()
    assert in_place_of_others("And amiodarone?", [DRUG]) == {"drug"}


def test_what_is_added_is_taken_beside_what_was_asked() -> None:
    """So that what the two do together is looked up; without a drug before there is none."""
    assert with_added(Roles(), "Add amiodarone?", [DRUG], [DRUG]).co_medication == ("amiodarone",)
    assert with_added(Roles(), "Add amiodarone?", [DRUG], []).co_medication == ()


@pytest.mark.parametrize(
    ("before", "question", "beside"),
    [
        ("Is simvastatin safe with warfarin?", "She takes apixaban instead of warfarin", "apixaban"),
        ("Is simvastatin safe?", "Add that she is pregnant, is warfarin safe?", ""),
        ("Is simvastatin safe with amiodarone?", "She is taking warfarin instead", ""),
        ("Is simvastatin safe?", "She takes warfarin", "warfarin"),
        ("Is simvastatin safe?", "Add amiodarone?", "amiodarone"),
        ("Is simvastatin safe?", "Add aspirin and amiodarone?", "amiodarone;aspirin"),
    ],
)
def test_only_what_is_taken_is_taken_together(before: str, question: str, beside: str) -> None:
    """What is stopped, replaced, or comes in place of another is not, nor where a fact is added."""
    query = understand(question, None, [before])
    assert ";".join(sorted(query.roles.co_medication)) == beside


def test_what_comes_instead_takes_the_place() -> None:
    """Of the drugs before."""
    query = understand("She is taking warfarin instead", None, ["Is simvastatin safe with amiodarone?"])
    assert [one.name for one in query.concepts] == ["warfarin"]
