"""What is done with each kind of concept: the rows of `knowledge/words/concept_kinds.tsv`, which says what a trait is.

A new kind is a row there, and its name in `answer.ConceptKind`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal

import msgspec

from assistant.knowledge.tables import pieces, records
from assistant.records.answer import ConceptKind

__all__ = ["Number", "Other", "Trait", "counting_as", "kinds_with", "numbers", "other_kinds", "replaced_by"]

Trait = Literal["genetic", "specific", "core", "tied", "missed", "main", "members"]
Number = Literal["weight", "searched", "synonyms", "preferred", "naming", "reading"]
Other = Literal["counts_as", "checked_as"]


@cache
def kinds_with(trait: Trait) -> tuple[ConceptKind, ...]:
    """The kinds that have the trait, in the order of the table."""
    return tuple(kind for kind, row in _rows().items() if row[trait] == "yes")


@cache
def counting_as(kind: ConceptKind) -> tuple[ConceptKind, ...]:
    """The kind itself, and those that stand for it in a record: a drug, and a class of drugs."""
    return tuple(other for other, row in _rows().items() if other == kind or row["counts_as"] == kind)


@cache
def replaced_by(kind: ConceptKind) -> tuple[ConceptKind, ...]:
    """Kinds of an earlier question that one which names this kind leaves behind besides its own."""
    return tuple(msgspec.convert(other, ConceptKind) for other in pieces(_rows()[kind]["replaces"]))


@cache
def other_kinds(column: Other) -> Mapping[ConceptKind, ConceptKind]:
    """Kind -> the kind that it is there, for those that are one."""
    named = {kind: row[column] for kind, row in _rows().items() if row[column]}
    return MappingProxyType({kind: msgspec.convert(other, ConceptKind) for kind, other in named.items()})


@cache
def numbers(name: Number) -> Mapping[ConceptKind, float]:
    """Kind -> its number, for those that have one."""
    return MappingProxyType({kind: float(row[name]) for kind, row in _rows().items() if row[name]})


@cache
def _rows() -> dict[ConceptKind, dict[str, str]]:
    return {msgspec.convert(row["kind"], ConceptKind): row for row in records("concept_kinds")}
