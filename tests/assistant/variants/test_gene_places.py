"""Where a text names genes beside which a variant may stand."""

from __future__ import annotations

from assistant.variants.gene_places import Gene, Genes, genes_in


def test_genes_are_found_by_symbol_and_alias() -> None:
    """An alias gives the approved symbol, at its own place."""
    assert [(one.symbol, one.start) for one in genes_in("EGFR and HER2")] == [("EGFR", 0), ("ERBB2", 9)]


def test_the_nearest_gene_on_either_side_is_told() -> None:
    """The last that ends before a place, and the first that begins after it."""
    genes = Genes("EGFR L858R, KRAS G12C", [])
    before, after = genes.before(5), genes.after(5)
    assert before is not None
    assert after is not None
    assert (before.symbol, after.symbol) == ("EGFR", "KRAS")


def test_a_fusion_is_the_gene_that_it_drives() -> None:
    """Its partner is no gene beside which the variant stands."""
    assert Genes("BCR-ABL T315I", [Gene("ABL1", 0, 7)]).symbols == {"ABL1"}


def test_only_the_genes_of_the_same_sentence_are_beside() -> None:
    """A sentence's end parts them."""
    symbols, _ = Genes("EGFR was wild-type. KRAS G12C was found.", []).beside(25, 29)
    assert symbols == {"KRAS"}
