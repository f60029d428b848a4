"""Where a text names a group of drugs that one may be allergic to ("sulfa", "ACE inhibitors").

The names stand in the table `drug_groups`; what a group means is `safety.drug_groups`.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from assistant.knowledge.tables import WORD, pieces, records, spell

__all__ = ["GroupName", "group_key", "group_names"]

_LONGEST = 6
"""Words of a group's name."""


class GroupName(NamedTuple):
    key: str
    """As `group_key` gives it."""
    start: int
    end: int


def group_names(text: str) -> list[GroupName]:
    """In the order of the text, the longest name at a place."""
    said = list(WORD.finditer(text))
    words = [_singular(spell(match[0])) for match in said]
    found: list[GroupName] = []
    place = 0
    while place < len(words):
        step = 1
        for length in range(min(_LONGEST, len(words) - place), 0, -1):
            key = " ".join(words[place : place + length])
            if key in _keys():
                found.append(GroupName(key, said[place].start(), said[place + length - 1].end()))
                step = length
                break
        place += step
    return found


def group_key(name: str) -> str:
    """The words of a name as they are compared: spelled plainly, in the singular."""
    return " ".join(_singular(spell(match[0])) for match in WORD.finditer(name))


def _singular(word: str) -> str:
    return word.removesuffix("s") if len(word) > 3 else word


@cache
def _keys() -> frozenset[str]:
    return frozenset(
        group_key(name) for row in records("drug_groups") for name in (row["group"], *pieces(row["names"]))
    )
