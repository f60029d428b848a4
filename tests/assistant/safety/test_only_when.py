"""A row that holds only under a condition is decided by what the case or the question says."""

from __future__ import annotations

import pytest

from assistant.knowledge.tables import records
from assistant.records.patient import Patient
from assistant.safety.alerts import alerts_for
from assistant.safety.only_when import Asked, is_denied_use


def pregnant(*conditions: str) -> Patient:
    return Patient(age=30, sex="female", pregnant=True, conditions=conditions)


@pytest.mark.parametrize(
    ("patient", "use", "severity"),
    [
        (pregnant(), Asked("Valproate for migraine prophylaxis", ("migraine",)), "contraindicated"),
        (pregnant("migraine"), Asked("Valproate?"), "contraindicated"),
        (pregnant("migraine"), Asked("Valproate for epilepsy", ("epilepsy",)), "avoid"),
        (pregnant(), Asked("Valproate?"), "avoid"),
        (pregnant("family history of migraine"), Asked("Valproate?"), "avoid"),
    ],
)
def test_a_use_decides_a_row(patient: Patient, use: Asked, severity: str) -> None:
    """The question's own use counts before what the record has, and another's condition counts for nothing."""
    (found,) = alerts_for(patient, ["valproate"], use=use)
    assert found.severity == severity


def test_a_procedure_that_the_question_names_decides_a_row() -> None:
    """A label forbids codeine to the young after a tonsillectomy, and only cautions without."""
    (after,) = alerts_for(Patient(age=15), ["codeine"], use=Asked("Codeine after tonsillectomy?"))
    (without,) = alerts_for(Patient(age=15), ["codeine"], use=Asked("Codeine for a fracture?"))
    assert (after.severity, without.severity) == ("contraindicated", "caution")


def test_what_the_label_leaves_open_is_told() -> None:
    """A condition that may count names itself in the limits, and the alert stays a caution."""
    (found,) = alerts_for(Patient(age=17, conditions=("obstructive sleep apnea",)), ["tramadol"])
    assert found.severity == "caution"
    assert "whether obstructive sleep apnea counts as such is not told" in found.limits


def test_every_condition_is_one_of_a_row() -> None:
    """A condition that no contraindication has would decide nothing."""
    said = {row["only"] for row in records("contraindications")}
    assert {row["only"] for row in records("only_when")} <= said


@pytest.mark.parametrize(
    ("text", "name", "denies"),
    [
        ("Valproate for epilepsy, not for migraine?", "migraine", True),
        ("Valproate for epilepsy, not for migraine?", "epilepsy", False),
        ("Valproate for a patient without migraine?", "migraine", True),
        ("Valproate for migraine?", "migraine", False),
    ],
)
def test_a_use_that_is_denied_is_none(text: str, name: str, denies: bool) -> None:
    """A disease that the drug is said not to be for is no use of it."""
    assert is_denied_use(text, name) == denies
