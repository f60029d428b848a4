"""Genes that a note leaves out beside a variant."""

from __future__ import annotations

from assistant.patient.notes.gene_lists import complete, named_variants, sharing, without_general
from assistant.variants.find import find_variants


def test_a_word_of_a_change_is_shared_by_the_genes_before_it() -> None:
    """ "NRAS and KRAS wild type" is said of both."""
    text = "NRAS and KRAS wild type"
    mentions = complete(text, find_variants(text))
    assert {one.gene for one in [*mentions, *sharing(text, mentions)]} == {"NRAS", "KRAS"}


def test_alleles_without_a_gene_have_the_gene_named_just_before() -> None:
    """Only within the sentence."""
    text = "CYP2C19 *1/*3? - lab says *1/*2"
    assert [one.gene for one in complete(text, find_variants(text))] == ["CYP2C19", "CYP2C19"]


def test_a_named_variant_has_its_gene() -> None:
    """ "factor V Leiden" is of F5."""
    assert [one.gene for one in named_variants("factor V Leiden het", [])] == ["F5"]


def test_a_mutation_at_large_is_left_out_beside_the_exact_one() -> None:
    """Of another gene it stays."""
    text = "BRCA1 mutation, BRCA1 c.181T>G, PALB2 mutation"
    kept = without_general(complete(text, find_variants(text)))
    assert {(one.gene, one.value) for one in kept} == {("BRCA1", "c.181T>G"), ("PALB2", "mutation")}
