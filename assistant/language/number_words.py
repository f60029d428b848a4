"""Numbers in words: "seven", "one third of", "threefold", "two in five"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant.knowledge.tables import mapping
from assistant.language.amounts import Number
from assistant.language.number_roles import relation_of

__all__ = ["shares", "spelled"]


def spelled(text: str) -> Iterator[tuple[float, int, int]]:
    """(value, start, end) of each number that is spelled out, pronouns ("one") among them."""
    for match in _number_words().finditer(text):
        yield _value(match.group().lower()), *match.span()


@cache
def _number_words() -> re.Pattern[str]:
    words = "|".join(mapping("number_words"))
    return re.compile(
        rf"(?<![\w-])(?:{words})(?:(?:[\s-]|(?<=hundred)\sand\s|(?<=thousand)\sand\s)(?:{words}))*"
        r"(?!\w|-(?!(?:year|month|week|day|hour)s?\b))",
        re.IGNORECASE,
    )


_FOLLOWING = "in|during|after|at|among|when|with|and|but|within|over"
"""What follows an amount by which, or to which, something changed, and no ordinal ("to a third line").
By half is to half."""


@cache
def _fraction_words() -> re.Pattern[str]:
    words = "|".join(sorted((form.replace(" ", "[ -]") for form in mapping("fractions")), key=len, reverse=True))
    many = "|".join(sorted((form for form in mapping("fractions") if form.endswith("s")), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w-])(?:(?:{words})(?=\s+(?:of|the|as|had|have|were|are|did)\b)"
        rf"|(?:{words})(?=[ -](?:reduction|decrease|decline|increase|rise|lower|higher|less|fewer|more)\b)"
        rf"|(?:(?<=\bby )|(?<=\bto ))(?!(?:one )?half)(?:{words})(?=[,.;)]|\Z|\s(?:{_FOLLOWING})\b)"
        rf"|(?:{many})(?![\w-]))",
        re.IGNORECASE,
    )


def shares(text: str) -> Iterator[Number]:
    """Shares in words ("one third of the patients"), in percent, and multiples ("threefold")."""
    for match in _fraction_words().finditer(text):
        percent = float(mapping("fractions")[match.group().lower().replace("-", " ")][0])
        relation = relation_of(text[max(0, match.start() - 80) : match.start()])
        yield Number(percent, *match.span(), "%", relation=relation, unit_end=match.end())
    for match in _folds().finditer(text):
        said = next(name for name in ("times", "twice", "factor") if match[name])
        value = 2.0 if said == "twice" else _plain_value(match[said])
        yield Number(value, match.start(), match.end(said), "-fold", unit_end=match.end())
    for match in _one_in().finditer(text):
        part, whole = (_plain_value(match[name]) for name in ("part", "whole"))
        if 0 < part < whole:
            yield Number(100 * part / whole, *match.span(), "%", unit_end=match.end())


@cache
def _folds() -> re.Pattern[str]:
    """ "threefold", "ten-fold", "twice as", "a factor of ten"."""
    word = "|".join(form for form in mapping("number_words") if form.isalpha())
    return re.compile(
        rf"(?<![\w-])(?:(?P<times>{word})[- ]?fold(?!\w)|(?P<twice>twice)(?= as\b)"
        rf"|an? factor of (?P<factor>{word}|\d+(?:\.\d+)?)(?![\w.]))",
        re.IGNORECASE,
    )


@cache
def _one_in() -> re.Pattern[str]:
    """ "one in five", "two of every three"; in digits the two are numbers of their own."""
    word = "|".join(form for form in mapping("number_words") if form.isalpha())
    return re.compile(
        rf"(?<![\w.-])(?P<part>{word}) (?:in|out of|(?:of|in|out of) every) (?P<whole>{word})"
        r"(?![\w.%-]| ?(?:mg|week|month|year|day|cycle))",
        re.IGNORECASE,
    )


def _plain_value(said: str) -> float:
    return float(said if said[0].isdigit() else mapping("number_words")[said.lower()][0])


def _value(words: str) -> float:
    total, part = 0.0, 0.0
    for word in re.split(r"[\s-]+", words):
        if word == "and":
            continue
        value = float(mapping("number_words")[word][0])
        if value >= 1000:
            total, part = total + max(part, 1.0) * value, 0.0
        elif value == 100:
            part = max(part, 1.0) * 100
        else:
            part += value
    return total + part
