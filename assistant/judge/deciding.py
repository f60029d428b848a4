"""Whether the words that a judge gives as deciding stand in the evidence it was given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from assistant.knowledge.tables import values
from assistant.records.judged import Statement

__all__ = ["standing"]

_WORD = re.compile(r"[^\W_]+(?:[.,][0-9]+)*", re.UNICODE)
_LEAST = 2
"""Words; one word alone stands in too many places to decide anything."""
_QUOTED = re.compile(r"[\"“«„]([^\"”»“„«]+)[\"”»“]")
_BREAKS = re.compile(r"\s*(?:\.\.\.|…|\[\s*…?\s*\]|;|\||\n)\s*")


def standing(offered: Iterable[str], statement: Statement) -> tuple[str, ...]:
    """The offered words as passages that each stand in the quotes or surroundings; empty when one of them does not.

    Letters and figures are compared, not case, blanks, quotation marks, dashes or other marks. What is offered in one
    piece may be several passages, each in quotation marks or divided by an ellipsis.
    """
    evidence = [_words(text) for text in (*statement.quotes, *statement.surroundings)]
    found: list[str] = []
    for piece in offered:
        passages = next((tried for tried in _readings(piece) if _all_stand(tried, evidence)), None)
        if passages is None:
            return ()
        found += passages
    return tuple(dict.fromkeys(found))


def _readings(offered: str) -> Iterator[list[str]]:
    """The ways to take what was offered: whole, what is in quotation marks, what stands between breaks."""
    yield [offered.strip(" \t\"'“”„«»*_`.")]
    if quoted := _QUOTED.findall(offered):
        yield [one.strip() for one in quoted]
        yield [part for one in quoted for part in _BREAKS.split(one) if part.strip()]
    yield [part.strip(" \t\"'“”„«»*_`") for part in _BREAKS.split(offered) if _words(part)]


def _all_stand(passages: list[str], evidence: list[tuple[str, ...]]) -> bool:
    return bool(passages) and all(_stands(_words(passage), evidence) for passage in passages)


def _stands(words: tuple[str, ...], evidence: list[tuple[str, ...]]) -> bool:
    """All of the words in a row in one text, and at least one of them says something."""
    if len(words) < _LEAST or all(word in values("function_words") for word in words):
        return False
    wanted = f" {' '.join(words)} "
    return any(wanted in f" {' '.join(text)} " for text in evidence)


@lru_cache(maxsize=1024)
def _words(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _WORD.findall(text))
