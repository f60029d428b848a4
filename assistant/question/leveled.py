"""A question as the learned models of this folder read it: words leveled, names only as the kind of thing they name.

What is asked, and which part a drug plays, hang on the words around a name and not on the name: "A_DRUG after A_DRUG"
is the same question of any two drugs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from assistant.engines.known_words import known
from assistant.knowledge.tables import spell
from assistant.names import find as terms
from assistant.variants import find as variants

__all__ = ["Named", "Token", "named_spans", "tokens"]

Named = tuple[int, int, str]
"""(start, end, kind) of a name in a text."""

_PIECE = re.compile(r"[^\W\d_](?:[\w*'’-]*\w)?|\d+(?:\.\d+)?|[^\w\s]")
_LEAST_NAME = 4
_NUMBER = re.compile(r"\d[\d.,]*")


class Token(NamedTuple):
    start: int
    end: int
    word: str
    """In lower case and American spelling; "A_DRUG" for the whole name of a drug, "NUMBER", "NAME" for capitals."""
    strange: bool = False
    """A word that no list of the language or of medicine has, as a new drug's or a brand's name is."""

    @property
    def named(self) -> bool:
        return self.word.startswith("A_")


def named_spans(text: str) -> list[Named]:
    """Where the text names a thing that the vocabulary or the notations of variants know."""
    found = [(v.start, v.end, "variant") for v in variants.find_variants(text)]
    return found + [(m.start, m.end, m.kind) for m in terms.find(text)]


def tokens(text: str, names: Iterable[Named]) -> list[Token]:
    """Words, numbers and marks in order; each name is one token, of those that overlap the first and longest."""
    made: list[Token] = []
    place = 0
    for start, end, kind in sorted(names, key=lambda name: (name[0], -name[1])):
        if start >= place:
            made += _plain(text, place, start)
            made.append(Token(start, end, f"A_{kind.upper()}"))
            place = end
    return [*made, *_plain(text, place, len(text))]


def _plain(text: str, start: int, end: int) -> Iterator[Token]:
    for match in _PIECE.finditer(text, start, end):
        word = match[0]
        strange = len(word) >= _LEAST_NAME and word[0].isalpha() and not known(word)
        yield Token(*match.span(), _alike(word), strange)


def _alike(piece: str) -> str:
    if _NUMBER.fullmatch(piece):
        return "NUMBER"
    if any(map(str.isdigit, piece)) or sum(map(str.isupper, piece)) > 1:
        return "NAME"
    return spell(piece)
