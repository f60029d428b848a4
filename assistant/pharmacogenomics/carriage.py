"""Which alleles of HLA a report says are there: the words beside each allele tell, and never the allele alone.

"*15:02 not detected", "negative for *15:02" and "no *15:02" have the name of an allele that is not there, and of
"*15:02 not tested" nothing is known. Words that deny something and are not in the table leave the allele unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from assistant.knowledge.tables import lookup, rows, words_of

__all__ = ["NEGATIVE", "POSITIVE", "UNKNOWN_STATE", "Carried", "carried", "says_untested"]

POSITIVE, NEGATIVE = "positive", "negative"
UNKNOWN_STATE = "unknown"
"""Of an allele that the record gives as present and as absent, or in words that leave it open."""
_ALLELE = re.compile(r"(?:HLA-)?(?:[A-Z][A-Z0-9]*)?\*?(\d{2,3}:?\d{2})(?:[:\d]*)[A-Z]?\b", re.IGNORECASE)
_PARTS = re.compile(r"[,;/|\n]")
_NAMED = re.compile(r"\S*[*\d]\S*")
"""What names an allele, a variant or a pair of them, with what is written together with it."""
_SIGN = re.compile(r"(?<=[\s(])([+\-−–])(?=[\s)]|$)")
_MINUS = str.maketrans("−–", "--")


class Carried(NamedTuple):
    """An allele as two numbers ("15:02"). `typed`: nothing but its name is given, as of one of a typed pair."""

    allele: str
    state: str
    typed: bool


def carried(text: str) -> Iterator[Carried]:
    """Each allele that a report gives a state of; one that it says was not tested is none of them."""
    for part in _PARTS.split(text):
        found = [number if ":" in number else f"{number[:-2]}:{number[-2:]}" for number in _ALLELE.findall(part)]
        rest = _ALLELE.sub(" ", part)
        if found and not _is_unknown(rest):
            state = _state(rest)
            yield from (Carried(allele, state or POSITIVE, not state) for allele in found)


def says_untested(text: str) -> bool:
    """Whether a result says no more than that there is none, beside the alleles that it names ("*2A not tested")."""
    return _is_unknown(_NAMED.sub(" ", text))


def _is_unknown(words: str) -> bool:
    said = words_of(words)
    return bool(said) and said in {words_of(form) for kind, form, *_ in rows("patient_values") if kind == "unknown"}


def _state(words: str) -> str:
    """Empty where the words say nothing of it. Of several the longest phrases count, and what is said both ways, or
    denied in other words, is unknown."""
    signs = " ".join(_SIGN.findall(f" {words} ")).translate(_MINUS).split()
    found = {lookup("carriage_words")[sign] for sign in signs}
    found |= {lookup("carriage_words")[one] for one in _pattern().findall(f" {words_of(words)} ")}
    return found.pop() if len(found) == 1 else UNKNOWN_STATE if found else ""


@cache
def _pattern() -> re.Pattern[str]:
    named = sorted((words for words in lookup("carriage_words") if words[0].isalpha()), key=len, reverse=True)
    return re.compile(rf"(?<= )(?:{'|'.join(map(re.escape, named))})(?= )")
