"""A sentence as the checks see it: equal keys for what says the same, in the order and at the place of the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verify.checks.reading import qualifies, read, sentences


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("24 months", "2 years"),
        ("300 mg", "0.3 g"),
        ("seven patients", "7 patients"),
        ("Herceptin", "trastuzumab"),
        ("HER2", "ERBB2"),
        ("BRAF V600E", "BRAF V600E"),
        ("increased", "increases"),
        ("first-line", "frontline"),
        ("end point", "endpoint"),
        ("treatment-naive", "previously untreated"),
        ("nab", "nanoparticle albumin-bound"),
        ("threefold", "3-fold"),
        ("one fifth of", "20% of"),
        ("rose", "elevated"),
        ("tumours", "tumor"),
        ("no difference", "similar"),
        ("not different", "similar"),
        ("not effective", "ineffective"),
        ("isn't", "not"),
        ("children", "child"),
        ("IL-6", "IL‐6"),
    ],
)
def test_what_says_the_same_has_one_key(one: str, other: str) -> None:
    """Units, synonyms, number words, endings, spelling, and a negation that equals the opposite word."""
    assert read(one).keys == read(other).keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("24 months", "24 years"),
        ("46%", "46 mg"),
        ("gefitinib", "erlotinib"),
        ("BRAF V600E", "BRAF V600K"),
        ("increased", "decreased"),
        ("sensitive", "resistant"),
        ("effective", "ineffective"),
        ("men", "women"),
        ("mice", "rats"),
        ("children", "adults"),
        ("hypertension", "hypotension"),
    ],
)
def test_what_says_something_else_has_another_key(one: str, other: str) -> None:
    """Other units, names, changes, directions and groups never meet."""
    assert read(one).keys != read(other).keys


@pytest.mark.parametrize(
    ("word", "kind", "axis", "sign"),
    [
        ("increased", "direction", "amount", "+"),
        ("decreased", "direction", "amount", "-"),
        ("not", "negation", "", ""),
        ("didn't", "negation", "", ""),
        ("didn’t", "negation", "", ""),
        ("women", "group", "sex", "female"),
        ("mice", "group", "species", "mouse"),
        ("may", "hedge", "", ""),
        ("the", "grammar", "", ""),
        ("spleen", "word", "", ""),
        ("gefitinib", "name", "", ""),
        ("0.46", "number", "", ""),
    ],
)
def test_a_token_says_what_it_stands_for(word: str, kind: str, axis: str, sign: str) -> None:
    """Its kind, and for a direction or a group the axis and the side of it."""
    (token,) = read(word).tokens
    assert (token.kind, token.axis, token.sign) == (kind, axis, sign)
    assert token.weight > 0
    assert (token.name is not None) == (kind == "name")
    assert (token.number is not None) == (kind == "number")


@pytest.mark.parametrize("text", ["with or without metastases", "with/without metastases", "whether or not treated"])
def test_a_negation_that_denies_nothing_is_muted(text: str) -> None:
    """ "with or without" names both: no negation and no direction is left of it."""
    assert not {token.kind for token in read(text).tokens} & {"negation", "direction"}


def test_digits_of_a_name_are_no_numbers() -> None:
    """A variant, a gene and a marker are names, and their digits are not read again."""
    tokens = read("CYP2C19*2 and IL-6 in 12 of 40").tokens
    assert [token.number.value for token in tokens if token.number is not None] == [12, 40]


def test_words_are_shown_as_printed() -> None:
    """From the first to the last token, and nothing for none."""
    reading = read("Survival was  longer – with drugs")
    assert reading.words(reading.tokens[:3]) == "Survival was  longer"
    assert reading.words([]) == ""
    assert reading.weight == pytest.approx(sum(token.weight for token in reading.tokens))


def test_a_text_is_read_by_sentences() -> None:
    """Each sentence by itself; a text without words has none."""
    text = "Dr. Who saw 12 men. Survival was 4.5 months."
    assert [reading.text for reading in sentences(text)] == ["Dr. Who saw 12 men.", "Survival was 4.5 months."]
    assert sentences("") == sentences(" \n") == sentences("?!") == ()


PARTS = [
    "not ",
    "no ",
    "difference ",
    "effective",
    "with or without ",
    "12 ",
    "mg",
    "V600E",
    "-",
    "‐",
    "<0.05",
    "(",
    ")",
    "TNF-α",
    "¹²",
    "n't ",
    "men ",
]


@given(st.lists(st.sampled_from(PARTS) | st.text(max_size=4), max_size=10).map("".join))
def test_tokens_lie_in_any_text_in_order_and_apart(text: str) -> None:
    """Whatever the text, tokens are within it, begin in order, and have a key and a weight."""
    tokens = read(text).tokens
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)
    assert all(token.key and token.weight > 0 for token in tokens)
    assert all(one.start <= other.start and one.end <= other.end for one, other in pairwise(tokens))
    assert read(text).words(tokens) in text


def test_two_copies_in_words_are_those_of_the_diplotype() -> None:
    """ "homozygous carriers of *3" reads as carriers of *3/*3, and neither as those of one copy nor of two alleles."""
    whole = [token.key for token in read("carriers of CYP2C9*3/*3").tokens if token.name is not None]
    for said in ("homozygous carriers of the CYP2C9*3 allele", "CYP2C9*3 homozygotes", "homozygous for CYP2C9*3"):
        assert [token.key for token in read(said).tokens if token.name is not None] == whole
        assert not any(token.axis == "zygosity" for token in read(said).tokens)
    for said in ("carriers of CYP2C9*3", "heterozygous carriers of CYP2C9*3", "homozygous carriers of CYP2C9*2 or *3"):
        assert whole[0] not in read(said).keys


@pytest.mark.parametrize(
    ("word", "told"),
    [("homozygous", True), ("germline", True), ("poor", True), ("high", True), ("higher", False), ("reduced", False)],
)
def test_some_directions_say_which_of_several(word: str, told: bool) -> None:
    """A state or a degree does, and what happened to an outcome does not."""
    assert [qualifies(token) for token in read(word).tokens] == [told]
