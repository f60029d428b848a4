"""Regimens and products of several drugs, by name."""

from __future__ import annotations

import pytest

from assistant.knowledge.tables import pieces, rows
from assistant.names.medications import drug_of
from assistant.names.regimens import drugs_of_regimen, regimens_in, spelled_out


@pytest.mark.parametrize(
    ("text", "drugs"),
    [
        ("FOLFOX", ("fluorouracil", "leucovorin", "oxaliplatin")),
        ("mFOLFOX6", ("fluorouracil", "leucovorin", "oxaliplatin")),
        ("folfox-4", ("fluorouracil", "leucovorin", "oxaliplatin")),
        ("XELOX", ("oxaliplatin", "capecitabine")),
        ("Triumeq", ("abacavir", "lamivudine", "dolutegravir")),
        ("FOLFOX and cetuximab", ()),
        ("Co-trimoxazole", ("sulfamethoxazole", "trimethoprim")),
        ("cotrimoxazole", ("sulfamethoxazole", "trimethoprim")),
        ("co-amoxiclav", ("amoxicillin", "clavulanic acid")),
        ("amoxicillin-clavulanate", ("amoxicillin", "clavulanic acid")),
        ("amoxicillin / clavulanate", ("amoxicillin", "clavulanic acid")),
        ("capecitabine", ()),
        ("", ()),
    ],
)
def test_a_regimen_is_its_drugs(text: str, drugs: tuple[str, ...]) -> None:
    """By its name in any case and with the number of its variation; a longer text, or a drug, is none."""
    assert drugs_of_regimen(text) == drugs


def test_a_short_name_is_one_only_in_capitals() -> None:
    """ "maid" is a word and "MAID" a regimen, where it stands in a text."""
    assert [one.name for one in regimens_in("the maid had MAID")] == ["MAID"]


def test_a_name_within_a_word_is_none() -> None:
    """A regimen's letters in a longer word or a gene's name say nothing."""
    assert regimens_in("CHOPS and ABVDX") == ()


def test_what_no_record_spells_out_says_nothing() -> None:
    """A regimen without drugs in the table has no sentence; one with drugs has its source in it."""
    (known,) = regimens_in("FOLFIRI")
    assert spelled_out(known)[0].startswith("FOLFIRI is read as ")
    assert known.source in spelled_out(known)[0]
    unknown = next(name for name, drugs, _ in rows("regimens") if not drugs)
    assert [spelled_out(one) for one in regimens_in(unknown)] == [[]]


def test_every_drug_of_a_regimen_is_known() -> None:
    """What is checked of a regimen is checked of drugs that the vocabulary has."""
    for name, drugs, source in rows("regimens"):
        assert source, name
        assert all(map(drug_of, pieces(drugs))), name
