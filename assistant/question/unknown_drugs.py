"""Words that stand where a drug stands and that no vocabulary has: "Co-codamol for pain?", "ibuprofen or zorblaxene".

That nothing was checked against such a word must be told; a word of the language or of medicine there ("wheezing after
aspirin") is none. Where a drug stands is told by the slots of `knowledge/patterns/follow_ups.tsv`, or by a drug beside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.engines.known_words import known, medical
from assistant.engines.name_lists import plain_words
from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import spell
from assistant.names import find as terms
from assistant.names.group_names import group_names
from assistant.names.vocabulary import vocabulary
from assistant.question.rarer_names import ordinary

__all__ = ["unknown_drugs"]

_NAME = re.compile(r"(?<![\w-])[A-Za-z][a-z]+(?:-[a-z]+)*(?![\w-])")
_SHORTEST = 5
"""Letters; a shorter word is as often an abbreviation."""
_NEAR = 60


@lru_cache(maxsize=256)
def unknown_drugs(text: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of such words, in the order of the text."""
    found = {*_in_slots(text), *_beside(text)}
    return tuple(sorted(span for span in found if _is_strange(text[slice(*span)])))


def _in_slots(text: str) -> Iterator[tuple[int, int]]:
    table = patterns("follow_ups")
    for form in ("begins", "given"):
        for match in table["drug slot", form].finditer(text):
            name = _NAME.match(text, match.end())
            if name and (form == "given" or _ends_there(text, name.end())):
                yield name.span()


def _ends_there(text: str, end: int) -> bool:
    """Whether what begins a question is no more than one name, as the text goes on behind it."""
    return end == len(text) or bool(patterns("follow_ups")["drug slot behind", "begins"].match(text, end))


def _beside(text: str) -> Iterator[tuple[int, int]]:
    """Joined to a drug that is known, from either side."""
    joined = patterns("follow_ups")["joins drugs", ""]
    for one in terms.find(text):
        if one.kind != "drug" or not one.known:
            continue
        behind = joined.match(text, one.end)
        if behind and (name := _NAME.match(text, behind.end())):
            yield name.span()
        before = [*_NAME.finditer(text, max(0, one.start - _NEAR), one.start)][-1:]
        if before and joined.fullmatch(text, before[0].end(), one.start):
            yield before[0].span()


def _is_strange(word: str) -> bool:
    """Whether neither the language nor medicine has a part of the word."""
    parts = re.findall(r"[a-z]{3,}", word.casefold())
    return len(word) >= _SHORTEST and bool(parts) and not any(map(_is_word, parts))


def _is_word(part: str) -> bool:
    """A word of the language or of medicine, or one that a known name begins with ("Brugada")."""
    word = spell(part)
    in_lists = word in plain_words() or word in vocabulary().heads or ordinary(word, vocabulary())
    return in_lists or known(part) or medical(part) or bool(group_names(part))
