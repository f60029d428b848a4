"""Stretches of a question that say nothing of its patient: on a relative, a trial, how common something is, or asked.

"Is she pregnant?" asks for a fact of the case and tells none; a circumstance beside it ("is she fit for it with an eGFR
of 41?") is told. The phrases are the rows `others` of `knowledge/patterns/case_facts.tsv`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from assistant.knowledge.patterns import patterns
from assistant.records.sizes import QUESTION

__all__ = ["of_others", "own_words"]

_SENTENCE = re.compile(r"[.?!;](?=\s|$)")


@lru_cache(maxsize=256)
def of_others(question: str) -> tuple[tuple[int, int], ...]:
    """Spans: of a relative up to the end of the sentence, of what is asked as far as the phrase goes, else whole
    sentences."""
    text = question[:QUESTION]
    begins = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]
    found: list[tuple[int, int]] = []
    for (fact, value), pattern in patterns("case_facts").items():
        for match in pattern.finditer(text) if fact == "others" else ():
            place = bisect_right(begins, match.start())
            begin, end = begins[place - 1], begins[min(place, len(begins) - 1)]
            spans = {"relative": (match.start(), end), "asked": match.span()}
            found.append(spans.get(value, (begin, end)))
    return tuple(found)


def own_words(question: str) -> str:
    """The question without these stretches, an end of a sentence in the place of each."""
    text, parts, last = question[:QUESTION], list[str](), 0
    for start, end in sorted(of_others(text)):
        parts.append(text[last:start])
        last = max(last, end)
    return ". ".join([*parts, text[last:]])
