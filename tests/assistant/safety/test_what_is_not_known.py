"""An alert says what its source leaves open: its date, whose label speaks, which drug of a class an allergy is to."""

from __future__ import annotations

import pytest

from assistant.knowledge.tables import records
from assistant.records.patient import Patient
from assistant.records.safety import Alert, Interaction, Interactions
from assistant.safety.alerts import alerts_for
from assistant.safety.drug_groups import named

_NO_DATE = "The date of this source is not known."


def allergy_of(drug: str, *allergies: str) -> Alert:
    (found,) = alerts_for(Patient(allergies=allergies), [drug])
    return found


@pytest.mark.parametrize(
    ("drug", "patient", "is_dated"),
    [
        ("capecitabine", Patient(creatinine_clearance=22), False),
        ("capecitabine", Patient(creatinine_clearance=40), True),
        ("methotrexate", Patient(creatinine_clearance=20), False),
        ("nitrofurantoin", Patient(creatinine_clearance=45), True),
        ("rivaroxaban", Patient(creatinine_clearance=12), True),
        ("sotalol", Patient(creatinine_clearance=35), True),
    ],
)
def test_a_source_without_a_date_is_said_to_have_none(drug: str, patient: Patient, is_dated: bool) -> None:
    """A label has its date; a page that gives none is told as such."""
    (found,) = alerts_for(patient, [drug])
    assert bool(found.date) is is_dated
    assert (_NO_DATE in found.limits) is not is_dated


@pytest.mark.parametrize(
    ("source", "date", "pmids", "is_told"),
    [
        ("a page", "", (), True),
        ("a page", "2023-01-01", (), False),
        ("a notice of 7/25/11", "", (), False),
        ("a study", "", ("123",), False),
    ],
)
def test_an_interaction_without_a_date_is_told_so(
    source: str, date: str, pmids: tuple[str, ...], is_told: bool
) -> None:
    """Of two drugs, too, a source without date or record is told as such; a date in its name is one."""
    one = Interaction(drug="a", other="b", severity="avoid", source=source, date=date, pmids=pmids)
    (found,) = alerts_for(None, ["a"], interactions=Interactions((one,)))
    assert (_NO_DATE in found.limits) is is_told


@pytest.mark.parametrize("drug", ["ibuprofen", "ketorolac", "naproxen", "diclofenac", "indomethacin"])
def test_other_labels_alone_speak_where_none_of_the_drug_is_at_hand(drug: str) -> None:
    """An aspirin allergy before an NSAID without a label: that others say it, and that its own is not here."""
    limits = allergy_of(drug, "aspirin").limits
    assert limits.endswith(f"No label of {drug} is at hand here.")


def test_a_label_at_hand_that_is_silent_is_not_said_to_lack(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where rows of the drug's own label are here, the reader is told that they do not say so."""
    monkeypatch.setattr("assistant.safety.allergies.has_rows", lambda option: True)
    limits = allergy_of("ibuprofen", "aspirin").limits
    assert limits.endswith("What is here of the label of ibuprofen does not say so.")


@pytest.mark.parametrize("drug", ["celecoxib", "meloxicam", "piroxicam"])
def test_a_label_that_speaks_itself_needs_no_other(drug: str) -> None:
    """Where its own label says so, nothing is told of other labels."""
    assert "label" not in allergy_of(drug, "aspirin").limits


@pytest.mark.parametrize(
    ("drug", "entry", "names_class"),
    [
        ("amoxicillin", "penicillin", True),
        ("ampicillin", "penicillins (anaphylaxis)", True),
        ("docetaxel", "taxanes", True),
        ("azithromycin", "macrolides", True),
        ("docetaxel", "paclitaxel", False),
        ("amoxicillin", "ampicillin", False),
        ("azithromycin", "erythromycin", False),
        ("carboplatin", "cisplatin", False),
    ],
)
def test_an_allergy_to_a_class_is_not_one_to_a_kin(drug: str, entry: str, names_class: bool) -> None:
    """Who is allergic to the class may be so to any of it; who is to one of its drugs may tolerate the others."""
    limits = allergy_of(drug, entry).limits
    assert ("The record names the class" in limits) is names_class
    assert ("Cross-reactivity" in limits) is not names_class


@pytest.mark.parametrize("group", [row["group"] for row in records("drug_groups") if "DrugCentral" in row["source"]])
def test_a_class_has_the_year_of_its_source(group: str) -> None:
    """What DrugCentral classes is told with the year of the extract."""
    found = named(group)
    assert found
    assert "DrugCentral 2016" in found.source
