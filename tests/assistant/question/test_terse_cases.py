"""A case typed in a few words says as much of the patient as one in whole sentences."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from assistant.question.case_change import change
from assistant.question.case_said import read_turns
from assistant.question.own_phenotypes import asked_drugs, with_question
from assistant.question.understand import understand
from assistant.records.patient import Diplotype, Patient

with (Path(__file__).parents[1] / "tables" / "terse_cases.tsv").open(encoding="utf-8", newline="") as stream:
    ROWS = list(csv.DictReader((line for line in stream if not line.startswith("#")), delimiter="\t"))


def listed(cell: str) -> set[str]:
    return set(cell.split(";")) - {""}


def read(question: str) -> dict[str, set[str]]:
    """What is read of a question without a record, in the columns of the table."""
    case, _, _ = change(None, question)
    query, said = understand(question, case), case or Patient()
    told = with_question(query, case) or Patient()
    diseases = (one for one in query.concepts if one.kind == "disease" and one.origin == "question")
    return {
        "asked": set(asked_drugs(query)),
        "taken": set(said.medications),
        "genes": {_of_gene(one) for one in told.diplotypes} | {f"{v.gene}={v.notation}" for v in told.variants},
        "conditions": {one.surface.lower() for one in diseases},
        "allergies": set(said.allergies),
        "age": {f"{said.age:g}"} if said.age is not None else set(),
        "sex": {said.sex or ""} - {""},
        "line": {f"{said.line}"} if said.line is not None else set(),
        "prior": set(said.prior_therapies),
        "stopped": set(read_turns(question).stopped),
    }


def _of_gene(one: Diplotype) -> str:
    return f"{one.gene}={one.alleles.removeprefix(one.gene).strip() or one.phenotype}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["question"])
def test_a_terse_case_is_read(row: dict[str, str]) -> None:
    """What the table says of the patient, and nothing else."""
    assert read(row["question"]) == {name: listed(row[name]) for name in list(row)[1:-1]}
