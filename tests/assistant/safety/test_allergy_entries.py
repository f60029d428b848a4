"""An entry on allergies is read by its clauses: of whom it is, how sure, and what is tolerated."""

from __future__ import annotations

import pytest

from assistant.records.patient import Patient
from assistant.safety.alerts import alerts_for
from assistant.safety.allergy_entries import read_allergies


@pytest.mark.parametrize("said", ["uncle allergic to latex", "his wife has a sulfa allergy", "codeine (brother)"])
def test_what_another_person_has_is_none_of_the_patient(said: str) -> None:
    """It is understood, and nothing is named by it."""
    (found,) = read_allergies([said])
    assert found.denied
    assert found.known
    assert not found.drugs


def test_what_is_tolerated_is_kept_apart() -> None:
    """A drug by its name, a class by its members."""
    (found,) = read_allergies(["sulfa; tolerates tetracyclines and naproxen"])
    assert {"doxycycline", "naproxen"} <= found.tolerated
    assert [group.name for group in found.groups] == ["sulfonamides"]


def test_what_is_not_tolerated_is_an_allergy() -> None:
    """Its denial turns the word."""
    (found,) = read_allergies(["naproxen poorly tolerated"])
    assert found.drugs == {"naproxen"}
    assert not found.since


@pytest.mark.parametrize(("said", "unsure"), [("? codeine", True), ("codeine, unverified", True), ("codeine", False)])
def test_an_allergy_that_is_not_confirmed_says_so(said: str, unsure: bool) -> None:
    """It counts all the same."""
    (found,) = read_allergies([said])
    assert found.unsure is unsure
    assert found.drugs == {"codeine"}


@pytest.mark.parametrize(
    ("entries", "drug", "severities"),
    [
        (("penicillin", "tolerates amoxicillin"), "amoxicillin", []),
        (("penicillin", "tolerates amoxicillin"), "ampicillin", ["avoid"]),
        (("tolerates amoxicillin", "penicillin"), "amoxicillin", []),
        (("penicillin", "amoxicillin tolerated"), "amoxicillin", []),
        (("penicillin", "amoxicillin anaphylaxis", "tolerates amoxicillin"), "amoxicillin", ["avoid"]),
        (("amoxicillin", "tolerates amoxicillin"), "amoxicillin", ["avoid"]),
        (("penicillin", "amoxicillin poorly tolerated"), "amoxicillin", ["avoid", "avoid"]),
        (("penicillin", "mother tolerates amoxicillin"), "amoxicillin", ["avoid"]),
        (("penicillin rash; tolerates ampicillin", "tolerates amoxicillin"), "amoxicillin", []),
    ],
)
def test_what_one_entry_says_is_tolerated_counts_for_all(
    entries: tuple[str, ...], drug: str, severities: list[str]
) -> None:
    """Whichever comes first; what is an allergen by its own name still warns."""
    assert [one.severity for one in alerts_for(Patient(allergies=entries), [drug])] == severities


def test_what_is_tolerated_elsewhere_is_named_where_another_of_its_class_warns() -> None:
    """The reader sees that one of the class is taken."""
    (found,) = alerts_for(
        Patient(allergies=("penicillin", "tolerates amoxicillin", "tolerates codeine")), ["ampicillin"]
    )
    assert "amoxicillin is tolerated" in found.limits
    assert "codeine" not in found.limits
