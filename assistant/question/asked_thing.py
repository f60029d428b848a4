"""What kind of thing a question asks for by its name: "which mutation", "what are the options", "in whom".

A question on which variant is answered by variants, whatever else a sentence says of the drug and the disease.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, get_args

from assistant.knowledge.patterns import alternation, patterns, phrases
from assistant.knowledge.tables import values

__all__ = ["Thing", "asked_thing"]

Thing = Literal["drug", "variant", "gene", "test", "patients"]
THINGS: tuple[Thing, ...] = get_args(Thing)

_ASKS = re.compile(
    r"\b(?:which|what)(?P<is>\s+(?:is|are|was|were)\s+the)?(?:\s+of\s+(?:the|these|those))?(?=\s)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\s+([\w/+:.-]*\w)")
_BEFORE = 4
"""Words that may stand between "which" and its noun: "which newly approved oral ALK inhibitor"."""


def asked_thing(text: str) -> Thing | None:
    """The kind of thing behind the last "which" or "what" of the text; None where it names another one or asks for
    none."""
    told = None
    for match in _ASKS.finditer(text):
        told = _of_run(text, match.end(), of_is=bool(match["is"])) or told
    if told is None:
        told = next((one for one in THINGS if _phrase(one).search(text)), None)
    return told


def _of_run(text: str, start: int, *, of_is: bool) -> Thing | None:
    """The kind of the last noun of the run of words that begins here. Behind "what is the" the run must end with it:
    "what is the mutation frequency" asks for a frequency."""
    told: Thing | None = None
    for number in range(_BEFORE + 2):
        word = _WORD.match(text, start)
        if word is None or word[1].casefold() in values("function_words"):
            return told
        kind = _noun(word[1]) or _noun(word[1].rpartition("-")[2])
        if told and kind is None:
            return told if not of_is and word[1].casefold() not in _measures() else None
        if kind is None and number >= _BEFORE:
            return None
        told, start = kind or told, word.end()
    return told


@cache
def _noun(word: str) -> Thing | None:
    return next((one for one in THINGS if re.fullmatch(_nouns(one), word, re.IGNORECASE)), None)


@cache
def _nouns(thing: Thing) -> str:
    return f"(?:{alternation(phrases('asked_things')[thing, 'noun'])})"


@cache
def _phrase(thing: Thing) -> re.Pattern[str]:
    return patterns("asked_things").get((thing, "phrase"), re.compile(r"(?!)"))


def _measures() -> frozenset[str]:
    """Nouns that a kind of thing is counted by: a run that goes on with one asks for the figure."""
    return frozenset(phrases("asked_things")["measure", "noun"])
