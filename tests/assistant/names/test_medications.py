"""The drugs that an entry of a medication list names."""

from __future__ import annotations

import time

import pytest

from assistant.names.medications import drug_of, drugs_in


@pytest.mark.parametrize(
    ("entry", "drugs"),
    [
        ("metoprolol succinate 50 mg daily", ("metoprolol",)),
        ("warfarin 5mg", ("warfarin",)),
        ("Coumadin 2.5 mg qd", ("warfarin",)),
        ("Depakote 500 mg bid", ("valproate",)),
        ("Lasix 40", ("furosemide",)),
        ("metformin hydrochloride 500 mg", ("metformin",)),
        ("clopidogrel bisulfate", ("clopidogrel",)),
        ("codeine phosphate 30 mg", ("codeine",)),
        ("rifampin 600 mg", ("rifampicin",)),
        ("lithium carbonate 300 mg tid", ("lithium",)),
        ("lopinavir/ritonavir", ("lopinavir", "ritonavir")),
        ("sacubitril-valsartan", ("sacubitril", "valsartan")),
        ("TMP-SMX DS", ("sulfamethoxazole", "trimethoprim")),
        ("Bactrim", ("sulfamethoxazole", "trimethoprim")),
        ("isosorbide mononitrate 30 mg ER", ("isosorbide mononitrate",)),
        ("insulin glargine 20 units", ("insulin glargine",)),
        ("5-FU", ("fluorouracil",)),
        ("grapefruit juice", ("grapefruit",)),
        ("St. John's wort 300 mg", ("St. John's Wort",)),
        ("take one tablet at bedtime as needed for pain", ()),
        ("zorbitrex 50 mg", ()),
        ("", ()),
    ],
)
def test_an_entry_names_its_drugs(entry: str, drugs: tuple[str, ...]) -> None:
    """Doses, salts, brands, combinations; what is no drug gives nothing."""
    assert drugs_in(entry) == drugs


def test_a_name_is_one_drug_or_none() -> None:
    """A combination is not one drug."""
    assert drug_of("rifampin") == "rifampicin"
    assert drug_of("Bactrim") == ""
    assert drug_of("zorbitrex") == ""


def test_an_entry_of_any_length_takes_little_time() -> None:
    """What is beyond the limit is not read."""
    started = time.perf_counter()
    drugs_in("warfarin and " * 100_000)
    assert time.perf_counter() - started < 2
