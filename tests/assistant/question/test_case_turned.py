"""Follow-ups that turn a field of the case, row by row."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.question.case_change import change
from assistant.records.patient import Patient

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parents[1] / "tables" / "case_turned.tsv").read_text(encoding="utf-8").splitlines()[2:]
]


@pytest.mark.parametrize(("record", "earlier", "question", "field", "value", "source"), ROWS)
def test_a_follow_up_turns_the_case(
    record: str, earlier: str, question: str, field: str, value: str, source: str
) -> None:
    """Spread, birth, a variant that is not there and an ancestry change the case; what only names them does not."""
    case = change(Patient.from_dict(json.loads(record)), question, [earlier]).patient
    found = getattr(case, field)
    said = tuple(map(str, found)) if isinstance(found, tuple) else found
    assert str(said) == value, source
