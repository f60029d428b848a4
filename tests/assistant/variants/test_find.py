"""Variants: found where a text names them, and compared by a table that is the specification."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.variants.find import compare, find_variants, gene_symbol, spellings

TABLE = Path(__file__).parents[1] / "tables" / "variants.tsv"
ROWS = [tuple(line.split("\t")) for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]


@pytest.mark.parametrize(("a", "b", "relation"), ROWS)
def test_the_relation_is_as_the_table_says(a: str, b: str, relation: str) -> None:
    """Two notations are the same, one within the other, different, or not to be told: in both directions."""
    assert (compare(a, b), compare(b, a)) == (relation, relation)


KINDS = {
    "allele",
    "amplification",
    "coding",
    "deletion",
    "diplotype",
    "exon",
    "fusion",
    "hla",
    "loss",
    "methylation",
    "mutation",
    "position",
    "protein",
    "rsid",
    "translocation",
    "wild type",
}


def test_every_kind_of_variant_is_read_from_the_table() -> None:
    """Each notation of the table is read as a variant but for bare words, and every kind there is among them."""
    found = {text: find_variants(text) for row in ROWS for text in row[:2]}
    assert {mention.kind for mentions in found.values() for mention in mentions} >= KINDS
    unread = [text for text, mentions in found.items() if not mentions and any(c.isdigit() for c in text)]
    assert len(unread) <= 0.05 * len(found), unread


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BRAF V600E melanoma, but not V600K", [("V600E", "BRAF:p.V600E"), ("V600K", "BRAF:p.V600K")]),
        (
            "EGFR L858R, T790M, and C797S",
            [("L858R", "EGFR:p.L858R"), ("T790M", "EGFR:p.T790M"), ("C797S", "EGFR:p.C797S")],
        ),
        ("a V600E/K mutation of BRAF", [("V600E/K", "BRAF:p.V600E"), ("V600E/K", "BRAF:p.V600K")]),
        ("Of DPYD the variants *2A and *13", [("*2A", "DPYD*2A"), ("*13", "DPYD*13")]),
        ("CYP2C19 and CYP2D6: carriers of *4", []),
        ("DPYD in a 2 *2 factorial design", []),
        ("CYP2C19 *2/*2 and *17", [("CYP2C19 *2/*2", "CYP2C19*2/*2"), ("*17", "CYP2C19*17")]),
        ("HLA-B*5701 carriers", [("HLA-B*5701", "HLA-B*57:01")]),
        ("MET amplification", [("MET amplification", "MET:amplification")]),
        ("loss of PTEN", [("loss of PTEN", "PTEN:loss")]),
        ("an EML4-ALK fusion", [("EML4-ALK", "EML4::ALK fusion")]),
        ("BRAFV600E", [("V600E", "BRAF:p.V600E")]),
        ("RGS4 rs951439", [("rs951439", "rs951439")]),
        ("G6PD Mediterranean", [("Mediterranean", "G6PD:Mediterranean")]),
    ],
)
def test_mentions_carry_their_place_and_key(text: str, expected: list[tuple[str, str]]) -> None:
    """Each variant of a list gets the gene the list begins with, and one spelling."""
    assert [(m.surface, m.key) for m in find_variants(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "E2F1 and HbA1C were measured",
        "PD-1 or EGFR-TKI",
        "non-V600E tumors",
        "a p value of 0.05, n = 12",
        "vitamin B12 and CD4 cells",
        "grade 3/4 toxicity",
        "the *2 of the table",
    ],
)
def test_what_only_looks_like_a_variant_is_left_alone(text: str) -> None:
    """Gene names, laboratory values, negated variants and footnote marks are no variants."""
    assert find_variants(text) == []


def test_two_genes_keep_their_own_variants() -> None:
    """The gene is the one beside the notation, not the first of the sentence."""
    found = find_variants("KRAS G12D and BRAF V600E were tested; NRAS Q61R was not.")
    assert [(m.gene, m.value) for m in found] == [("KRAS", "G12D"), ("BRAF", "V600E"), ("NRAS", "Q61R")]


def test_spellings_come_with_the_row_that_says_so() -> None:
    """Other notations of V600E are those of its CIViC row, and of no other variant."""
    (mention,) = find_variants("BRAF V600E")
    found = {synonym.text: synonym.reason for synonym in spellings(mention)}
    assert found["c.1799T>A"].startswith("CIViC VID")
    assert "Val600Glu" in found
    assert "V600K" not in found


def test_an_alias_becomes_the_approved_symbol() -> None:
    """HER2 is ERBB2; a name no table knows stays as it is."""
    assert gene_symbol("HER2") == "ERBB2"
    assert gene_symbol("ZZTOP9") == "ZZTOP9"


@pytest.mark.parametrize("hyphen", "‐‑‒–")
def test_the_printed_hyphen_makes_no_difference(hyphen: str) -> None:
    """Every notation of the table is the same variant with another hyphen, and shows the text's own characters."""
    texts = {row[index] for row in ROWS for index in (0, 1) if "-" in row[index]}
    assert len(texts) > 20
    for text in texts:
        printed = text.replace("-", hyphen)
        found = find_variants(printed)
        assert [(m.gene, m.kind, m.value) for m in found] == [(m.gene, m.kind, m.value) for m in find_variants(text)]
        assert [m.surface for m in found] == [printed[m.start : m.end] for m in found]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_any_text_gives_mentions_at_their_places(text: str) -> None:
    """Whatever the text, each mention is the text at its offsets, in order."""
    found = find_variants(text)
    assert [m.surface for m in found] == [text[m.start : m.end] for m in found]
    assert [m.start for m in found] == sorted(m.start for m in found)


