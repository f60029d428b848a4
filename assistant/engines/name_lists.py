"""The lists that names of people are told by: which words people have as names, and which are medicine's or English."""

from __future__ import annotations

from functools import cache

from assistant.knowledge.tables import lookup, rows, values, words_in

__all__ = [
    "cues",
    "field_words",
    "grammar",
    "is_brand",
    "is_term",
    "listed",
    "nouns",
    "plain_words",
    "proper",
    "proper_pairs",
]


def is_brand(word: str) -> bool:
    """Whether a word, as `bare` gives it, is a brand of a drug."""
    return word in proper("brand")


def is_term(word: str) -> bool:
    """Whether a word, as `bare` gives it, is one of the language, a brand or a medical term by the lists at hand."""
    return word in plain_words() or is_brand(word) or word in terms()


def listed(use: str) -> frozenset[str]:
    """Names that are "sure", or names "in company", or all "given" ones."""
    return words_in("person_names", use)


def cues() -> dict[str, str]:
    """What a word beside a name tells: a title, a particle, a person, a place …"""
    return lookup("name_cues")


def nouns() -> frozenset[str]:
    """Nouns that eponyms stand before ("syndrome")."""
    return values("eponym_nouns")


@cache
def grammar() -> frozenset[str]:
    """Words that a sentence on a person goes on with ("Smith with a low score")."""
    return values("function_words") | values("grammar_words") | values("negations")


@cache
def plain_words() -> frozenset[str]:
    """Words that records use in lower case."""
    return frozenset(word for row in rows("plain_words") if row[1].startswith("in lower") for word in row[0].split())


@cache
def terms() -> frozenset[str]:
    """Words of medical terms that are no one's name."""
    return frozenset(word for row in rows("term_words") for word in row[0].split())


@cache
def field_words() -> frozenset[str]:
    """Words that records write with a capital."""
    written = frozenset(word for row in rows("plain_words") if row[1].startswith("cap") for word in row[0].split())
    return written | proper("eponym")


def proper(kind: str) -> frozenset[str]:
    """Words that medicine writes like names and that are no one's: each "acronym", each "brand"."""
    return words_in("proper_words", kind)


@cache
def proper_pairs() -> frozenset[tuple[str, str]]:
    """Pairs of words that records write as one name that is no person's."""
    return frozenset((row[0], row[1]) for row in rows("proper_pairs"))
