"""Finds the phrases of a table in a text in one pass over its words: forty records are read for every answer.

A phrase is words divided by blanks. "a/b" is either word, "neonat*" any word that begins so, "*mab" any that ends so,
and "~3" stands for up to three words between. Hyphens, case, accents and brackets make no difference; a phrase does not
run over the end of a sentence. Of the phrases of one kind that begin at a word the longest counts, and its words are
then taken: a phrase without a value only keeps its words from meaning anything else ("black box").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import product
from typing import NamedTuple
from unicodedata import combining, normalize

__all__ = ["PhraseWords", "Told", "Words"]

_WORD = re.compile(r"[^\W_]+")
_STOP = re.compile(r"[.;:!?]\s|\n")
_HEAD, _TAIL = 4, 3
"""Letters by which words that begin or end alike are looked up; a phrase's first word has at least so many."""
_KEPT = 50_000
"""Words whose phrases are remembered."""
_FEW = 200
"""First words up to which a table is asked whether it can find anything before it looks."""


class Words:
    """The words of a text in lower case, with their places."""

    def __init__(self, text: str) -> None:
        self.text = text
        low = _plain(text)
        self.words: list[str] = _WORD.findall(low)
        self.starts = [match.start() for match in _WORD.finditer(low)]
        self.all = frozenset(self.words)

    @cached_property
    def heads(self) -> frozenset[str]:
        """The first letters of the words, by which those that begin alike are looked up."""
        return frozenset(word[:_HEAD] for word in self.all)

    def end(self, place: int) -> int:
        """Where the word at a place ends."""
        return self.starts[place] + len(self.words[place])


def _plain(text: str) -> str:
    """In small letters without their accents, letter by letter: places must stay those of the text."""
    low = text.lower()
    if low.isascii():
        return low
    if len(low) != len(text):  # a few letters have a longer small form
        low = "".join(one if len(one) == 1 else letter for letter in text for one in (letter.lower(),))
    return "".join(letter if letter.isascii() else _bare(letter) for letter in low)


@lru_cache(maxsize=4096)
def _bare(letter: str) -> str:
    parts = normalize("NFD", letter)
    return parts[0] if all(map(combining, parts[1:])) else letter


class Told(NamedTuple):
    """A phrase in a text: `text[start:end]` says this value of this kind."""

    kind: str
    value: str
    start: int
    end: int


class _Phrase(NamedTuple):
    kind: str
    value: str
    elements: tuple[str, ...]
    second: str
    """The word that must follow; empty where any may, or none."""
    needed: str
    """A word that the text must have; empty for a phrase of one word."""


class PhraseWords:
    """The phrases of a table, ready to be looked for."""

    def __init__(self, entries: Iterable[tuple[str, str, str]]) -> None:
        """`entries`: (kind, value, phrase)."""
        self._heads: dict[str, list[_Phrase]] = {}
        self._known: dict[str, tuple[_Phrase, ...]] = {}
        for kind, value, phrase in entries:
            for elements in product(*(element.split("/") for element in _plain(phrase).split())):
                self._heads.setdefault(_key(elements[0]), []).append(_phrase(kind, value, elements))

    def find(self, read: Words) -> list[Told]:
        """What the text says, in its order."""
        found: list[Told] = []
        if len(self._heads) <= _FEW and not self._may_find(read):
            return found
        known = self._known
        if len(known) >= _KEPT:  # another thread may still read the old one
            known = self._known = {}
        for word in read.all.difference(known):
            known[word] = self._begun(word)
        taken: dict[str, tuple[int, int]] = {}
        for place, begun in [pair for pair in enumerate(map(known.__getitem__, read.words)) if pair[1]]:
            for kind, value, stop in _longest(read, place, begun):
                first, last = taken.get(kind, (-1, 0))
                if place >= last or (place == first and stop == last):
                    taken[kind] = (place, stop)
                    if value:
                        found.append(Told(kind, value, read.starts[place], read.end(stop - 1)))
        return found

    def _may_find(self, read: Words) -> bool:
        """Whether any phrase's first word may be in the text: few of the names that are looked for are there."""
        return any(
            key[:-1] in read.heads if key[-1] == "*" else key in read.all or key[0] == "*" for key in self._heads
        )

    def _begun(self, word: str) -> tuple[_Phrase, ...]:
        """The phrases whose first word this is."""
        keys = (word, f"{word[:_HEAD]}*", f"*{word[-_TAIL:]}")
        return tuple(phrase for key in keys for phrase in self._heads.get(key, ()) if _is(word, phrase.elements[0]))


def _longest(read: Words, place: int, begun: Sequence[_Phrase]) -> list[tuple[str, str, int]]:
    """(kind, value, the word behind it) of the phrases that stand at a place, the longest first."""
    made = []
    follows = read.words[place + 1] if place + 1 < len(read.words) else ""
    for kind, value, elements, second, needed in begun:
        if len(elements) == 1:
            made.append((kind, value, place + 1))
        elif second in ("", follows) and (not needed or needed in read.all) and (stop := _stop(read, place, elements)):
            made.append((kind, value, stop))
    return made if len(made) < 2 else sorted(made, key=lambda one: -one[2])


def _phrase(kind: str, value: str, elements: tuple[str, ...]) -> _Phrase:
    plain = [element for element in elements[1:] if element[0] not in "~*" and element[-1] != "*"]
    second = elements[1] if plain and plain[0] == elements[1] else ""
    return _Phrase(kind, value, elements, second, plain[-1] if plain else "")


def _key(element: str) -> str:
    if element.endswith("*"):
        return f"{element[:_HEAD]}*"
    return f"*{element[-_TAIL:]}" if element.startswith("*") else element


def _is(word: str, element: str) -> bool:
    if element[-1] == "*":
        return word.startswith(element[:-1])
    return word.endswith(element[1:]) if element[0] == "*" else word == element


def _stop(read: Words, place: int, elements: Sequence[str]) -> int:
    """The word behind the phrase that begins at a place, or 0 where the phrase is not there."""
    words, at, gap = read.words, place + 1, 0
    for element in elements[1:]:
        if element[0] == "~":
            gap = int(element[1:])
            continue
        step = next((n for n in range(gap + 1) if at + n < len(words) and _is(words[at + n], element)), None)
        if step is None:
            return 0
        at, gap = at + step + 1, 0
    return 0 if _STOP.search(read.text, read.end(place), read.starts[at - 1]) else at
