"""Interactions that change a dose, or that a boxed warning is of, are alerts as those are that a source forbids."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.records.patient import Patient
from assistant.records.safety import Alert, Interaction, Interactions
from assistant.safety.alerts import alerts_for
from assistant.safety.interactions import interactions_of
from ingest.knowledge.tables import read_table

CASES = tuple(read_table(Path(__file__).parents[1] / "tables" / "alerts_together.tsv").records())


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


def test_a_changed_dose_says_of_which_two_and_why() -> None:
    """The sentence names both drugs; the reason says how much, and the label's words stand beside it."""
    (found,) = told("azathioprine", "allopurinol")
    assert found.says == "A dose is to be adjusted where azathioprine is taken with allopurinol."
    assert "one third or quarter" in found.why
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
