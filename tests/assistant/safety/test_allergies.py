"""An entry on allergies is read into drugs, classes and substances; what denies an allergy is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.records.patient import Patient
from assistant.safety.alerts import alerts_for, unread
from assistant.safety.allergy_entries import read_allergies
from ingest.knowledge.tables import read_table

CASES = tuple(read_table(Path(__file__).parents[1] / "tables" / "allergies_said.tsv").records())


@pytest.mark.parametrize("case", CASES, ids=[f"{case['entry']}: {case['drug']}" for case in CASES])
def test_an_entry_warns_of(case: dict[str, str]) -> None:
    """Each row of the table: the severity of the alert on a drug and what its limits say, or none."""
    found = alerts_for(Patient(allergies=(case["entry"],)), [case["drug"]])
    assert [one.severity for one in found] == ([] if case["expected"] == "none" else [case["expected"]])
    limits = case["limits"].removeprefix("!")
    assert all(not limits or (limits in one.limits) is not case["limits"].startswith("!") for one in found)


@pytest.mark.parametrize("said", ["NKDA", "no known drug allergies", "None", "denies allergies", "no allergy to sulfa"])
def test_a_denial_is_no_allergy(said: str) -> None:
    """It names nothing that could be warned of, and is understood."""
    (found,) = read_allergies([said])
    assert found.denied
    assert found.known
    assert not found.drugs | found.substances


def test_an_entry_is_read_clause_by_clause() -> None:
    """What is tolerated is no allergy beside one that is."""
    (found,) = read_allergies(["amoxicillin (rash); tolerates cephalosporins"])
    assert found.drugs == {"amoxicillin"}
    assert found.groups == ()


@pytest.mark.parametrize(
    ("said", "drug"),
    [("Ziagen", "abacavir"), ("Coumadin", "warfarin"), ("5-FU", "fluorouracil"), ("Bactrim", "trimethoprim")],
)
def test_a_brand_is_its_drug(said: str, drug: str) -> None:
    """Brands and other names stand for what they hold."""
    (found,) = read_allergies([said])
    assert drug in found.drugs


@pytest.mark.parametrize(
    ("said", "name"),
    [("sulfa drugs", "sulfonamides"), ("PCN", "penicillins"), ("NSAID", "NSAIDs"), ("taxane", "taxanes")],
)
def test_a_class_is_known_by_its_names(said: str, name: str) -> None:
    """A class counts by every name of the table, in the singular too."""
    (found,) = read_allergies([said])
    assert [group.name for group in found.groups] == [name]


def test_a_substance_of_a_label_is_known() -> None:
    """An excipient that a label names is an allergy that can be warned of."""
    (found,) = read_allergies(["polysorbate 80"])
    assert found.substances


def test_a_cross_reaction_is_said_to_be_uncertain() -> None:
    """Another drug of the class is to be avoided, with the class's source, and cross-reactivity is not certain."""
    (found,) = alerts_for(Patient(allergies=("ampicillin",)), ["amoxicillin"])
    assert "not certain" in found.limits
    assert found.source.startswith("same class, penicillins (")


def test_a_drug_asked_about_as_a_class_is_warned_of() -> None:
    """An allergy to penicillin counts where penicillin itself is asked about."""
    (found,) = alerts_for(Patient(allergies=("penicillin",)), ["penicillin"])
    assert (found.kind, found.severity) == ("allergy", "avoid")


@pytest.mark.parametrize("said", ["penicillin delabeled 2021", "codeine; penicillin allergy label removed"])
def test_a_removed_allergy_is_told_where_it_would_have_warned(said: str) -> None:
    """It makes no alert, and a sentence on the drugs that it bears on."""
    patient = Patient(allergies=(said,))
    assert alerts_for(patient, ["amoxicillin"]) == ()
    (told,) = [one for one in unread(patient, ["amoxicillin"]) if "removed" in one]
    assert said[:20] in told
    assert "amoxicillin" in told
    assert not any("removed" in one for one in unread(patient, ["abacavir"]))


def test_what_nothing_knows_is_told_and_never_an_alert() -> None:
    """An allergy of an unknown name makes a sentence, and no alert."""
    unknown = Patient(allergies=("zorblaxene",))
    assert alerts_for(unknown, ["abacavir"]) == ()
    assert unread(unknown) == ("The allergy 'zorblaxene' is not recognized here and was not checked.",)


def test_an_item_that_nothing_knows_is_told_beside_those_that_are() -> None:
    """A list is checked in part only, and says so; a reaction is no item."""
    told = unread(Patient(allergies=("penicillin; zorblaxene\nlatex; rash",)))
    assert told == tuple(
        f"The allergy '{name}' is not recognized here and was not checked." for name in ("zorblaxene", "latex")
    )


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("penicillin (delabelled, latex)", True),
        ("penicillin (delabelled), latex", True),
        ("penicillin, latex", True),
        ("penicillin (rash, hives)", False),
        ("penicillin, delabelled by immunology", False),
    ],
)
def test_an_allergen_that_nothing_here_knows_is_told_beside_one_that_is_known(entry: str, told: bool) -> None:
    """Also between commas and in brackets; what else stands there is no allergen."""
    said = unread(Patient(allergies=(entry,)), ["amoxicillin"])
    assert any("'latex' is not recognized" in one for one in said) is told
    assert told or not any("is not recognized here" in one for one in said)
