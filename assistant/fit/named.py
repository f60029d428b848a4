"""Whether a study names the patient's other diseases and drugs, by any name that a vocabulary has for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from assistant.fit.people import People, excluded
from assistant.names.find import synonyms
from assistant.records.answer import FitItem

__all__ = ["Named", "named_item", "names_in"]

_SHORT = 4
"""Letters of a name up to which its capitals count."""


class Named:
    """The names of one thing, ready to be looked for in many texts."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(sorted(dict.fromkeys(filter(None, names)), key=len, reverse=True))
        self._patterns = [(_first(name), _pattern(name)) for name in self.names]

    def find(self, people: People) -> Iterator[re.Match[str]]:
        """The longest names first; a name whose first word the text has not is not looked for."""
        words = people.read.all
        for first, pattern in self._patterns:
            if not first or first in words or f"{first}s" in words or f"{first}es" in words:
                yield from pattern.finditer(people.text)


def named_item(people: People, aspect: str, kind: str, name: str) -> FitItem:
    """A match where the study names it, a mismatch where it shuts it out, unknown where it is silent."""
    shut = ""
    for match in names_in(kind, name).find(people):
        if not (words := excluded(people.text, match.start(), match.end())):
            return FitItem(aspect, "match", name, match.group())
        shut = shut or words
    return FitItem(aspect, "mismatch" if shut else "unknown", name, shut)


def names_in(kind: str, name: str, others: Sequence[str] = ()) -> Named:
    """The name, `others`, and every synonym a vocabulary has for it."""
    return _named(kind, name, tuple(others))


@lru_cache(maxsize=512)
def _named(kind: str, name: str, others: tuple[str, ...]) -> Named:
    return Named((name, *others, *(one.text for one in synonyms(kind, name))))


def _first(name: str) -> str:
    found = re.search(r"[^\W_]+", name.lower())
    return found[0] if found else ""


def _pattern(name: str) -> re.Pattern[str]:
    flags = re.NOFLAG if len(name) <= _SHORT else re.IGNORECASE
    return re.compile(rf"(?<!\w){re.escape(name)}(?:e?s)?(?!\w)", flags)
