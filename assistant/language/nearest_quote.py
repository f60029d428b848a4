"""Finds the passage of a record that a quote means, though it was not copied to the letter.

A model changes "P < .001" to "p<0.001", spells "tumour" its own way, leaves out a bracket or the end of a sentence.
What is shown is never its quote but the record's own words, so such a copy may stand for the passage it is 95 % alike
to: its words in their order, by letters; a bracket that it leaves out does not count against it. What lies further
away was not copied from there, and is refused.

Both texts are read once; of a quote at most 2,000 characters are compared, with as many words of the record.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from assistant.knowledge.tables import spell
from assistant.language.quotes import LEAST_WORDS, locate

__all__ = ["ALIKE", "LONGEST", "nearest"]

ALIKE = 0.95
"""Share of letters, of quote and passage together, that agree in their order."""
LONGEST = 2000
"""Characters of a quote that is compared; a longer one must stand to the letter."""
_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,·]\d+)*|[<>≤≥=%±×*/+]|[()\[\]]")
_OPEN, _SHUT = "([", ")]"
_BUCKET = 12
"""Words by which two places may lie apart and still be one: what is left out or added in between."""
_SLACK = 0.25
_LETTERS = 24
"""Letters of the words that differ, up to which they are compared letter by letter ("tumour", "tumor")."""


class _Word(NamedTuple):
    plain: str
    start: int
    end: int
    aside: bool
    """Within brackets."""


def nearest(quote: str, text: str) -> tuple[int, int] | str:
    """(start, end) in the text of the passage that the quote means, or a sentence that says why there is none."""
    exact = locate(quote, text)
    if not isinstance(exact, str):
        return exact
    wanted = _words(quote) if len(quote) <= LONGEST else ()
    if sum(word.plain[0].isalnum() for word in wanted) < LEAST_WORDS:
        return exact
    place = _place([word.plain for word in wanted], text)
    found = None if place is None else _aligned(wanted, _words(text), place)
    return exact if found is None else found


@lru_cache(maxsize=256)
def _words(text: str) -> tuple[_Word, ...]:
    """Words, figures and signs, brackets apart, each in one spelling."""
    made: list[_Word] = []
    depth = 0
    for match in _TOKEN.finditer(text):
        found = match.group()
        if found in _OPEN:
            depth += 1
        elif found in _SHUT:
            depth = max(0, depth - 1)
        else:
            made.append(_Word(_plain(found), *match.span(), depth > 0))
    return tuple(made)


def _plain(token: str) -> str:
    if token[0].isdigit():
        return token.replace("·", ".").strip(".,")
    return spell(unicodedata.normalize("NFKC", token).lower())


def _place(wanted: list[str], text: str) -> int | None:
    """About where the quote would begin, as a place among the text's words: where most of its pairs of words stand."""
    where: dict[tuple[str, str], int] = {}
    for at, pair in enumerate(pairwise(wanted)):
        where.setdefault(pair, at)
    words = [word.plain for word in _words(text)]
    votes: Counter[int] = Counter()
    for at, pair in enumerate(pairwise(words)):
        if pair in where:
            votes[(at - where[pair]) // _BUCKET] += 1
    if not votes:
        return None
    best = max(votes, key=lambda bucket: votes[bucket] + votes[bucket + 1])
    return best * _BUCKET


def _aligned(wanted: tuple[_Word, ...], words: tuple[_Word, ...], place: int) -> tuple[int, int] | None:
    """The passage around that place, when it is alike enough."""
    room = _BUCKET + int(_SLACK * len(wanted))
    first, last = max(0, place - room), min(len(words), place + len(wanted) + room + _BUCKET)
    window = words[first:last]
    matcher = SequenceMatcher(None, [w.plain for w in wanted], [w.plain for w in window], autojunk=False)
    steps = matcher.get_opcodes()
    same = [step for step in steps if step[0] == "equal"]
    if not same:
        return None
    begin, end = same[0][3], same[-1][4]
    agreed = other = 0.0
    for kind, a, b, c, d in steps:
        ours = "".join(word.plain for word in wanted[a:b])
        theirs = "".join(
            word.plain for word in window[max(c, begin) : min(d, end)] if kind != "insert" or not word.aside
        )
        shared = len(ours) if kind == "equal" else _shared(ours, theirs)
        agreed += 2 * shared
        other += len(ours) + len(theirs) - 2 * shared
    if agreed < ALIKE * (agreed + other):
        return None
    return window[begin].start, window[end - 1].end


def _shared(one: str, other: str) -> int:
    """Letters that two differing stretches share in their order; none of long ones."""
    if not one or not other or max(len(one), len(other)) > _LETTERS:
        return 0
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size > 1)
