"""Words that are no one's name: the language's, and those that the vocabularies of medicine hold."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain, pairwise

from assistant.knowledge.patterns import phrases
from assistant.knowledge.tables import pieces, rows, spell

__all__ = ["known", "known_pairs", "medical", "spelled"]

_WORD = re.compile(r"[A-Za-z]+")
_ESCAPED = re.compile(r"\\.")
_POSSESSIVE = re.compile(r"['’]s\b")
_NAME_TABLES = (
    "genes",
    "drugs",
    "drug_classes",
    "diseases",
    "phenotypes",
    "people",
    "variants",
    "study_groups",
    "abbreviations",
)
_WORD_TABLES = ("words", "function_words", "grammar_words", "stop_words", "not_names", "directions", "medical_words")


def known(word: str) -> bool:
    """Whether each part of the word is a word of the language or of medicine, or ends as one does."""
    singles = _tables()[0]
    return all(
        part in singles or part.removesuffix("s") in singles or part.endswith(_stems()) or _plain(part)
        for part in spelled(word)
    )


def medical(word: str) -> bool:
    """Whether each part of the word is one of the vocabularies of medicine, or ends as a drug's name does."""
    return all(
        part in _medical() or part.removesuffix("s") in _medical() or part.endswith(_stems()) for part in spelled(word)
    )


def known_pairs() -> frozenset[tuple[str, str]]:
    """Pairs of words that stand together in a medical name ("lynch", "syndrome")."""
    return _tables()[1]


def spelled(text: str) -> list[str]:
    """The words of a text in the form in which names are compared, a possessive left off."""
    return [spell(word) for word in _WORD.findall(_POSSESSIVE.sub("", text))]


def _plain(word: str) -> bool:
    """An ordinary word by its ending and length ("chemoradiation"): so ends hardly a name."""
    return any(word.endswith(ending) and len(word) >= letters for ending, letters in _endings())


@cache
def _endings() -> tuple[tuple[str, int], ...]:
    return tuple((row[0], int(row[1])) for row in rows("plain_endings"))


@cache
def _medical() -> frozenset[str]:
    """Words that are names of medicine by themselves, those of its thesauri among them."""
    return _names()[0] | {
        word for name in ("medical_words", "term_words") for row in rows(name) for word in row[0].split()
    }


@cache
def _stems() -> tuple[str, ...]:
    """Endings of drug names ("nib"), so that a new drug is not taken for a person."""
    return tuple(row[0] for row in rows("stems") if len(row[0]) >= 3)


@cache
def _tables() -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """Words that are no names of people by themselves, and pairs of words that stand together in a medical name."""
    names, pairs = _names()
    singles = set(names)
    for table in _WORD_TABLES:
        for row in rows(table):
            singles.update(spell(word) for word in _WORD.findall(row[0]))
    for phrase in chain.from_iterable(phrases("people_in_questions").values()):
        singles.update(spell(word) for word in _WORD.findall(_ESCAPED.sub(" ", phrase)) if len(word) > 2)
    return frozenset(singles), pairs


@cache
def _names() -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """Names of medicine of one word, and pairs of words that stand together in a longer one."""
    singles: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    for table in _NAME_TABLES:
        for row in rows(table):
            for name in (piece.partition("=")[0] for cell in row[1:-1] for piece in pieces(cell)):
                words = spelled(name)
                singles.update(words[:1] if len(words) == 1 else [])
                pairs.update(pairwise(words))
    return frozenset(singles), frozenset(pairs)
