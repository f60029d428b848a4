"""What the tagger says of a note: spans with their tags, and of a name at a place what it most likely is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from assistant.engines.tagger import TaggedWord, shipped_tagger
from assistant.patient.notes.tags.labels import LABELS

__all__ = ["MODEL", "Tagged", "TaggedSpan", "read_tags", "spans_of"]

MODEL = "tagging"
_MOST = 12
"""Words of a name that are looked at."""


class TaggedSpan(NamedTuple):
    """Words at `text[start:end]` with one tag; `chance`: the least of theirs."""

    start: int
    end: int
    tag: str
    chance: float


class Tagged:
    """A note's words with their chances; of a note that nothing read, none."""

    def __init__(self, words: Sequence[TaggedWord]) -> None:
        self._words = words

    @cached_property
    def spans(self) -> list[TaggedSpan]:
        """In the order of the text."""
        return list(spans_of(self._words))

    def of(self, *tags: str) -> Iterator[TaggedSpan]:
        """The spans that have one of these tags."""
        return (one for one in self.spans if one.tag in tags)

    def chances(self, start: int, end: int, tags: Sequence[str]) -> dict[str, float]:
        """How likely the words at a place have each of these tags rather than another of them; {} where none was
        read."""
        first = bisect_left(self._words, start, key=lambda word: word.end - 1)
        within = [word for word in self._words[first : first + _MOST] if word.start < end]
        weighed = {tag: sum(word.chances[place] for word in within for place in _places(tag)) for tag in tags}
        whole = sum(weighed.values())
        return {tag: chance / whole for tag, chance in weighed.items()} if within else {}


def read_tags(text: str) -> Tagged:
    """By the model that ships."""
    model = shipped_tagger(MODEL)
    return Tagged(model.words(text) if model else ())


def spans_of(words: Sequence[TaggedWord]) -> Iterator[TaggedSpan]:
    """In the order of the text."""
    last: TaggedSpan | None = None
    for word in words:
        chance = max(word.chances)
        place, _, tag = LABELS[word.chances.index(chance)].partition(" ")
        if last and tag == last.tag and place == "I":
            last = TaggedSpan(last.start, word.end, tag, min(last.chance, chance))
            continue
        if last:
            yield last
        last = TaggedSpan(word.start, word.end, tag, chance) if tag else None
    if last:
        yield last


def _places(tag: str) -> tuple[int, int]:
    return LABELS.index(f"B {tag}"), LABELS.index(f"I {tag}")
