"""Abbreviations a text defines for itself, by the algorithm of Schwartz and Hearst (PSB 2003, PMID 12603049).

"gastric cancer (GC)" says what GC means in this text, which no table can. The algorithm reads the short form from right
to left and finds each of its characters in the words before the parenthesis; the first character must begin a word.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from assistant.language.plain_signs import plain_signs

__all__ = ["Abbreviation", "find_abbreviations", "words_abbreviated"]


class Abbreviation(NamedTuple):
    """One definition: `text[short_start:short_end] == short`, and the same for the long form."""

    short: str
    long: str
    short_start: int
    short_end: int
    long_start: int
    long_end: int


_PARENTHESIS = re.compile(r"[(\[]([^()\[\]]{1,120})[)\]]")
_SHORT = re.compile(r"[^\W_](?:[\w/+.\-]| (?=[A-Z0-9])){0,8}[^\W_]\+?")
_CUT = re.compile(r"[;,] | or ")
_BREAK = re.compile(r"[.;:!?()\[\]]\s|[()\[\]\n]")
_WORD = re.compile(r"\S+")


@lru_cache(maxsize=512)
def find_abbreviations(text: str) -> tuple[Abbreviation, ...]:
    """Definitions in the order of the text, of both forms: "long form (SF)" and "SF (long form)".

    Kept, since one answer asks this of the same abstracts many times.
    """
    found: list[Abbreviation] = []
    plain = plain_signs(text)
    for match in _PARENTHESIS.finditer(plain):
        made = _definition(plain, match.start(), match.start(1), match.group(1))
        if made is not None:
            short, long = text[made.short_start : made.short_end], text[made.long_start : made.long_end]
            found.append(made._replace(short=short, long=long))
    return tuple(found)


def _definition(text: str, opening: int, inner_start: int, inner: str) -> Abbreviation | None:
    cut = _CUT.search(inner)
    inside = inner[: cut.start()] if cut else inner
    if _is_short(inside):
        start = _clause_start(text, opening, len(inside))
        before = text[start:opening].rstrip()
        offset = _long_form(inside, before)
        if offset is not None:
            short_end = inner_start + len(inside)
            return Abbreviation(inside, before[offset:], inner_start, short_end, start + offset, start + len(before))
    words = list(_WORD.finditer(text, max(0, opening - 20), opening))
    if not words or " " not in inner:
        return None
    short, start = words[-1].group(), words[-1].start()
    if not _is_short(short) or (start == opening - 20 and opening > 20):
        return None
    offset = _long_form(short, inner)
    if offset != 0 or len(inner.split()) > _window(len(short)):
        return None
    return Abbreviation(short, inner, start, start + len(short), inner_start, inner_start + len(inner))


def _is_short(text: str) -> bool:
    return bool(
        2 <= len(text) <= 10
        and _SHORT.fullmatch(text)
        and any(c.isalpha() for c in text)
        and any(map(str.isupper, text))
    )


def _window(length: int) -> int:
    return min(length + 5, length * 2)


def _clause_start(text: str, opening: int, length: int) -> int:
    """Start of the at most min(|A|+5, 2|A|) words before the parenthesis, within the same clause."""
    low = max(0, opening - 200)
    breaks = [match.end() for match in _BREAK.finditer(text, low, opening)]
    low = breaks[-1] if breaks else low
    words = list(_WORD.finditer(text, low, opening))
    keep = words[-_window(length) :]
    return keep[0].start() if keep else opening


def _long_form(short: str, text: str) -> int | None:
    """Offset in `text` at which the best long form of `short` begins, up to the end of `text`; None: there is none."""
    place, low = len(text), "".join(map(_plain, text))
    for index in range(len(short) - 1, -1, -1):
        wanted = _plain(short[index])
        if not wanted.isalnum():
            continue
        place -= 1
        while place >= 0 and (low[place] != wanted or (index == 0 and place > 0 and low[place - 1].isalnum())):
            place -= 1
        if place < 0:
            return None
    start = max(text.rfind(" ", 0, place) + 1, text.rfind("-", 0, place) + 1 if text[:place].endswith("-") else 0)
    long = text[start:]
    if len(long) <= len(short) or short in long.split() or long.lower().startswith(short.lower() + " "):
        return None
    return start


def _plain(character: str) -> str:
    """One lower-case character for one: a Greek letter becomes the first of its name, as authors abbreviate "alpha"."""
    if "\u0370" <= character <= "\u03ff":
        return unicodedata.name(character, "? LETTER ?").split("LETTER ")[-1][:1].lower()
    low = character.lower()
    return low if len(low) == 1 else character


_LEAST = 4
"""Letters from which the first letters of words in a row are no chance."""
_LATIN_WORD = re.compile(r"[A-Za-z]+")
_APART = re.compile(r"[.;:()\[\]]")


def words_abbreviated(acronym: str, text: str) -> tuple[int, int] | None:
    """(start, end) of the words in a row whose first letters are an acronym of four and more; None where there are
    none ("amyloid-related imaging abnormalities" of "ARIA")."""
    if len(acronym) < _LEAST or not (acronym.isalpha() and acronym.isupper()):
        return None
    words = list(_LATIN_WORD.finditer(text))
    initials, at = "".join(word[0][0].lower() for word in words), -1
    while (at := initials.find(acronym.lower(), at + 1)) >= 0:
        start, end = words[at].start(), words[at + len(acronym) - 1].end()
        if (
            acronym.lower() != words[at][0].lower()
            and not _APART.search(text, start, end)
            and all(len(word[0]) > 1 for word in words[at : at + len(acronym)])
        ):
            return start, end
    return None
