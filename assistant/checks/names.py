"""The named things of a sentence: genes, drugs, diseases, exact variants, and codes no vocabulary knows.

Names with one key are the same thing ("Herceptin", "trastuzumab"). A code is a word that looks like a name (capitals
or digits inside: "TAK-788", "LMP1"); it is compared as printed, but for case and hyphens.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

import msgspec

__all__ = ["Name", "NameKind", "find_names", "same_name"]

NameKind = Literal["gene", "variant", "drug", "disease", "code"]

_CODE = re.compile(
    r"(?<![\w*])(?=[\w*:>+-]*(?:[A-Z][\w-]*[A-Z]|[A-Za-z][\w-]*\d|\d[A-Za-z]+\d))[A-Za-zα-ω\d](?:[\w*:>+]|[-‐‑.](?=\w))*(?<![.:>-])"
)
_UNIT_LIKE = re.compile(r"\d+(?:\.\d+)?[-‐]?[a-zµμ]+\Z")
_PARTS = re.compile(r"[-‐‑]")


class Name(msgspec.Struct, frozen=True):
    """A name at `text[start:end]`; `key` is equal for synonyms."""

    kind: NameKind
    key: str
    start: int
    end: int
    text: str


@lru_cache(maxsize=8192)
def find_names(text: str) -> tuple[Name, ...]:
    """Names in order of place, none overlapping another: variants first, then the vocabulary, then codes."""
    found: list[Name] = []
    for match in _CODE.finditer(text):
        for start, end in _pieces(text, *match.span()):
            word = text[start:end]
            if not _UNIT_LIKE.match(word) and not _overlaps(found, start, end):
                found.append(Name("code", _folded(word), start, end, word))
    return tuple(sorted(found, key=lambda name: name.start))


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A code, cut at the hyphens that join it to plain words ("EGFR-mutant" gives "EGFR", "IL-6" stays)."""
    made: list[tuple[int, int]] = []
    begin = start
    for hyphen in [*(found.start() + start for found in _PARTS.finditer(text[start:end])), end]:
        made.append((begin, hyphen))
        begin = hyphen + 1
    joined: list[tuple[int, int]] = []
    for piece in made:
        word = text[piece[0] : piece[1]]
        if joined and (word.isdigit() or len(word) == 1 or text[joined[-1][0] : joined[-1][1]].isdigit()):
            joined[-1] = (joined[-1][0], piece[1])
        else:
            joined.append(piece)
    return [(a, b) for a, b in joined if re.search(r"[A-Z].*[A-Z]|[A-Za-z].*\d|\d.*[A-Za-z].*\d", text[a:b])]


def _folded(word: str) -> str:
    low = _PARTS.sub("", word.lower())
    return low[:-1] if low.endswith("s") and word[-2:-1].isupper() else low


def _overlaps(found: list[Name], start: int, end: int) -> bool:
    return any(name.start < end and start < name.end for name in found)


def same_name(first: Name, second: Name) -> bool:
    """Whether two names are one thing: equal keys, or the vocabulary says so."""
    return first.key == second.key
