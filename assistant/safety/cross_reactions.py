"""What labels say of an allergy to a drug for drugs of another class: aspirin and the other NSAIDs.

A class of drugs is told by `drug_groups`; what crosses from one to another needs a label that says so.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from assistant.knowledge.tables import records
from assistant.safety.drug_groups import named
from assistant.safety.drugs import Contraindication, Option

__all__ = ["CrossReaction", "cross_reactions"]


class CrossReaction(NamedTuple):
    """A row on all drugs of a group, or on one drug."""

    row: Contraindication
    limits: str
    """What it leaves open for a drug whose own label says nothing."""


def cross_reactions(option: Option) -> tuple[CrossReaction, ...]:
    """The rows on a part of the option, each with the drugs of the option that it is on."""
    met = ((one, tuple(sorted(option.ingredients.intersection(one.row.drugs)))) for one in _rows())
    return tuple(one._replace(row=one.row._replace(drugs=drugs)) for one, drugs in met if drugs)


@cache
def _rows() -> tuple[CrossReaction, ...]:
    made = []
    for row in records("cross_reactions"):
        group = named(row["drugs"])
        drugs = tuple(sorted(group.members)) if group else (row["drugs"],)
        said = {"kind": "allergy"} | row
        told = Contraindication(drugs, *(said.get(name, "") for name in Contraindication._fields[1:]))
        made.append(CrossReaction(told, row["limits"]))
    return tuple(made)
