"""Products that a question names by their parts are checked as one."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.records.patient import Patient
from assistant.safety.products import as_products
from tests.assistant.made_records import EGFR_TRIAL
from tests.assistant.road.test_road import opened

COTRIMOXAZOLE = ("sulfamethoxazole + trimethoprim",)


@pytest.mark.parametrize(
    "said",
    [
        "Trimethoprim-sulfamethoxazole for UTI",
        "sulfamethoxazole/trimethoprim for UTI",
        "sulfamethoxazole and trimethoprim for UTI",
        "trimethoprim + sulfamethoxazole",
        "trimethoprim with sulfamethoxazole",
        "SMX-TMP for UTI",
        "TMP/SMX for UTI",
    ],
)
def test_the_parts_of_a_product_are_one(said: str) -> None:
    """In any order and with whatever joins them."""
    assert as_products(said, ["trimethoprim", "sulfamethoxazole"]) == COTRIMOXAZOLE


def test_a_part_that_the_vocabulary_lacks_is_found() -> None:
    """The names of medication lists count in questions, too."""
    assert as_products("Amoxicillin-clavulanate for sinusitis", ["amoxicillin"]) == ("amoxicillin + clavulanic acid",)


@pytest.mark.parametrize(
    "said",
    [
        "trimethoprim or sulfamethoxazole",
        "trimethoprim, later sulfamethoxazole",
        "trimethoprim instead of sulfamethoxazole",
    ],
)
def test_options_stay_apart(said: str) -> None:
    """What is not joined is no product."""
    asked = ("trimethoprim", "sulfamethoxazole")
    assert as_products(said, asked) == asked


def test_drugs_that_are_no_product_stay_apart() -> None:
    """Side by side is not yet together."""
    assert as_products("codeine and warfarin", ["codeine", "warfarin"]) == ("codeine", "warfarin")


def test_a_product_that_is_not_asked_about_adds_nothing() -> None:
    """One that was had before, or is taken, is no option."""
    assert as_products("osimertinib after co-amoxiclav", ["osimertinib"]) == ("osimertinib",)


@pytest.mark.parametrize(
    "asked",
    [
        "Trimethoprim-sulfamethoxazole?",
        "Sulfamethoxazole-trimethoprim?",
        "trimethoprim/sulfamethoxazole?",
        "trimethoprim + sulfamethoxazole?",
        "Can I give trimethoprim and sulfamethoxazole?",
    ],
)
def test_what_is_said_of_a_product_with_a_medication_is_told_in_either_order(asked: str, tmp_path: Path) -> None:
    """The rows on the product are met whichever of its parts is named first."""
    with opened(tmp_path, [EGFR_TRIAL]) as assistant:
        answer = assistant.ask(asked, Patient(medications=("methotrexate",)))
    assert [(one.severity, one.drug) for one in answer.alerts] == [("avoid", *COTRIMOXAZOLE)]
