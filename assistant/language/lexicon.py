"""The small closed word lists the checks read (negations, hedges, directions …), by their lemmas or as a pattern.

Each is a table under `knowledge/`, one row an entry, with its source in the last column. Words are compared by
`lemma`: lower case, American spelling, without the common endings.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from assistant.knowledge.tables import mapping, spell

__all__ = ["lemma", "pattern", "word_set"]

_ENDINGS = (
    ("isation", "iz"),
    ("ization", "iz"),
    ("ically", "ic"),
    ("ations", "at"),
    ("ation", "at"),
    ("ities", "ity"),
    ("ies", "y"),
    ("ied", "y"),
    ("sses", "ss"),
    ("xes", "x"),
    ("ches", "ch"),
    ("shes", "sh"),
    ("ings", ""),
    ("ing", ""),
    ("edly", ""),
    ("ed", ""),
    ("ly", ""),
    ("s", ""),
)
_UNTOUCHED = re.compile(r"[^a-z-]|(?:ss|us|is|ous)$")
_IRREGULAR = {
    "was": "be",
    "were": "be",
    "is": "be",
    "are": "be",
    "been": "be",
    "has": "have",
    "had": "have",
    "an": "a",
    "isn't": "not",
    "led": "lead",
    "shown": "show",
    "grew": "grow",
    "rose": "rise",
    "fell": "fall",
    "children": "child",
    "men": "man",
    "women": "woman",
    "mice": "mouse",
    "worse": "worse",
}


@lru_cache(maxsize=65_536)
def lemma(word: str) -> str:
    """What a word is compared by ("Reduces" and "reduced" are one); it need not be a word itself.

    Words with digits and short ones only lose their capitals.
    """
    word = spell(word)
    word = _IRREGULAR.get(word, word)
    if len(word) < 4 or _UNTOUCHED.search(word):
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: len(word) - len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    word = word[:-1] if len(word) > 4 and word.endswith("e") else word
    # "-ise" and "-yse" are British; a short word ("raise") has no American form, and keeps its own letter.
    return word[:-1] + "z" if len(word) > _SHORT_STEM and word.endswith(("is", "ys")) else word


_SHORT_STEM = 5
"""Letters up to which a stem in "-is" is a word of its own, and no ending."""


@cache
def word_set(name: str) -> frozenset[str]:
    """The lemmas of the first column of a table."""
    return frozenset(lemma(first) for first in mapping(name))


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Matches any entry of a table's first column as whole words, the longest first, case ignored."""
    entries = sorted(mapping(name), key=len, reverse=True)
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, entries)) + r")(?!\w)", re.IGNORECASE)
