"""Rows of labels that hold only under a condition, where the case or the question says that it is so.

"Contraindicated only when used to prevent migraine" is more than a caution for whoever asks of migraine, and "only
when given with ribavirin" for whoever takes it or asks about both. A condition that the label leaves open makes the row
a caution, and the reader is told what of the case may meet it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from assistant.knowledge.tables import pieces, records, words_of
from assistant.safety.diseases import how_condition_met, is_own
from assistant.safety.drugs import Contraindication, Option, ingredients
from assistant.variants.denied import denied

__all__ = ["Asked", "decided", "is_denied_use"]

_FOR = re.compile(r"\b(?:for|in|against|to treat|to prevent)\s+\Z", re.IGNORECASE)
_NEAR = 20


class Asked(NamedTuple):
    """What a question says of the use of a drug."""

    text: str = ""
    diseases: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    """Names of all drugs that are asked about or taken."""


def is_denied_use(text: str, name: str) -> bool:
    """Whether a question has a disease only as one that the drug is not for: "for epilepsy, not for migraine"."""
    places = [found.span() for found in re.finditer(re.escape(name), text)] if name else []
    return bool(places) and all(denied(text, _head(text, start), end) for start, end in places)


def _head(text: str, start: int) -> int:
    """Where the words begin that say that a drug is for what stands here."""
    found = _FOR.search(text, max(0, start - _NEAR), start)
    return found.start() if found else start


def decided(
    rows: Iterable[Contraindication], option: Option, conditions: Sequence[str], asked: Asked
) -> Iterator[Contraindication]:
    """The rows on an option, each that holds only under a condition as the case and the question leave it; none that
    the option itself takes away: what is warned of without an inhaled corticosteroid is not of a product with one."""
    own = [one for one in conditions if is_own(one)]
    for row in rows:
        if row.only not in _table():
            yield row
        elif found := _decided(row, option, own, asked):
            yield found


def _decided(row: Contraindication, option: Option, own: Sequence[str], asked: Asked) -> Contraindication | None:
    for names, counts, by in _table()[row.only]:
        if by == "with" and not counts and any(_is_of(name, option.ingredients) for name in names):
            return None
        met = _drug_beside(names, asked) if by == "with" else _state_met(names, own, asked, by_use=by == "use")
        if met:
            return row._replace(only=row.only.removeprefix("only ") if counts else _left_open(row.only, met))
    return row


def _left_open(only: str, met: str) -> str:
    """What is said where something of the case may meet a condition, or be the exception that a label makes."""
    if only.startswith("only"):
        return f"{only}; whether {met} counts as such is not told there"
    return f"only outside its exception “{only.partition(' ')[2]}”, which may hold here ({met})"


def _drug_beside(names: Sequence[str], asked: Asked) -> str:
    """The entry of the drugs asked about or taken that is one of these; empty where none is."""
    for said in asked.beside:
        drugs = frozenset((*ingredients(said), words_of(said)))
        if any(_is_of(name, drugs) for name in names):
            return said
    return ""


def _is_of(name: str, drugs: Iterable[str]) -> bool:
    """Whether a drug is among others, by its name or as a salt or with a word beside it: "budesonide inhaler"."""
    return any(f" {words_of(name)} " in f" {words_of(drug)} " for drug in drugs)


def _state_met(names: Sequence[str], own: Sequence[str], asked: Asked, *, by_use: bool) -> str:
    """The condition or use that is one of these, as the case or the question has it; empty where none is."""
    on_case = () if by_use and asked.diseases else own
    said = f" {words_of(asked.text)} "
    for name in names:
        met = next((one for one in (*on_case, *asked.diseases) if how_condition_met(name, one) == "wholly"), "")
        if met or f" {words_of(name)} " in said:
            return met or name
    return ""


@cache
def _table() -> dict[str, list[tuple[tuple[str, ...], bool, str]]]:
    """The words of a condition to (names, whether they count, by what)."""
    made: dict[str, list[tuple[tuple[str, ...], bool, str]]] = {}
    for row in records("only_when"):
        made.setdefault(row["only"], []).append((tuple(pieces(row["names"])), row["counts"] == "y", row["by"]))
    return made