NOTATIONS = st.sampled_from([row[index] for row in ROWS for index in (0, 1)])


@given(NOTATIONS, NOTATIONS)
def test_comparison_has_no_direction(a: str, b: str) -> None:
    """`compare(a, b)` is `compare(b, a)`, and a variant is the same as itself."""
    assert compare(a, b) == compare(b, a)
    assert compare(a, a) in ("same", "indeterminate")


@pytest.mark.parametrize(
    ("text", "gene"), [("CML T315I", ""), ("NSCLC T790M", ""), ("BRAF V600E", "BRAF"), ("XYZ1 V12A", "XYZ1")]
)
def test_a_disease_right_before_a_variant_is_no_gene(text: str, gene: str) -> None:
    """Its abbreviation looks like a symbol; a word that nothing else knows may be one."""
    assert [mention.gene for mention in find_variants(text)] == [gene]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("BCR-ABL E255K", "ABL1:p.E255K"),
        ("F317L BCR/ABL", "ABL1:p.F317L"),
        ("Bcr-Abl Y253H", "ABL1:p.Y253H"),
        ("a BCR-ABL kinase domain mutation, V299L", "ABL1:p.V299L"),
        ("Ph+ ALL with E255V", "ABL1:p.E255V"),
        ("NPM-ALK F1174C", "ALK:p.F1174C"),
        ("TPM3-NTRK1 G667C", "NTRK1:p.G667C"),
        ("CCDC6-RET V804L", "RET:p.V804L"),
        ("SLC34A2-ROS1 L2086F", "ROS1:p.L2086F"),
        ("FGFR2-BICC1 V565F", "FGFR2:p.V565F"),
        ("EML4-ALK with TP53 R248Q", "TP53:p.R248Q"),
        ("Ph+ ALL with JAK2 R683G", "JAK2:p.R683G"),
    ],
)
def test_a_change_beside_a_fusion_is_of_the_gene_that_the_fusion_drives(text: str, key: str) -> None:
    """A mutation of a fusion's kinase is one of the kinase; one of another gene that is named stays that gene's."""
    assert [found.key for found in find_variants(text) if found.kind != "fusion"] == [key]


@pytest.mark.parametrize("text", ["EML4-ALK V3 L1196M", "EML4-ALK v1 L1196M", "EML4-ALK variant 3 L1196M"])
def test_the_number_of_a_fusion_s_variant_is_no_residue(text: str) -> None:
    """ "V3" behind a fusion says which breakpoints it has."""
    assert [found.key for found in find_variants(text)] == ["EML4::ALK fusion", "ALK:p.L1196M"]


WORDINGS = TABLE.with_name("variant_wordings.tsv")


@pytest.mark.parametrize(
    ("text", "keys"), [line.split("\t") for line in WORDINGS.read_text(encoding="utf-8").splitlines()[1:]]
)
def test_what_people_type_of_a_change_is_read_as_the_change(text: str, keys: str) -> None:
    """Participles, short forms and turned order name the same class of variants; words that only come near do not."""
    assert ", ".join(mention.key for mention in find_variants(text)) == keys
