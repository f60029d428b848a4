"""A pair of alleles as another zygosity."""

from __future__ import annotations

import pytest

from assistant.question.other_zygosity import same_pair, with_zygosity


@pytest.mark.parametrize(
    ("gene", "alleles", "zygosity", "pair"),
    [
        ("CYP2C19", "*1/*3", "homozygous", "*3/*3"),
        ("CYP2C19", "*3/*3", "heterozygous", "*1/*3"),
        ("DPYD", "Reference/c.1129-5923C>G", "homozygous", "c.1129-5923C>G/c.1129-5923C>G"),
        ("DPYD", "c.2846A>T/c.2846A>T", "heterozygous", "*1/c.2846A>T"),
        ("DPYD", "c.2846A>T/Reference", "heterozygous", "Reference/c.2846A>T"),
        ("DPYD", "c.1679T>G heterozygous", "homozygous", "c.1679T>G/c.1679T>G"),
        ("CACNA1S", "Reference/c.520C>T", "homozygous", "c.520C>T/c.520C>T"),
        ("CYP2C19", "*2/*3", "homozygous", ""),
        ("CYP2C19", "*1/*1", "homozygous", ""),
        ("CYP2C19", "", "homozygous", ""),
    ],
)
def test_the_variant_allele_stays_as_written(gene: str, alleles: str, zygosity: str, pair: str) -> None:
    """The reference allele too; of two variant alleles, or of none, no pair is guessed."""
    assert with_zygosity(gene, alleles, zygosity) == pair


def test_a_pair_is_the_same_in_either_order() -> None:
    """A single allele is no pair."""
    assert same_pair("c.2846A>T/Reference", "Reference/c.2846A>T")
    assert not same_pair("*2/*2", "*1/*2")
    assert not same_pair("*2", "*2")
