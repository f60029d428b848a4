"""Whether a text names a disease or a drug, by any name that a vocabulary has for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from assistant.fit.people import People, excluded
from assistant.knowledge.tables import lookup, rows, words_of
from assistant.language.phrase_words import PhraseWords, Words
from assistant.names.find import synonyms
from assistant.records.answer import FitItem

__all__ = ["as_phrase", "mentions", "named_item", "names_of"]

_SHORT = 5
"""Letters of an abbreviation up to which it must stand in capitals: "ALL" is no "all"."""
_CAPITALS = "in capitals"
_OPEN = 5
"""Letters of a last word from which its endings make no difference."""
_TELLING = 3
"""Records that define an abbreviation so, from which it counts."""
_HAS = frozenset(["with", "and", "or", "of", "in", "concomitant", "comorbid", "coexisting", "having", "underlying"])
_HAVE = frozenset(["patients", "coinfected", "co", "infected", "coinfection", "subjects", "individuals", "people"])
"""Words before and after a disease that people have, and not one that they get under treatment."""


def named_item(people: People, aspect: str, kind: str, name: str) -> FitItem:
    """A match where the study names it, a mismatch where it shuts it out, unknown where it is silent."""
    shut = ""
    for start, end in mentions(people, names_of(kind, name)):
        words = people.text[start:end]
        if out := excluded(people.text, start, end):
            shut = shut or out
        elif kind == "drug" or start < people.title_end or _is_had(people, start, end):
            return FitItem(aspect, "match", name, words)
    return FitItem(aspect, "mismatch" if shut else "unknown", name, shut)


def mentions(people: People, names: PhraseWords) -> Iterator[tuple[int, int]]:
    """Where a text has one of the names; a short one only in capitals."""
    for one in names.find(people.read):
        words = people.text[one.start : one.end]
        if one.value != _CAPITALS or words[:-1].isupper():
            yield one.start, one.end


@lru_cache(maxsize=512)
def names_of(kind: str, name: str, others: tuple[str, ...] = ()) -> PhraseWords:
    """The name, `others`, and every synonym and usual abbreviation that a vocabulary has for it."""
    known = (name, *others, *(one.text for one in synonyms(kind, name)))
    short = [one for form in known for one in _abbreviations().get(words_of(form), ())] if kind == "disease" else []
    phrases = {phrase: _CAPITALS if _is_short(form) else "" for form in (*short, *known) for phrase in as_phrase(form)}
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
    other = _equivalents().get(word, "")
    return f"{word}/{other}" if other else word


@cache
def _equivalents() -> dict[str, str]:
    """A word to the one it stands for, and back, where both are of one word ("renal", "kidney")."""
    found = {word: stands for word, stands in lookup("equivalents").items() if word.isalpha() and stands.isalpha()}
    return {stands: word for word, stands in found.items()} | found


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


def _is_had(people: People, start: int, end: int) -> bool:
    """Whether the words beside a disease say that people have it."""
    before = people.text[max(0, start - 20) : start].lower().split()[-1:]
    after = people.text[end : end + 20].lower().replace("-", " ").replace("/", " ").split()[:1]
    return _any(before, _HAS) or _any(after, _HAVE)


def _any(words: Sequence[str], known: Iterable[str]) -> bool:
    return any(word.strip(",;()") in known for word in words)
