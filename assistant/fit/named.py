"""Whether a text names a disease or a drug, by any name that a vocabulary has for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant.fit.people import People, excluded
from assistant.fit.phrases import CAPITALS, names_of
from assistant.language.phrase_words import PhraseWords
from assistant.records.answer import FitItem

__all__ = ["mentions", "named_item"]

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
        if one.value != CAPITALS or words[:-1].isupper():
            yield one.start, one.end


def _is_had(people: People, start: int, end: int) -> bool:
    """Whether the words beside a disease say that people have it."""
    before = people.text[max(0, start - 20) : start].lower().split()[-1:]
    after = people.text[end : end + 20].lower().replace("-", " ").replace("/", " ").split()[:1]
    return _any(before, _HAS) or _any(after, _HAVE)


def _any(words: Sequence[str], known: Iterable[str]) -> bool:
    return any(word.strip(",;()") in known for word in words)
