"""The table of questions is the specification: which curated rows are shown for each, and which never."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from assistant.curated.joining import join
from assistant.curated.regimens import drug_words
from assistant.knowledge.tables import lookup
from assistant.question.understand import understand
from assistant.records.curated import CuratedRow
from assistant.records.patient import Patient
from ingest.knowledge.tables import read_table

TABLE = Path(__file__).parents[1] / "tables" / "curated.tsv"
CASES = read_table(TABLE).rows
_OUTCOMES = {"Supports / Better Outcome": "better", "Supports / Poor Outcome": "poor"}


class Wanted(NamedTuple):
    """One row as the table writes it; an empty part asks nothing."""

    drugs: frozenset[str]
    sense: str
    subject: str
    biomarker: str

    def is_met(self, row: CuratedRow) -> bool:
        fact = row.fact
        drugs = {drug_words(drug) for drug in fact.therapies}
        sense = fact.action or ("for" if fact.kind == "approval" else "") or _OUTCOMES.get(fact.direction, "")
        sense = sense or lookup("curated_directions").get(fact.direction, "")
        return (
            self.drugs <= drugs
            and self.sense in ("", sense)
            and self.subject in ("", row.subject)
            and re.search(self.biomarker, fact.biomarker) is not None
        )


def wanted(written: str) -> Wanted:
    rest, _, biomarker = written.partition("#")
    rest, _, subject = rest.partition("@")
    drugs, _, sense = rest.partition("=")
    named = frozenset(drug_words(drug.strip()) for drug in drugs.split(" + ") if drug.strip())
    return Wanted(named, sense.strip(), subject.strip(), biomarker.strip())


def shown(question: str, patient: str) -> tuple[CuratedRow, ...]:
    told = Patient.from_dict(json.loads(patient)) if patient else None
    return join(understand(question, told), told).rows


def test_the_specification_has_at_least_eighty_questions() -> None:
    """Fewer would leave a kind of question without one."""
    assert len(CASES) >= 80


@pytest.mark.parametrize(("question", "patient", "shows", "never"), CASES, ids=[row[0][:50] for row in CASES])
def test_the_rows_that_a_question_shows(question: str, patient: str, shows: str, never: str) -> None:
    """Each row that must be there is, and none of those that must never be."""
    rows = shown(question, patient)
    said = [
        f"{row.fact.biomarker}: {' + '.join(row.fact.therapies)} ({row.fact.direction or row.fact.action})"
        for row in rows
    ]
    if shows == "nothing":
        assert not rows, said
        return
    for one in filter(None, shows.split(" | ")):
        assert any(wanted(one).is_met(row) for row in rows), f"lacks {one}: {said}"
    for one in filter(None, never.split(" | ")):
        assert not any(wanted(one).is_met(row) for row in rows), f"has {one}: {said}"
