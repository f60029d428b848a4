"""A pair of alleles is read whole, or not at all."""

from __future__ import annotations

import time

import pytest

from assistant.variants.allele_pairs import is_allele, pairs_in


@pytest.mark.parametrize(
    ("text", "gene", "alleles"),
    [
        ("DPYD *1/HapB3", "DPYD", "*1/HapB3"),
        ("She is (DPYD: HapB3/HapB3).", "DPYD", "HapB3/HapB3"),
        ("UGT1A1 (TA)6/(TA)7 and irinotecan", "UGT1A1", "(TA)6/(TA)7"),
        ("UGT1A1 7/7", "UGT1A1", "7/7"),
        ("HLA-B*15:02/*58:01.", "HLA-B", "*15:02/*58:01"),
        ("CFTR F508del/F508del", "CFTR", "F508del/F508del"),
        ("ABCG2 c.421C>A / c.421C>A", "ABCG2", "c.421C>A/c.421C>A"),
        ("G6PD B/Canton", "G6PD", "B/Canton"),
    ],
)
def test_a_pair_has_both_alleles(text: str, gene: str, alleles: str) -> None:
    """By name or by change, with a star or without, and nothing of the sentence around it."""
    (found,) = pairs_in(text)
    assert (found.gene, found.alleles) == (gene, alleles)
    assert text[found.start : found.end].replace(" ", "").endswith(alleles)


@pytest.mark.parametrize(
    "text",
    ["CYP2C19 *1/*2", "TPMT/NUDT15 normal", "CYP2D6 and/or CYP2C19", "UGT1A1 7/8", "EGFR L858R/T790M", "DPYD 1/2"],
)
def test_what_is_no_pair_of_alleles_is_none(text: str) -> None:
    """Two stars are found elsewhere; a side that no table has makes no pair, nor does a gene without guidelines."""
    assert pairs_in(text) == ()


def test_an_allele_is_known_by_its_name_or_its_change() -> None:
    """Of this gene, in any case of letters."""
    assert is_allele("DPYD", "hapb3")
    assert is_allele("DPYD", "c.2846A>T")
    assert is_allele("HLA-B", "57:01")
    assert not is_allele("TPMT", "HapB3")
    assert not is_allele("DPYD", "tested")


def test_a_long_text_is_read_in_time() -> None:
    """Sides have an end, so that neither slashes nor a long word cost more than they are long."""
    started = time.perf_counter()
    assert pairs_in("DPYD " + "a/" * 20_000) == ()
    assert pairs_in("UGT1A1 (" + "T" * 40_000) == ()
    assert time.perf_counter() - started < 3
