"""Names of diseases and drugs as phrases that a text may write, and the abbreviations that records define for them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from assistant.knowledge.tables import lookup, rows, words_of
from assistant.language.phrase_words import PhraseWords, Words
from assistant.names.find import synonyms
from assistant.names.medications import drugs_in

__all__ = ["CAPITALS", "as_phrase", "names_of"]

CAPITALS = "in capitals"
"""The value of a phrase that counts only where the text writes it in capitals: "ALL" is no "all"."""
_SHORT = 5
"""Letters of an abbreviation up to which it must stand in capitals."""
_OPEN = 5
"""Letters of a last word from which its endings make no difference."""
_TELLING = 3
"""Records that define an abbreviation so, from which it counts."""


@lru_cache(maxsize=512)
def names_of(kind: str, name: str, others: tuple[str, ...] = ()) -> PhraseWords:
    """The name, `others`, and every synonym and usual abbreviation that a vocabulary has for it."""
    named = (name, *(drugs_in(name) if kind == "drug" else ()))  # an entry may be a brand, and have a dose
    known = (*named, *others, *(one.text for each in named for one in synonyms(kind, each)))
    short = [one for form in known for one in _abbreviations().get(words_of(form), ())] if kind == "disease" else []
    phrases = {phrase: CAPITALS if _is_short(form) else "" for form in (*short, *known) for phrase in as_phrase(form)}
    return PhraseWords((kind, value or name, phrase) for phrase, value in phrases.items())


def _is_short(form: str) -> bool:
    return len(form) <= _SHORT and form[:-1].isupper()


def as_phrase(name: str) -> Iterator[str]:
    """A name as a phrase: its last word with any ending, and other words for an organ; none for an empty one."""
    words = Words(name).words
    if words and words[-1] in ("infection", "infections") and len(words) > 1:
        yield " ".join(words[:-1])  # "HIV-infected", "HIV-positive"
    if words:
        made = [_either(word) for word in words]
        if len(words[-1]) >= _OPEN:
            made[-1] = f"{words[-1].removesuffix('ation').removesuffix('s')}*"
        yield " ".join(made)


def _either(word: str) -> str:
    return _equivalents().get(word, word)


@cache
def _equivalents() -> dict[str, str]:
    """A word to those that stand for the same, as alternatives of a phrase ("renal", "kidney")."""
    groups: dict[str, set[str]] = {}
    for word, stands in lookup("equivalents").items():
        if word.isalpha() and stands.isalpha():
            groups.setdefault(stands, {stands}).add(word)
    return {word: "/".join(sorted(group)) for group in groups.values() for word in group}


@cache
def _abbreviations() -> dict[str, tuple[str, ...]]:
    """The words of a disease's name to the abbreviations that records define so, and nothing else as often."""
    counted: dict[str, list[tuple[str, int]]] = {}
    for short, long, kind, number, *_ in rows("abbreviations"):
        counted.setdefault(short, []).append((words_of(long) if kind == "disease" else "", int(number or 0)))
    made: dict[str, list[str]] = {}
    for short, found in counted.items():
        long, most = max(found, key=lambda one: one[1])
        rest = sum(number for other, number in found if other != long)
        if long and most >= _TELLING and most > rest:
            made.setdefault(long, []).append(short)
    return {long: tuple(shorts) for long, shorts in made.items()}
