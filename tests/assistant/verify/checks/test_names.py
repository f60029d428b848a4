"""The named things of a sentence: one key for synonyms, and what is no name."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verify.checks.names import Name, find_names, same_name


def only(text: str) -> Name:
    (name,) = find_names(text)
    return name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Herceptin in breast cancer", [("drug", "Herceptin"), ("disease", "breast cancer")]),
        ("BRAF V600E melanoma", [("gene", "BRAF"), ("variant", "V600E"), ("disease", "melanoma")]),
        ("CYP2C19*2/*17 carriers", [("variant", "CYP2C19*2/*17")]),
        ("the TT genotype and the C allele", [("variant", "TT"), ("variant", "C")]),
        ("SLCO1B1 521CC and 521TT", [("gene", "SLCO1B1"), ("variant", "521CC"), ("variant", "521TT")]),
        ("a BRCA1/2 mutation", [("gene", "BRCA1"), ("variant", "BRCA2 mutation")]),
        ("the HORIZON-7 trial", [("code", "HORIZON-7")]),
        ("allele T", [("variant", "T")]),
        ("HLA-B*57:01", [("variant", "HLA-B*57:01")]),
        ("EML4-ALK", [("variant", "EML4-ALK")]),
        ("EML4‐ALK", [("variant", "EML4‐ALK")]),
        ("TAK-788", [("drug", "TAK-788")]),
        ("LMP1", [("gene", "LMP1")]),
        ("pT1a", [("code", "pT1a")]),
        ("Group B and arm C", [("code", "Group B"), ("code", "arm C")]),
        ("EGFR-mutant cells", [("variant", "EGFR-mutant")]),
        ("vitamin D", [("drug", "vitamin D")]),
        ("factor V", [("code", "factor V")]),
    ],
)
def test_names_are_found_with_their_kind(text: str, expected: list[tuple[str, str]]) -> None:
    """Variants first, then what a vocabulary has, then labels and codes."""
    assert [(name.kind, name.text) for name in find_names(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "a tumor of 12mm",
        "grade III",
        "stage IV disease",
        "the patients",
        "5 mg/kg",
        "10-day",
        "p = 1.2e-9",
        "5E−8",
        "",
        "I",
    ],
)
def test_what_is_no_name_is_none(text: str) -> None:
    """Too general a word, a numeral, an amount."""
    assert find_names(text) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Herceptin", "trastuzumab"),
        ("HER2", "ERBB2"),
        ("HER-2", "HER2"),
        ("TAK-788", "TAK788"),
        ("TAK-788", "TAK‐788"),
        ("IL-6", "IL6"),
        ("LMP1", "LMP-1"),
        ("BRAF V600E", "BRAF p.Val600Glu"),
        ("breast cancers", "breast cancer"),
        ("C/T genotype", "CT genotype"),
    ],
)
def test_synonyms_are_one_thing(one: str, other: str) -> None:
    """Brands, aliases, hyphens, notations and plurals, in both directions."""
    first, second = find_names(one)[-1], find_names(other)[-1]
    assert same_name(first, second)
    assert same_name(second, first)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gefitinib", "erlotinib"),
        ("TAK-788", "TAK-243"),
        ("CYP2C19", "CYP2C9"),
        ("BRAF V600E", "BRAF V600K"),
        ("Group A", "Group B"),
        ("breast cancer", "lung cancer"),
        ("TT genotype", "CC genotype"),
        ("melanoma", "gefitinib"),
    ],
)
def test_different_things_are_never_one(one: str, other: str) -> None:
    """Neighbors in a family, in a list of compounds or in an alphabet, in neither direction."""
    first, second = find_names(one)[-1], find_names(other)[-1]
    assert not same_name(first, second)
    assert not same_name(second, first)


def test_a_kind_of_a_disease_is_that_disease_but_not_the_other_way_round() -> None:
    """Evidence on lung adenocarcinoma is on lung cancer; evidence on lung cancer need not be on adenocarcinoma."""
    broad, narrow = only("lung cancer"), only("lung adenocarcinoma")
    assert same_name(broad, narrow)
    assert not same_name(narrow, broad)


def test_comparing_names_is_reflexive_and_other_than_for_diseases_symmetric() -> None:
    """Of every two names of a mixed list."""
    texts = "gefitinib, HER2, TAK-788, LMP1, BRAF V600E, rs9923231, CYP2C19*2, melanoma and Group B"
    names = find_names(texts)
    assert len(names) >= 9
    for one, other in product(names, names):
        assert same_name(one, one)
        if "disease" not in (one.kind, other.kind):
            assert same_name(one, other) == same_name(other, one)


PARTS = [
    "BRAF",
    "V600E",
    "-",
    "‐",
    " ",
    "TAK",
    "788",
    "*2",
    "HLA-B",
    ":01",
    "α",
    "TT",
    " genotype",
    "Group B",
    "p.",
    ">",
    "x",
]


@given(st.lists(st.sampled_from(PARTS) | st.text(max_size=3), max_size=10).map("".join))
def test_names_lie_in_any_text_in_order_and_apart(text: str) -> None:
    """Whatever the text, each name is the text at its offsets, and none overlaps another."""
    found = find_names(text)
    assert all(text[name.start : name.end] == name.text and name.key for name in found)
    spans = sorted({(name.start, name.end) for name in found})
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_a_later_genotype_of_a_list_is_of_the_same_gene() -> None:
    """The second of two at one place has the key it would have by itself; one at another place has none of theirs."""
    keys = [name.key for name in find_names("SLCO1B1 521CC, 521TC and 521TT; SLCO1B1 c.521TT")]
    assert keys[3] == keys[-1] != keys[1]
    assert find_names("SLCO1B1 521CC and 388TT")[-1].key != keys[3]


def test_a_greek_letter_is_its_name() -> None:
    """ "ε4" and "epsilon4" are one code."""
    assert only("the ε4 allele").key == only("the epsilon4 allele").key
