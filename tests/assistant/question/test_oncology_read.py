"""Short questions of an oncologist, and follow-ups, by `oncology_read.tsv`: what they ask, what was had, whose case."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.names.medications import drugs_in
from assistant.question.case_change import change
from assistant.question.understand import understand
from ingest.knowledge.tables import read_table

ROWS = read_table(Path(__file__).parents[1] / "tables" / "oncology_read.tsv").rows
ANY, EMPTY = "*", "-"


def faults(said: str, facet: str, prior: str, case: str) -> list[str]:
    """What is read otherwise than the row says."""
    *earlier, question = said.split(" >> ")
    patient = change(None, question, earlier).patient
    query = understand(question, patient, earlier)
    found = []
    if facet != ANY and (query.facet or "none") not in facet.split("|"):
        found.append(f"facet {query.facet}")
    had = {drug.casefold() for words in query.roles.prior for drug in drugs_in(words)}
    if prior != ANY and had != set(prior.split(",")) - {EMPTY}:
        found.append(f"prior {sorted(had)}")
    if prior not in (ANY, EMPTY) and patient is not None and set(patient.medications) & had:
        found.append("had and taken at once")
    kind, _, value = case.partition("=")
    if case.startswith("no "):
        kind = case.removeprefix("no ")
        found += [f"{kind} taken"] if patient is not None and getattr(patient, kind) is not None else []
    elif kind in ("drug", "population"):
        found += [] if value in [one.name for one in query.named(kind)] else [f"{kind} lacking"]
    elif value:
        told = getattr(patient, kind, None)
        told = told[0] if isinstance(told, tuple) and told else told
        right = told == float(value) if value.isdigit() else told == value
        found += [] if right else [f"{kind} {told}"]
    return found


@pytest.mark.parametrize(("said", "facet", "prior", "case"), [row[:4] for row in ROWS])
def test_a_short_question_is_read_as_meant(said: str, facet: str, prior: str, case: str) -> None:
    """No facet is made up for a bare case, a drug that failed was had, and a follow-up changes the case."""
    assert faults(said, facet, prior, case) == []
