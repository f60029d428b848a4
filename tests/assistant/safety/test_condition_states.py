"""Conditions that are a contraindicating genotype, or a disease under another name."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge.tables import pieces, records
from assistant.records.patient import Patient
from assistant.safety.alerts import alerts_for
from assistant.safety.condition_states import states_of
from assistant.safety.unread import unread
from ingest.knowledge.tables import read_table

CASES = tuple(read_table(Path(__file__).parents[1] / "tables" / "genotype_conditions.tsv").records())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['drug']}, {case['condition']}")
def test_a_condition_warns_as_the_genotype_that_it_is(case: dict[str, str]) -> None:
    """The label's row on the genotype; what the record leaves open is told, and what it denies warns of nothing."""
    found = alerts_for(Patient(conditions=(case["condition"],)), [case["drug"]])
    met = [one for one in found if one.fact == case["condition"]]
    assert (met[0].severity if met else "none") == case["expected"]
    assert not met or case["limits"] in met[0].limits


@pytest.mark.parametrize(
    ("said", "states"),
    [
        ("partial DPD deficiency", ["DPYD intermediate metabolizer"]),
        ("DPD-deficiency (complete)", ["DPYD poor metabolizer"]),
        ("no history of malignant hyperthermia", []),
        ("hyperthermia", []),
        ("", []),
    ],
)
def test_words_beside_a_name_count(said: str, states: list[str]) -> None:
    """A part of a deficiency is another state; with words that the table does not allow the entry is another."""
    assert [state.name for state in states_of(said)] == states


def test_what_the_table_knows_is_recognized() -> None:
    """A condition with a state is not told to be unknown."""
    assert unread(Patient(conditions=("factor V Leiden",))) == ()


def test_each_state_is_what_a_row_of_a_label_has() -> None:
    """A state that no row names would never warn."""
    bounds = {name for row in records("contraindications") for name in pieces(row["bound"])}
    assert {row["means"] for row in records("condition_states")} <= bounds
