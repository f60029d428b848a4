"""How variants are written: every notation becomes a kind and a value in one spelling, at its place."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.variants.notations import one_letter, read_notations, three_letters


def read(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.value) for one in read_notations(text)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        # proteins: HGVS with and without brackets, one and three letters, stops, frameshifts, ranges
        ("p.Val600Glu", "protein", "V600E"),
        ("p.(Val600Glu)", "protein", "V600E"),
        ("Val600Glu", "protein", "V600E"),
        ("p.V600E", "protein", "V600E"),
        ("p. V600E", "protein", "V600E"),
        ("V600E", "protein", "V600E"),
        ("p.Arg213Ter", "protein", "R213*"),
        ("p.R213*", "protein", "R213*"),
        ("p.Leu747_Pro753delinsSer", "protein", "L747_P753delinsS"),
        ("p.Glu746_Ala750del", "protein", "E746_A750del"),
        ("E746_A750del", "protein", "E746_A750del"),
        ("E746-A750del", "protein", "E746_A750del"),
        ("E746‐A750del", "protein", "E746_A750del"),  # U+2010
        ("E746–A750del", "protein", "E746_A750del"),
        ("p.Lys1347fs", "protein", "K1347fs"),
        ("p.Lys1347AsnfsTer6", "protein", "K1347Nfs"),
        ("p.K1347Nfs*6", "protein", "K1347Nfs"),
        ("ΔF508", "protein", "F508del"),
        ("delta F508", "protein", "F508del"),
        ("F508del", "protein", "F508del"),
        ("p.Phe508del", "protein", "F508del"),
        # bases: coding, genomic, introns, untranslated, arrows, entities, legacy
        ("c.1799T>A", "coding", "c.1799T>A"),
        ("c.1799T→A", "coding", "c.1799T>A"),
        ("c.1799T&gt;A", "coding", "c.1799T>A"),
        ("c. 1799 T > A", "coding", "c.1799T>A"),
        ("c.1905+1G>A", "coding", "c.1905+1G>A"),
        ("IVS14+1G>A", "coding", "IVS14+1G>A"),
        ("c.-1639G>A", "coding", "c.-1639G>A"),
        ("-1639G>A", "coding", "c.-1639G>A"),
        ("–1639G>A", "coding", "c.-1639G>A"),
        ("c.−1639G>A", "coding", "c.-1639G>A"),  # U+2212
        ("‐1639G>A", "coding", "c.-1639G>A"),
        ("3435C>T", "coding", "c.3435C>T"),
        ("c.35delG", "coding", "c.35del"),
        ("c.68_69delAG", "coding", "c.68_69del"),
        ("c.5266dupC", "coding", "c.5266dup"),
        ("g.94781859G>A", "genomic", "g.94781859G>A"),
        ("m.1555A>G", "genomic", "m.1555A>G"),
        # identifiers and alleles
        ("rs1799853", "rsid", "rs1799853"),
        ("rs 1799853", "rsid", "rs1799853"),
        ("CYP2C19*2", "allele", "*2"),
        ("CYP2C19*2/*17", "diplotype", "*17/*2"),
        ("CYP2D6*1/*2xN", "diplotype", "*1/*2xN"),
        ("CYP2D6 *4", "allele", "*4"),
        ("HLA-B*57:01", "hla", "57:01"),
        ("HLA-B *57:01", "hla", "57:01"),
        ("HLA-B*5701", "hla", "57:01"),
        ("HLA-DRB1*15:01", "hla", "15:01"),
        ("HLA-B57", "hla", "57"),
        # classes
        ("exon 19 deletion", "exon", "exon 19 deletion"),
        ("exon 19 del", "exon", "exon 19 deletion"),
        ("exon‐19 deletion", "exon", "exon 19 deletion"),
        ("ex20ins", "exon", "exon 20 insertion"),
        ("insertions in exon 20", "exon", "exon 20 insertion"),
        ("exon 14 skipping", "exon", "exon 14 skipping"),
        ("del19", "exon", "exon 19 deletion"),
        ("KIT exon 11", "exon", "exon 11 mutation"),
        ("EGFR exon 19", "exon", "exon 19 mutation"),
        ("MET exon 14", "exon", "exon 14 skipping"),
        ("MET ex14", "exon", "exon 14 skipping"),
        ("t(9;22)(q34;q11)", "translocation", "t(9;22)"),
        ("t(9:22)", "translocation", "t(9;22)"),
        ("EGFRvIII", "other", "vIII"),
        ("codon 61", "position", "61"),
    ],
)
def test_a_notation_has_one_spelling(text: str, kind: str, value: str) -> None:
    """However a text writes it, and whatever stands around it, kind and value are the same."""
    expected = (kind, "/".join(sorted(value.split("/"))) if kind == "diplotype" else value)
    for around in (text, f"({text}),", f"We saw {text} in 12 of 40."):
        found = [
            (one.kind, "/".join(sorted(one.value.split("/"))) if one.kind == "diplotype" else one.value)
            for one in read_notations(around)
        ]
        assert expected in found, around


@pytest.mark.parametrize("text", ["KIT exons 9 and 11 were sequenced", "EGFR exon 18-21", "exon 11 of 12", "in exon 4"])
def test_exons_that_were_sequenced_are_no_variants(text: str) -> None:
    """An exon without its gene before it, several, and a range of them say nothing of a change."""
    assert [one for one in read_notations(text) if one.kind == "exon"] == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("V600E/K", ["V600E", "V600K"]),
        ("V600E and V600K", ["V600E", "V600K"]),
        ("codons 12 and 13", ["12", "13"]),
        ("L858R, T790M and C797S, respectively", ["L858R", "T790M", "C797S"]),
        ("c.1799T>A (p.V600E)", ["c.1799T>A", "V600E"]),
        ("rs1799853 and rs1057910", ["rs1799853", "rs1057910"]),
        ("rs9923231 (c.-1639G>A)", ["rs9923231", "c.-1639G>A"]),
    ],
)
def test_each_of_a_list_is_read_in_its_order(text: str, values: list[str]) -> None:
    """Lists, brackets and a shared position give one notation each."""
    assert [one.value for one in read_notations(text)] == values


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no digits here",
        "95% CI 0.37-0.57",
        "IL-6 and CD4",
        "1 of 40 (2.5%)",
        "rs1",
        "grade 3/4",
        "p < 0.05",
        "24 G>",
        "COVID-19",
    ],
)
def test_what_is_no_notation_is_not_read_as_a_sure_one(text: str) -> None:
    """Numbers, markers and statistics give nothing that counts without a gene beside it."""
    assert [one for one in read_notations(text) if one.certain] == []


def test_the_gene_within_a_notation_is_kept() -> None:
    """An allele's gene belongs to it; a protein change has none of its own."""
    assert [(one.gene, one.value) for one in read_notations("CYP2C19*2, HLA-B*57:01, V600E, VKORC1 -1639G>A")] == [
        ("CYP2C19", "*2"),
        ("HLA-B", "57:01"),
        ("", "V600E"),
        ("", "c.-1639G>A"),
    ]


