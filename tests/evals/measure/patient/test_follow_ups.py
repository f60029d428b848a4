"""The follow-ups are well made, and as many are read right as when they were last looked at."""

from __future__ import annotations

from assistant.records.patient import Patient
from evals.measure.patient.follow_ups import FollowUp, follow_ups, wrong


def test_the_set_is_whole() -> None:
    """At least eighty, a third of which change nothing; records and expected fields can be read."""
    made = follow_ups()
    assert len({one.id for one in made}) == len(made) >= 80
    assert 3 * sum(not one.expect for one in made) >= len(made)
    assert all(Patient.from_dict({**(one.patient or {}), **one.expect}) is not None for one in made)


def test_a_wrong_field_is_named() -> None:
    """What should have changed and did not, or changed and should not have."""
    asked = FollowUp("x", "age", {"age": 40}, (), "What if he were 8 years old?", {"age": 9})
    assert wrong(asked) == ["age"]
    assert wrong(FollowUp("x", "age", {"age": 40}, (), "What if he were 8 years old?", {"age": 8})) == []
    assert wrong(FollowUp("x", "age", None, (), "Is it safe in newborns?", {"age": 0})) == ["age"]
