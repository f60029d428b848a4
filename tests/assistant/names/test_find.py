"""Names in text: found with their reason, the longest first, abbreviations only where the context agrees."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.names.classes import members
from assistant.names.find import broader, find, read, same, synonyms

TABLE = Path(__file__).parents[1] / "tables" / "names.tsv"
ROWS = [tuple(line.split("\t")) for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]


@pytest.mark.parametrize(("kind", "a", "b", "relation"), ROWS)
def test_names_are_the_same_as_the_table_says(kind: str, a: str, b: str, relation: str) -> None:
    """Symbols and aliases, brand and generic names, spellings: the same or not, in both directions."""
    assert same(kind, a, b) == (relation == "same")
    assert same(kind, b, a) == (relation == "same")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Herceptin in HER-2 positive breast cancer", ["trastuzumab", "ERBB2", "breast cancer"]),
        ("non-small-cell lung cancer", ["lung non-small cell carcinoma"]),
        ("carcinomas and melanomas", ["carcinoma", "melanoma"]),
        ("acute myeloid leukaemia", ["acute myeloid leukemia"]),
        ("5-FU toxicity and DPYD", ["fluorouracil", "DPYD"]),
        ("BRAF inhibitors", ["BRAF inhibitor"]),
        ("MET amplification", ["MET"]),
        ("KIT exon 11 mutations", ["KIT"]),
        ("calcium folinate with fluorouracil", ["leucovorin", "fluorouracil"]),
        ("calcium carbonate", ["calcium carbonate"]),
        ("AML-MRC", ["acute myeloid leukemia"]),
    ],
)
def test_names_are_found_by_their_preferred_name(text: str, expected: list[str]) -> None:
    """Aliases, brands, plurals, hyphens and British spelling lead to one name."""
    assert [mention.name for mention in find(text)] == expected


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("all patients met the criteria", {"MET", "KMT2A", "acute lymphocytic leukemia"}),
        ("the rest of the kit was set aside", {"REST", "KIT", "SET"}),
        ("cat allergy in children", {"CAT"}),
        ("an impact on the art of care", {"IMPACT", "ART"}),
        ("eGFR below 30 mL/min", {"EGFR"}),
        ("The pregnancy rate (PR) rose; PR was 31 %.", {"PGR", "progesterone"}),
        ("hours of ER visits and a PR team", {"ESR1", "PGR", "progesterone"}),
        ("ER-positive, PR-negative, HER2-low breast cancer", {"progesterone"}),
        ("ER+/PR+ breast tumour after tamoxifen", {"progesterone"}),
        ("loss of PR and HER2 expression in breast cancer subtypes", {"progesterone"}),
        ("FLAG-IDA in relapsed AML", {"iron deficiency anemia"}),
        ("HAM-IDA against 7+3", {"iron deficiency anemia"}),
        ("calcium folinate rescue", {"calcium"}),
        ("sodium fusidate for osteomyelitis", {"sodium"}),
    ],
)
def test_ordinary_words_and_other_meanings_are_no_names(text: str, never: set[str]) -> None:
    """A symbol that is a word, or defined otherwise by the text, is not read as a gene."""
    assert not never & {mention.name for mention in find(text)}


@pytest.mark.parametrize(
    ("text", "name", "cue"),
    [
        ("Is GC of the stomach treated by surgery for gastric tumors?", "stomach cancer", "gastric"),
        ("MS patients with relapsing disability on fingolimod", "multiple sclerosis", "fingolimod"),
        ("Mercaptopurine for children with ALL and leukemia relapse", "acute lymphocytic leukemia", "children"),
        (
            "acute lymphoblastic leukemia (ALL) was cured; ALL came back",
            "acute lymphocytic leukemia",
            "defined in the text",
        ),
        ("AR amplification in castration-resistant prostate cancer", "AR", "amplification"),
        ("6-MP dose for a child with leukemia and low TPMT", "mercaptopurine", "leukemia"),
    ],
)
def test_an_abbreviation_expands_where_the_words_agree(text: str, name: str, cue: str) -> None:
    """The reason names the definition, or the words that settled it."""
    reasons = [mention.reason for mention in find(text) if mention.name == name]
    assert any(cue in reason for reason in reasons)


def test_an_abbreviation_without_context_is_left_alone() -> None:
    """Nothing says which MS is meant, so none is, and the meanings are told."""
    found, left_alone = read("Is MS common?")
    assert found == []
    assert {"multiple sclerosis", "mass spectrometry"} <= set(left_alone["MS"])


@pytest.mark.parametrize(
    ("text", "kind", "surface"),
    [
        ("What do ZZTOP9 mutations mean?", "gene", "ZZTOP9"),
        ("a case of blargoma", "disease", "blargoma"),
        ("treated with blargotinib", "drug", "blargotinib"),
        ("the ABCDE gene", "gene", "ABCDE"),
        ("ZQX-91234 was given", "drug", "ZQX-91234"),
    ],
)
def test_unknown_names_are_told_by_their_shape(text: str, kind: str, surface: str) -> None:
    """A symbol, an ending or a code that no vocabulary has is found, and marked as unknown."""
    assert (kind, surface, False) in [(m.kind, m.surface, m.known) for m in find(text)]


@pytest.mark.parametrize(
    "text",
    ["the diagnosis and prognosis", "mitosis in stroma", "COVID-19 and IC50", "we accept the concept", "HMO women"],
)
def test_shapes_of_ordinary_words_raise_no_alarm(text: str) -> None:
    """Words with the endings of names, and common codes, are not unknown names."""
    assert [mention for mention in find(text) if not mention.known] == []


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("T-DM1 in breast cancer", "drug", "trastuzumab emtansine"),
        ("T-DXd after trastuzumab", "drug", "trastuzumab deruxtecan"),
        ("Is DS-8201a active?", "drug", "DS-8201a"),
        ("Is DS‐8201a active?", "drug", "DS-8201a"),
        ("TAK-788 in lung cancer", "drug", "TAK-788"),
        ("microRNA-367 in cancer", "gene", "miR-367"),
        ("hsa-miR-450b-5p in cancer", "gene", "miR-450b"),
        ("MIR21 in cancer", "gene", "miR-21"),
        ("let-7a in cancer", "gene", "let-7a"),
    ],
)
def test_a_name_with_a_number_is_read_whole(text: str, kind: str, name: str) -> None:
    """A development code, a conjugate or a microRNA is one name; its parts ("DM1", "DS") are none."""
    found = [(mention.kind, mention.name) for mention in find(text)]
    assert found[0] == (kind, name)
    assert not {part for _, part in found} & {"DM1", "Down syndrome", "CD44"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [("carriers of NF1 variants", "gene"), ("a child with NF1", "disease"), ("PKD1 mutations", "gene")],
)
def test_a_symbol_that_is_a_disease_too_is_read_by_its_neighbor(text: str, kind: str) -> None:
    """Beside a word that goes with genes it is the gene."""
    assert {mention.kind for mention in find(text)} - {"population"} == {kind}


def test_a_word_is_no_abbreviation_without_its_hyphen() -> None:
    """ "tall" is an ordinary word; "T-ALL" is a leukemia."""
    assert find("tall cell variant") == []
    assert find("T-ALL in a child")[0].name == "acute T cell leukemia"


@pytest.mark.parametrize("text", ["CAR-T cells", "an ABC-DM1 conjugate", "let 3 patients go", "CA-125 and HER-2"])
def test_a_part_of_a_name_is_no_drug(text: str) -> None:
    """A part behind a hyphen, an ordinary word and a marker with a name of its own raise no code."""
    assert not [mention for mention in find(text) if mention.kind == "drug" or mention.name in ("DM1", "let-3")]


def test_numbered_members_of_a_family_are_two_names() -> None:
    """Other ways to write a microRNA keep its number."""
    written = [synonym.text for synonym in synonyms("gene", "miR-367")]
    assert "microRNA-367" in written
    assert all("367" in form for form in written)
    assert not same("gene", "miR-367", "miR-450b")


def test_synonyms_and_members_carry_their_source() -> None:
    """A brand name, an alias and a class's member say where they come from."""
    assert {s.text: s.reason for s in synonyms("drug", "trastuzumab")}["Herceptin"].startswith("brand name (PMID ")
    assert {s.text: s.reason for s in synonyms("gene", "ERBB2")}["HER2"] == "HGNC alias"
    assert {"trametinib", "selumetinib"} <= {s.text for s in members("MEK inhibitors")}
    assert all("PMID" in s.reason or "CIViC" in s.reason for s in members("MEK inhibitor"))
    assert "encorafenib" not in {s.text for s in members("MEK inhibitor")}


def test_broader_diseases_follow_from_the_name() -> None:
    """Lung adenocarcinoma is an adenocarcinoma and a lung cancer; non-small is not small."""
    assert set(broader("lung adenocarcinoma")) >= {"adenocarcinoma", "lung cancer"}
    assert "small cell carcinoma" not in broader("lung non-small cell carcinoma")


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_any_text_gives_mentions_at_their_places(text: str) -> None:
    """Whatever the text, mentions are the text at their offsets, in order and apart."""
    found = find(text)
    assert [m.surface for m in found] == [text[m.start : m.end] for m in found]
    assert all(a.end <= b.start for a, b in pairwise(found))
