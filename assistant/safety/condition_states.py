"""Conditions of a record that are a state of a gene, or a disease, under another name than the rows of labels have.

"DPD deficiency" is what rows call a poor metabolizer of DPYD. Words beside the name are read, too: "partial" makes it
another state, and with "no" it is none.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from assistant.knowledge.tables import pieces, records, words_of
from assistant.names.find import entry_of
from assistant.names.vocabulary import vocabulary
from assistant.safety.condition_dates import undated

__all__ = ["State", "states_of"]


_SHORT_FORM = re.compile(r"\s*\([A-Z\d]{2,8}\)")
"""The abbreviation that stands within a name: "dihydropyrimidine dehydrogenase (DPD) deficiency"."""


class State(NamedTuple):
    """What a condition means to the rows, and what a reader is told of that reading."""

    name: str
    limits: str


class _Row(NamedTuple):
    names: frozenset[str]
    needs: frozenset[str]
    beside: frozenset[str]
    state: State


@lru_cache(maxsize=2048)
def states_of(condition: str) -> tuple[State, ...]:
    """The states that a condition means; empty where the table has none for it."""
    words = words_of(_SHORT_FORM.sub("", undated(condition))).split()
    found = []
    for row in _rows():
        for name in row.names:
            rest = _without(words, name.split())
            if rest is not None and rest <= row.needs | row.beside and (not row.needs or rest & row.needs):
                found.append(row.state)
                break
    return tuple(dict.fromkeys(found))


def _without(words: list[str], name: list[str]) -> frozenset[str] | None:
    """The words beside a name; None where it does not stand there."""
    for start in range(len(words) - len(name) + 1):
        if words[start : start + len(name)] == name:
            return frozenset(words[:start] + words[start + len(name) :])
    return None


@cache
def _rows() -> tuple[_Row, ...]:
    made = []
    for row in records("condition_states"):
        entry = entry_of(vocabulary(), "disease", row["condition"])
        names = {row["condition"], *pieces(row["also"])} | ({one.text for one in entry.synonyms()} if entry else set())
        needs, beside = (frozenset(pieces(row[column])) for column in ("needs", "beside"))
        named = frozenset(filter(None, map(words_of, names)))
        made.append(_Row(named, needs, beside, State(row["means"], row["limits"])))
    return tuple(made)
