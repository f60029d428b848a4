"""Questions whose facet and roles a reader labeled: ours in `evals/sets`, and the shared ones where they are at hand.

The roles of `record_questions.tsv` and `asked_questions.tsv` are words of the question; those of the other two sets are
mostly names, and are looked up in it. A name that cannot be found there is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Literal

import msgspec

from assistant.names.find import find, same
from assistant.records.kinds import counting_as
from evals.material.data import SETS, SHARED, read_rows
from evals.material.questions import read_table
from evals.train.answering_pairs import Part, part_of

__all__ = ["Understood", "understood"]

Source = Literal["records", "asked", "ours", "shared"]

_TABLES: dict[Source, str] = {"records": "record_questions.tsv", "asked": "asked_questions.tsv"}
"""Questions that carry their roles as their own words: written from a record, and as users ask."""
_OF_TABLE = {"with": "co_medication"}
_OF_DRUGS = {
    "asked_drug": "option",
    "prior_drug": "prior",
    "comparator": "comparator",
    "co_medication": "co_medication",
}
_OF_WORDS = ("disease", "setting", "line", "circumstances")
_FACETS = {"drug-discovery": "discovery", "definition-or-rule": "definition", "testing": "monitoring"}
"""How the shared questions name three facets."""


class Understood(msgspec.Struct, frozen=True):
    id: str
    source: Source
    text: str
    facet: str
    roles: tuple[tuple[str, int, int], ...]
    """(role, start, end) in `text`, in its order; roles are those of `Roles`, and "disease"."""

    @property
    def part(self) -> Part:
        return part_of(self.text)

    @property
    def whole(self) -> bool:
        """Whether all roles are labeled: where names were looked up, some may be missing."""
        return self.source in _TABLES


@cache
def understood() -> tuple[Understood, ...]:
    """All of them, each question once. Without the shared data only ours."""
    return (*_written("records"), *_written("asked"), *_answering())


def _written(source: Source) -> Iterator[Understood]:
    for row in read_table(SETS / _TABLES[source]):
        said = (one.split("=", 1) for one in row["roles"].split(";") if one)
        roles = [(_OF_TABLE.get(role, role), words) for role, words in said]
        yield Understood(row["id"], source, row["question"], row["facet"], _placed(row["question"], roles))


def _answering() -> Iterator[Understood]:
    sets: list[tuple[Source, Any]] = [("ours", SETS / "answering_questions.jsonl")]
    shared = SHARED / "labels" / "questions.jsonl"
    sets += [("shared", shared)] if shared.is_file() else []
    for source, path in sets:
        for row in read_rows(path):
            facet = _FACETS.get(row["facet"], row["facet"])
            yield Understood(row["id"], source, row["question"], facet, _placed(row["question"], _looked_up(row)))


def _looked_up(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(role, words of the question) for each name that is found in it."""
    drugs = [mention for mention in find(row["question"]) if mention.kind in counting_as("drug")]
    for field, role in _OF_DRUGS.items():
        for name in row["roles"][field]:
            yield role, name
            yield from ((role, drug.surface) for drug in drugs if same(drug.kind, name, drug.name))
    for role in _OF_WORDS:
        said = row["roles"][role]
        yield from ((role, words) for words in ([said] if isinstance(said, str) else said) if words)


def _placed(text: str, roles: Any) -> tuple[tuple[str, int, int], ...]:
    """Where the words of each role stand, the first place that no other role has taken."""
    low, taken = text.lower(), list[tuple[str, int, int]]()
    for role, words in sorted(roles, key=lambda pair: -len(pair[1])):
        start = low.find(words.lower())
        while start >= 0 and any(start < end and begun < start + len(words) for _, begun, end in taken):
            start = low.find(words.lower(), start + 1)
        if start >= 0 and len(low) == len(text):
            taken.append((role, start, start + len(words)))
    return tuple(sorted(taken, key=lambda one: one[1]))
