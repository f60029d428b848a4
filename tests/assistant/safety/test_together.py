"""Interactions that change a dose, or that a boxed warning is of, are alerts as those are that a source forbids."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge.tables import records
from assistant.records.patient import Patient
from assistant.records.safety import Alert, Interaction, Interactions
from assistant.records.safety_words import alert_said
from assistant.safety.alerts import alerts_for
from assistant.safety.interactions import interactions_of
from ingest.knowledge.tables import read_table

TABLES = Path(__file__).parents[1] / "tables"
CASES = tuple(read_table(TABLES / "alerts_together.tsv").records())
AMOUNTS = tuple(read_table(TABLES / "interaction_amounts.tsv").records())


def told(asked: str, medications: str) -> list[Alert]:
    patient = Patient(medications=tuple(medications.split("; ")))
    drugs = [asked] if asked else []
    found = alerts_for(patient, drugs, interactions=interactions_of(patient, drugs))
    return [one for one in found if one.kind == "interaction"]


@pytest.mark.parametrize("case", CASES, ids=[f"{case['asked']}: {case['medications']}" for case in CASES])
def test_two_drugs_make_an_alert(case: dict[str, str]) -> None:
    """Each row of the table: the severity of the alert, or that there is none."""
    assert [one.severity for one in told(case["asked"], case["medications"])][:1] == (
        [] if case["expected"] == "none" else [case["expected"]]
    )


@pytest.mark.parametrize("case", AMOUNTS, ids=[f"{case['asked']}: {case['medications']}" for case in AMOUNTS])
def test_an_amount_stands_in_the_line_of_the_alert(case: dict[str, str]) -> None:
    """Each row of the table: the dose that the source gives is said in the alert's own line and in the bottom line,
    and not among the limits."""
    found = told(case["asked"], case["medications"])
    if case["amount"] == "none":
        assert not [one.amount for one in found if one.amount]
        return
    assert case["amount"] in found[0].says
    assert case["amount"] in alert_said(found[0]).sentence
    assert case["amount"] not in found[0].limits


def test_every_amount_is_one_of_a_row() -> None:
    """A row that no interaction has would be said of nothing."""
    for column in ("only_if", "effect"):
        said = {row[column] for row in records("interactions")}
        assert {row["words"] for row in records("interaction_amounts") if row["column"] == column} <= said


def test_a_changed_dose_says_of_which_two_and_why() -> None:
    """The sentence names both drugs and the dose, and the reason and the label's words stand beside it."""
    (found,) = told("azathioprine", "allopurinol")
    assert found.says == (
        "A dose is to be adjusted where azathioprine is taken with allopurinol: azathioprine to one third or quarter."
    )
    assert found.why == "slower inactivation"
    assert found.source.startswith("FDA label")
    assert found.excerpt


def test_a_boxed_warning_is_said_to_be_one() -> None:
    """Beside what it asks for."""
    (found,) = told("capecitabine", "warfarin")
    assert found.limits.startswith("The label has a boxed warning of it.")


def test_what_is_only_watched_is_no_alert() -> None:
    """It stands with the interactions."""
    watched = Interactions((Interaction(drug="a", other="b", severity="monitor", source="FDA label"),))
    assert not alerts_for(Patient(medications=("b",)), ["a"], interactions=watched)
