"""The table of questions is the specification: which curated rows are shown for each, and which never."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from assistant.curated.joining import join
from assistant.curated.regimens import drug_words
from assistant.curated.requiring import required_said
from assistant.knowledge.tables import lookup
from assistant.question.understand import understand
from assistant.records.curated import CuratedRow
from assistant.records.patient import Patient
from ingest.knowledge.tables import read_table

TABLES = Path(__file__).parents[1] / "tables"
CASES = read_table(TABLES / "curated.tsv").rows
DENIED = read_table(TABLES / "curated_denied.tsv").rows
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


VARIANTS = read_table(TABLES / "curated_variants_asked.tsv").rows
SHOWN = [*CASES, *VARIANTS, *(row[:4] for row in DENIED)]


@pytest.mark.parametrize(("question", "patient", "shows", "never"), SHOWN, ids=[row[0][:50] for row in SHOWN])
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


@pytest.mark.parametrize(
    ("question", "patient", "expected"),
    [(row[0], row[1], row[4]) for row in DENIED],
    ids=[row[0][:50] for row in DENIED],
)
def test_a_row_that_needs_what_is_denied_is_told_of_as_needing_it(question: str, patient: str, expected: str) -> None:
    """Of a drug asked about, once, in a sentence that names the marker; of none where the case has it."""
    told = Patient.from_dict(json.loads(patient)) if patient else None
    found = join(understand(question, told), told)
    said = required_said(found.requiring, found.case)
    if expected == "nothing":
        assert not said
        return
    drug, _, biomarker = expected.partition(" = ")
    assert [one for one in said if one.casefold().startswith(drug) and biomarker in one], said