def test_a_short_notation_needs_its_gene() -> None:
    """A star, a letter with one digit and lower case are variants only beside a gene: they are not certain."""
    told = {text: [one.certain for one in read_notations(text)] for text in ("the *2", "G1A", "v600e", "V600E")}
    assert told == {"the *2": [False], "G1A": [False], "v600e": [False], "V600E": [True]}


PROTEINS = st.builds(
    "{}{}{}".format,
    st.sampled_from("ACDEFGHIKLMNPQRSTVWY"),
    st.integers(10, 9999),
    st.sampled_from("ACDEFGHIKLMNPQRSTVWY*"),
)


@given(PROTEINS)
def test_one_and_three_letters_are_turned_into_each_other(value: str) -> None:
    """Three letters lead back to one, with and without "p." and brackets, and both are read as the same."""
    long = three_letters(value)
    assert one_letter(long) == one_letter(f"p.({long})") == one_letter(f"p.{value}") == value
    assert read(f"p.{value}") == read(f"p.{long}") == [("protein", value)]


@given(PROTEINS)
def test_one_letter_notation_is_settled(value: str) -> None:
    """What is in one spelling already stays as it is."""
    assert one_letter(one_letter(value)) == one_letter(value)


PARTS = [
    "V600E",
    "p.",
    "(",
    ")",
    "Val600Glu",
    "c.",
    "1799T>A",
    "*2",
    "/",
    " ",
    "rs12",
    "exon 19 ",
    "del",
    "CYP2C19",
    "Δ",
    "F508",
]


@given(st.lists(st.sampled_from(PARTS) | st.text(max_size=3), max_size=8).map("".join))
def test_notations_lie_within_any_text_in_order(text: str) -> None:
    """Whatever the text, spans are within it, in order, and overlap only where one mention names two variants."""
    found = read_notations(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    for one, other in pairwise(found):
        assert other.start >= one.end or (one.start, one.end) == (other.start, other.end)
