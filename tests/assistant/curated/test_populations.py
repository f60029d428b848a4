"""Which rows of a guideline a case is shown: those for its own population, of the drug or of each part of a regimen."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.curated.joining import join
from assistant.curated.populations import people_of
from assistant.knowledge.tables import records
from assistant.question.understand import understand
from assistant.records.curated import CuratedFact
from assistant.records.patient import Diplotype, Patient
from ingest.knowledge.tables import read_table

CASES = read_table(Path(__file__).parents[1] / "tables" / "guideline_rows.tsv").rows


def shown(question: str, patient: str) -> list[CuratedFact]:
    parts = [part.split(" ", 1) for part in patient.split("; ")]
    typed = tuple(Diplotype(*part) for part in parts if part[-1].startswith("*"))
    told = Patient(diplotypes=typed, conditions=tuple(" ".join(part) for part in parts if not part[-1].startswith("*")))
    return [row.fact for row in join(understand(question, told), told).rows]


@pytest.mark.parametrize(("question", "patient", "first", "never"), CASES, ids=[" ".join(row[:2]) for row in CASES])
def test_the_row_of_the_cases_own_population_opens(question: str, patient: str, first: str, never: str) -> None:
    """And where the case tells its population, no row for another one is shown."""
    rows = shown(question, patient)
    best = rows[0]
    assert f"{best.source} {best.therapies[0]}={best.action} ({best.amount}) [{best.population}]" == first
    assert not [row.population for row in rows if never and never in f" {row.population}"]


def test_a_case_without_an_indication_shows_every_population() -> None:
    """Each row then says whom it is for, and none of them is taken for the patient's own."""
    told = {row.population for row in shown("Which dose of clopidogrel?", "CYP2C19 *1/*2") if row.source == "CPIC"}
    assert len(told) == 3


def test_a_denied_condition_is_of_no_population() -> None:
    """A patient without stroke is not one of stroke."""
    assert not people_of(understand("Which dose of clopidogrel in a patient without stroke?", None))


def test_every_population_with_conditions_is_one_of_a_row() -> None:
    """A population that no guideline's row has would never choose one."""
    populations = {row["population"] for row in records("guidelines")}
    assert {row["population"] for row in records("population_conditions")} <= populations
