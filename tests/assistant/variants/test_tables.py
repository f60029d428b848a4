"""The tables on variants, keyed by what the comparison asks for."""

from __future__ import annotations

import pytest

from assistant.knowledge.tables import pieces, rows
from assistant.variants.notations import one_letter
from assistant.variants.tables import (
    exon_codons,
    named_alleles,
    polymorphisms,
    rows_of,
    star_rows,
    translocations,
    true_proteins,
    variant_rows,
    variant_words,
)


def test_every_way_to_write_a_variant_leads_to_its_row() -> None:
    """The protein and the coding change of V600E have the same row, which V600K's do not."""
    known = rows_of("BRAF")
    same = known["protein", "V600E"] & known["coding", "c.1799T>A"]
    assert len(same) == 1
    assert not same & known["protein", "V600K"]


def test_rows_of_one_gene_are_those_of_all_that_are_its() -> None:
    """Asked for a gene, no other's rows come, and none of its own are lost."""
    everything, mine = rows_of(), rows_of("EGFR")
    assert {gene for owners in mine.values() for gene, _ in owners} == {"EGFR"}
    lost = {
        notation
        for notation, owners in everything.items()
        if any(gene == "EGFR" for gene, _ in owners) and not mine.get(notation)
    }
    assert lost == set()
    assert rows_of("ZZTOP9") == {}


def test_a_row_on_several_changes_names_none_of_them() -> None:
    """ "G12/G13" and "L858R or T790M" are not one variant, so that no notation leads to such a row."""
    several = {row[6] for row in rows("variants") if " or " in row[1].lower() or " and " in row[1].lower()}
    assert several
    assert not several & {source for owners in rows_of().values() for _, source in owners}


def test_each_row_a_notation_leads_to_is_there() -> None:
    """(gene, source) of every notation is a row, and that row is of this gene."""
    known = variant_rows()
    for gene in ("BRAF", "EGFR", "ABCB1", "VKORC1"):
        owners = {owner for found in rows_of(gene).values() for owner in found}
        assert owners
        assert all(known[owner][0] == gene for owner in owners)


def test_polymorphisms_have_a_source_each_of_its_own() -> None:
    """The rsID makes it unique, and the columns are those of the variants."""
    made = polymorphisms()
    assert len({(row[0], row[6]) for row in made}) == len(made)
    assert {len(row) for row in made} == {len(rows("variants")[0])}
    assert all(row[4] in row[6] for row in made)


@pytest.mark.parametrize(("gene", "change", "true"), [("KRAS", "G12C", True), ("MTHFR", "C677T", False)])
def test_a_change_of_bases_is_no_true_protein_change(gene: str, change: str, true: bool) -> None:
    """G12C of KRAS is a protein's; C677T, read as a protein change, is none."""
    assert ((gene, change) in true_proteins()) is true


def test_exons_have_their_codons_in_order() -> None:
    """Exon 19 of EGFR holds codon 746; no exon ends before it begins."""
    low, high = exon_codons()["EGFR", "19"]
    assert low <= 746 <= high
    assert all(1 <= first <= last for first, last in exon_codons().values())


def test_a_translocation_is_told_of_its_fusion() -> None:
    """BCR::ABL1 is t(9;22); every fusion has two partners."""
    assert "t(9;22)" in translocations()["BCR::ABL1"]
    assert all(len(fusion.split("::")) == 2 for fusion in translocations())


def test_star_alleles_are_told_by_their_variant() -> None:
    """CYP2C19*2 is rs4244285; each row has a gene, an allele, and a variant that it is named for."""
    assert ("CYP2C19", "*2", "rs4244285") in {row[:3] for row in star_rows()}
    assert all(row[0] and row[1].startswith("*") and (row[2] or row[3]) for row in star_rows())


def test_alleles_with_a_word_for_a_name_belong_to_their_gene() -> None:
    """G6PD Mediterranean is one; the same word of another gene is none."""
    assert ("G6PD", "Mediterranean") in named_alleles()
    assert ("BRAF", "Mediterranean") not in named_alleles()


def test_words_for_a_class_stand_on_a_side() -> None:
    """ "MET amplification" and "amplification of MET" are one class, told by words on two sides."""
    words = variant_words()
    assert words["after"]["amplification"] == words["before"]["amplification of"] == "amplification"
    assert set(words) == {"after", "before"}


def test_every_protein_of_the_variants_is_found_again() -> None:
    """A row on one protein change is reached from that change in one-letter notation."""
    wanted = [
        (row[0], row[6], text) for row in rows("variants") for text in pieces(row[2])[:1] if text.startswith("p.")
    ]
    lost = [one for one in wanted if one[:2] not in rows_of(one[0]).get(("protein", one_letter(one[2])), ())]
    assert len(lost) < 0.05 * len(wanted), lost[:10]
