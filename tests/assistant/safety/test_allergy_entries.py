"""An entry on allergies is read by its clauses: of whom it is, how sure, and what is tolerated."""

from __future__ import annotations

import pytest

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
