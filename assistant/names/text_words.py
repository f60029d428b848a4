"""The words of a text as names are looked up by them."""

from __future__ import annotations

from typing import NamedTuple

from assistant.knowledge.tables import WORD, spell

__all__ = ["Word", "words_in_text"]


class Word(NamedTuple):
    """A word spelled as names are compared, where it stands, and as it is written."""

    word: str
    start: int
    end: int
    raw: str


def words_in_text(text: str) -> list[Word]:
    """In order; without the "s" of a possessive."""
    return [
        Word(spell(match[0]), match.start(), match.end(), match[0])
        for match in WORD.finditer(text)
        if not (match[0] == "s" and text[match.start() - 1 : match.start()] in ("'", "’"))
    ]
