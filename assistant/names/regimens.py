"""Regimens by their short names ("FOLFOX", "mFOLFOX6", "R-CHOP") and products of several drugs by their brands, with
the drugs that a record or a label spells them out with.

What is said of a drug holds for a regimen that has it. A regimen without drugs in the table is one that notes name and
no record at hand spells out.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from assistant.knowledge.tables import pieces, rows

__all__ = ["Regimen", "drugs_of_regimen", "regimens_in", "spelled_out"]

_LONG = 5
"""Letters from which a name is told apart from other words and abbreviations in any case."""
_MOST = 8_000
"""Characters of a text that are read."""


class Regimen(NamedTuple):
    """A regimen that a text names at `text[start:end]`."""

    name: str
    start: int
    end: int
    drugs: tuple[str, ...]
    """Empty where no record at hand spells it out."""
    source: str
    is_product: bool = False
    """One product that has all of its drugs ("Triumeq"), not several given one by one."""


@lru_cache(maxsize=2048)
def regimens_in(text: str) -> tuple[Regimen, ...]:
    """In the order of the text."""
    found = []
    for match in _pattern().finditer(text[:_MOST]):
        name, drugs, source, is_product = _table()[_key(match["name"])]
        if len(name) >= _LONG or match["name"] == name:
            found.append(Regimen(name, *match.span(), drugs, source, is_product))
    return tuple(found)


def drugs_of_regimen(name: str) -> tuple[str, ...]:
    """The drugs of the regimen that a name is, whole; empty for every other name."""
    found = regimens_in(name)
    whole = len(found) == 1 and not (name[: found[0].start] + name[found[0].end :]).strip()
    return found[0].drugs if whole else ()


def spelled_out(regimen: Regimen) -> list[str]:
    """A sentence on what a regimen is read as; none where no record spells it out."""
    drugs = " and ".join(filter(None, (", ".join(regimen.drugs[:-1]), *regimen.drugs[-1:])))
    return [f"{regimen.name} is read as {drugs} ({regimen.source})."] if drugs else []


def _key(name: str) -> str:
    return re.sub(r"[-‐‑–/\s]", "", name).casefold()


@cache
def _table() -> dict[str, tuple[str, tuple[str, ...], str, bool]]:
    made = {
        _key(name): (name, tuple(pieces(drugs)), source, True)
        for name, drugs, source in rows("medication_names")
        if "|" in drugs
    }
    made |= {_key(name): (name, tuple(pieces(drugs)), source, False) for name, drugs, source in rows("regimens")}
    return made


@cache
def _pattern() -> re.Pattern[str]:
    """A name with the m of "modified" and the number of a variation: neither changes its drugs."""
    several = (name for name, drugs, _ in rows("medication_names") if "|" in drugs)
    names = sorted({*several, *(name for name, *_ in rows("regimens"))}, key=len, reverse=True)
    parts = (re.escape(name).replace(r"\-", r"[-‐‑–/\s]?").replace(r"\ ", r"(?:\s?[-‐‑–/]\s?|\s)") for name in names)
    written = "|".join(parts)
    return re.compile(rf"(?<![\w-])(?:m-?)?(?P<name>{written})(?:[-‐]?\d{{1,2}})?(?!\w)", re.IGNORECASE)
