"""Groups of drugs that one allergy may be to, or that are rarely meant to be taken two at a time.

The table `drug_groups` holds them with their members, as FDA classes them or as their names end.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from assistant.knowledge.tables import pieces, records
from assistant.names.group_names import group_key, group_names

__all__ = ["DrugGroup", "groups_in", "groups_of", "holds_classes", "named"]


class DrugGroup(NamedTuple):
    name: str
    members: frozenset[str]
    """In small letters."""
    crosses: bool
    """An allergy to one member is a warning for the others; else only one to the class itself."""
    doubled: bool
    """Two members at once are rarely meant."""
    source: str


def groups_of(drug: str) -> tuple[DrugGroup, ...]:
    """Groups that a generic name, in small letters, is in."""
    return _of_members().get(drug, ())


def groups_in(text: str) -> tuple[DrugGroup, ...]:
    """Groups that a text names, each once, the longest name at a place."""
    return tuple(dict.fromkeys(_by_name()[one.key] for one in group_names(text)))


def named(name: str) -> DrugGroup | None:
    """The group of this name, or another of its names."""
    return _by_name().get(group_key(name))


@cache
def holds_classes(group: DrugGroup) -> bool:
    """Whether it is a wide class, whose members are no ground for one another, with classes in it whose members are."""
    return not group.crosses and any(one.crosses and one.members < group.members for one in _all())


@cache
def _all() -> tuple[DrugGroup, ...]:
    return tuple(
        DrugGroup(
            row["group"],
            frozenset(pieces(row["members"])),
            row["allergy"] == "members",
            row["duplicate"] == "y",
            row["source"],
        )
        for row in records("drug_groups")
    )


@cache
def _by_name() -> dict[str, DrugGroup]:
    made: dict[str, DrugGroup] = {}
    for group, row in zip(_all(), records("drug_groups"), strict=True):
        for name in (row["group"], *pieces(row["names"])):
            made.setdefault(group_key(name), group)
    return made


@cache
def _of_members() -> dict[str, tuple[DrugGroup, ...]]:
    members = {member for group in _all() for member in group.members}
    return {member: tuple(group for group in _all() if member in group.members) for member in members}
