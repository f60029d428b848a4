"""The classes of an interaction table that a drug is of, and why."""

from __future__ import annotations

import pytest

from assistant.safety.classes import class_named, classes_of_drug, modulators_of


@pytest.mark.parametrize(
    ("drug", "has", "lacks"),
    [
        ("clarithromycin", "strong CYP3A4 inhibitors", "moderate CYP3A4 inhibitors"),
        ("fluconazole", "moderate CYP3A4 inhibitors", "strong CYP3A4 inhibitors"),
        ("fluconazole", "strong or moderate CYP3A4 inhibitors", "weak CYP3A4 inhibitors"),
        ("grapefruit", "CYP3A4 inhibitors", "strong CYP3A4 inhibitors"),
        ("dexamethasone", "corticosteroids", "strong CYP3A4 inducers"),
        ("carbamazepine", "combined P-gp and strong CYP3A4 inducers", "strong CYP3A4 inhibitors"),
        ("ranitidine", "H2-receptor antagonists", "CYP3A4 inhibitors"),
        ("simvastatin", "sensitive CYP3A4 substrates", "CYP2D6 substrates"),
        ("osimertinib", "BCRP substrates", "CYP3A4 substrates"),
        ("sumatriptan", "serotonergic drugs", "selective serotonin reuptake inhibitors"),
        ("citalopram", "QT-prolonging drugs", "monoamine oxidase inhibitors"),
        ("spironolactone", "potassium-sparing diuretics", "thiazide diuretics"),
    ],
)
def test_a_drug_is_of_its_classes_and_no_others(drug: str, has: str, lacks: str) -> None:
    """By strength for modulators, by a list with a source for others; each says how."""
    found = classes_of_drug(drug)
    assert found[has]
    assert lacks not in found


def test_both_of_a_combined_class_must_hold() -> None:
    """A moderate inhibitor of P-gp and CYP3A4 is no combined strong one."""
    assert "combined P-gp and strong CYP3A4 inhibitors" in classes_of_drug("ketoconazole")
    assert "combined P-gp and strong CYP3A4 inhibitors" not in classes_of_drug("verapamil")


def test_a_modulator_says_its_strength_and_source() -> None:
    """As an answer shows it."""
    said = [str(one) for one in modulators_of("Paroxetine") if one.role == "inhibitor"]
    assert said == ["strong CYP2D6 inhibitor; FDA table of CYP enzymes and transporters"]


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ("NSAIDs prn", "nonsteroidal anti-inflammatory drugs"),
        ("an SSRI", "selective serotonin reuptake inhibitors"),
        ("oral contraceptive pill", "hormonal contraceptives"),
        ("MAO inhibitor", "monoamine oxidase inhibitors"),
        ("TNF-alpha blockers", "TNF antagonists"),
        ("TNF-α blocker", "TNF antagonists"),
        ("alpha-blockers", "alpha-blockers"),
        ("zorbitrex", ""),
    ],
)
def test_an_entry_may_name_a_class(entry: str, name: str) -> None:
    """In the singular or by an abbreviation of the table."""
    assert class_named(entry) == name
