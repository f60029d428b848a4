"""Lemmas, and the small word lists as mappings and patterns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.lexicon import lemma, mapping, pattern, word_set


@pytest.mark.parametrize(
    "forms",
    [
        ("reduce", "Reduces", "reduced", "reducing"),
        ("study", "studies", "studied"),
        ("therapy", "therapies"),
        ("tumor", "tumour", "Tumours"),
        ("randomized", "randomised", "randomization", "randomisation", "randomising"),
        ("hospitalize", "hospitalise", "Hospitalised", "hospitalizing"),
        ("metabolized", "metabolised", "metabolises", "metabolising"),
        ("analyzed", "analysed", "analysing"),
        ("hemorrhage", "haemorrhage"),
        ("metabolizer", "metaboliser", "metabolizers"),
        ("associate", "association", "associations"),
        ("toxicity", "toxicities"),
        ("dose", "doses"),
        ("stop", "stopped", "stopping"),
        ("be", "was", "were", "is", "are"),
        ("child", "children"),
        ("mouse", "mice"),
        ("significant", "Significantly"),
    ],
)
def test_forms_of_one_word_meet(forms: tuple[str, ...]) -> None:
    """Number, tense, capitals and British spelling make no difference."""
    assert len({lemma(form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("resistant", "resistance"),
        ("induced", "reduced"),
        ("increase", "decrease"),
        ("hypertension", "hypotension"),
        ("effective", "ineffective"),
        ("dose", "dosage"),
        ("virus", "viral"),
        ("precise", "price"),
        ("premise", "promise"),
        ("analysis", "analyst"),
        ("CYP2C9", "CYP2C19"),
        ("better", "best"),
    ],
)
def test_words_of_another_meaning_stay_apart(one: str, other: str) -> None:
    """Endings are taken off, never what makes another word."""
    assert lemma(one) != lemma(other)


@pytest.mark.parametrize("word", ["CYP2D6", "IL6", "p53", "V600E", "rs9923231"])
def test_a_word_with_digits_only_loses_its_capitals(word: str) -> None:
    """Names are no words with endings."""
    assert lemma(word) == word.lower()


@given(st.text(max_size=20))
def test_capitals_never_matter_and_a_word_never_grows_empty(word: str) -> None:
    """Whatever the word, its lemma is that of its lower case, and something is left of it."""
    assert lemma(word) == lemma(word.lower())
    assert bool(lemma(word).strip()) or not any(c.isalnum() for c in word)


@given(st.from_regex(r"[a-z]{4,12}", fullmatch=True))
def test_a_plural_has_the_lemma_of_its_singular(word: str) -> None:
    """A word that ends in no "s" or "e" of its own meets itself with an "s"."""
    if word[-1] not in "suieyxh" and not word.endswith(("ing", "ed", "ly", "ation")):
        assert lemma(f"{word}s") == lemma(word)


@pytest.mark.parametrize("name", ["negations", "hedges", "directions", "units", "study_groups"])
def test_a_mapping_leaves_the_source_out_and_keeps_the_first_row(name: str) -> None:
    """Keys are as the table writes them, values all have one width, and no source is among them."""
    from assistant.knowledge.tables import rows

    made = mapping(name)
    table = rows(name)
    assert set(made) == {row[0] for row in table}
    assert {len(value) for value in made.values()} == {len(table[0]) - 2}
    for row in reversed(table):
        first = next(other for other in table if other[0] == row[0])
        assert made[row[0]] == tuple(first[1:-1])


def test_a_word_set_holds_lemmas() -> None:
    """Inflected entries of a table are met by any form."""
    assert {lemma("compared"), lemma("versus")} <= word_set("comparators")
    assert lemma("banana") not in word_set("comparators")


def test_a_pattern_matches_whole_words_the_longest_first() -> None:
    """No entry within another word or behind a hyphen; a phrase before the word it begins with; any case."""
    found = pattern("negations")
    assert found.search("It was NOT there")
    assert not found.search("knots and notable things")
    assert not found.search("forget-me-not")
    longest = pattern("units").match("mg/kg")
    assert longest is not None
    assert longest.group() == "mg/kg"
