"""Whether two variants are one, one within the other, different, or not to be told: on identities, not on texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.variants.same_variant import Identity, genes_of, relate


def one(text: str) -> Identity:
    """ "GENE|kind|value"."""
    return Identity(*text.split("|"))


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        # a row of a source that names two changes side by side makes them no one
        ("ABL1|protein|E255K", "ABL1|protein|V299L", "different"),
        ("ABL1|protein|L248R", "ABL1|protein|F359I", "different"),
        # one gene, one residue
        ("BRAF|protein|V600E", "BRAF|protein|V600E", "same"),
        ("BRAF|protein|V600E", "BRAF|protein|V600K", "different"),
        ("BRAF|protein|V600E", "BRAF|coding|c.1799T>A", "same"),
        ("BRAF|protein|V600K", "BRAF|coding|c.1799T>A", "different"),
        ("BRAF|protein|V600E", "BRAF|position|V600", "member"),
        ("BRAF|protein|V600E", "BRAF|position|600", "member"),
        ("BRAF|protein|V600E", "BRAF|position|K600", "different"),
        ("BRAF|protein|V600E", "BRAF|position|601", "different"),
        ("BRAF|protein|V600E", "BRAF|mutation|mutation", "member"),
        ("BRAF|protein|V600E", "BRAF|wild type|wild type", "different"),
        ("BRAF|protein|V600E", "BRAF|amplification|amplification", "different"),
        # another gene is another variant, and a gene left out is filled in from the other side
        ("KRAS|protein|G13D", "HRAS|protein|G13D", "different"),
        ("KRAS|protein|G13D", "|protein|G13D", "same"),
        # frameshifts and stops
        ("MSH6|protein|K1347fs", "MSH6|protein|K1347Nfs", "member"),
        ("MSH6|protein|K1347Nfs", "MSH6|protein|K1347Rfs", "different"),
        ("TP53|protein|R213*", "TP53|protein|R213X", "same"),
        # exons and their classes
        ("EGFR|protein|E746_A750del", "EGFR|exon|exon 19 deletion", "member"),
        ("EGFR|protein|L858R", "EGFR|exon|exon 19 deletion", "different"),
        ("EGFR|protein|E746_A750del", "EGFR|exon|exon 20 insertion", "different"),
        ("EGFR|exon|exon 19 deletion", "EGFR|exon|exon 19 mutation", "member"),
        ("EGFR|exon|exon 19 deletion", "EGFR|exon|exon 20 deletion", "different"),
        # star alleles, diplotypes, and the rsID they are named for
        ("CYP2C19|allele|*2", "CYP2C19|allele|*2", "same"),
        ("CYP2C19|allele|*2", "CYP2C19|allele|*17", "different"),
        ("CYP2C19|allele|*2", "CYP2C19|diplotype|*1/*2", "member"),
        ("CYP2C19|allele|*2", "CYP2C19|diplotype|*1/*17", "different"),
        ("CYP2C19|allele|*2", "CYP2C19|rsid|rs4244285", "same"),
        ("CYP2C19|allele|*2", "CYP2C19|rsid|rs12248560", "different"),
        ("CYP2C19|diplotype|*1/*2", "CYP2C19|rsid|rs4244285", "member"),
        ("CYP2C19|allele|*2", "CYP2C9|allele|*2", "different"),
        ("TPMT|allele|*3", "TPMT|allele|*3A", "member"),
        ("TPMT|allele|*3A", "TPMT|allele|*3C", "different"),
        ("CYP2D6|allele|*2", "CYP2D6|allele|*2xN", "different"),
        # HLA by its fields
        ("HLA-B|hla|57:01", "HLA-B|hla|57", "member"),
        ("HLA-B|hla|57:01", "HLA-B|hla|57:03", "different"),
        ("HLA-B|hla|57:01:01", "HLA-B|hla|57:01", "member"),
        ("HLA-B|hla|15:02", "HLA-A|hla|15:02", "different"),
        # fusions, and what is no fusion
        ("ALK|fusion|EML4::ALK", "ALK|fusion|KIF5B::ALK", "different"),
        ("ALK|fusion|EML4::ALK", "RET|fusion|CCDC6::RET", "different"),
        ("ABL1|fusion|BCR::ABL1", "ABL1|translocation|t(9;22)", "same"),
        ("ALK|fusion|EML4::ALK", "ALK|amplification|amplification", "different"),
        # dosage
        ("MET|amplification|amplification", "MET|copy number gain|copy number gain", "member"),
        ("PTEN|loss|loss", "PTEN|deletion|deletion", "member"),
        ("MET|amplification|amplification", "MET|loss|loss", "different"),
        # what neither notation nor a row settles
        ("ZZTOP9|protein|V600E", "ZZTOP9|rsid|rs999999999", "indeterminate"),
        ("MTHFR|protein|C677T", "MTHFR|coding|c.677C>T", "same"),
        ("KRAS|protein|G12C", "KRAS|coding|c.12G>C", "different"),
    ],
)
def test_two_identities_are_related_in_both_directions(a: str, b: str, relation: str) -> None:
    """By rules of notation first, by rows of tables else; a missing row is never proof of difference."""
    assert (relate(one(a), one(b)), relate(one(b), one(a))) == (relation, relation)


KINDS = {
    "protein": ["V600E", "V600K", "E746_A750del", "G12C", "C677T", "K1347fs", "R213*", "R213X"],
    "coding": ["c.1799T>A", "c.677C>T", "c.1905+1G>A", "c.35del"],
    "position": ["V600", "600", "12"],
    "exon": ["exon 19 deletion", "exon 20 insertion", "exon 14 skipping", "exon 19 mutation"],
    "allele": ["*1", "*2", "*3A", "*2xN"],
    "diplotype": ["*1/*2", "*2/*17"],
    "genotype": ("c.521CC", "c.1799TA"),
    "hla": ["57:01", "57", "15:02"],
    "rsid": ["rs4244285", "rs121913459", "rs999999999"],
    "fusion": ["EML4::ALK", "BCR::ABL1", "ALK::EML4"],
    "translocation": ["t(9;22)"],
    **{
        kind: [kind]
        for kind in (
            "amplification",
            "loss",
            "deletion",
            "wild type",
            "mutation",
            "overexpression",
            "positive",
            "negative",
        )
    },
}
IDENTITIES = st.builds(
    lambda gene, pair: Identity(gene, *pair),
    st.sampled_from(["", "BRAF", "EGFR", "CYP2C19", "HLA-B", "ALK", "MTHFR", "ZZTOP9"]),
    st.sampled_from([(kind, value) for kind, values in KINDS.items() for value in values]),
)


@given(IDENTITIES, IDENTITIES)
def test_the_relation_has_no_direction(a: Identity, b: Identity) -> None:
    """Of any two kinds: `relate(a, b)` is `relate(b, a)`, and a variant is the same as itself."""
    assert relate(a, b) == relate(b, a)
    assert relate(a, a) == "same"


def test_two_changes_of_one_gene_are_never_the_same_without_reason() -> None:
    """Of all pairs with two known genes, those called the same share the gene."""
    named = [
        Identity(gene, kind, value) for gene in ("BRAF", "EGFR") for kind, values in KINDS.items() for value in values
    ]
    wrong = [(a, b) for a in named for b in named if a.gene != b.gene and relate(a, b) == "same" and a.kind != "fusion"]
    assert wrong == []


def test_a_notation_knows_its_genes() -> None:
    """V600E is of BRAF as far as the tables go, an rsID of its star allele's gene; an unknown one is of none."""
    assert "BRAF" in genes_of("protein", "V600E")
    assert genes_of("rsid", "rs4244285") == {"CYP2C19"}
    assert {"KRAS", "NRAS"} <= genes_of("protein", "G12D")
    assert genes_of("protein", "W9999W") == frozenset()
