"""Whether the condition of a row on two drugs is met, where the table of modulators can tell.

"Macrolides that strongly inhibit CYP3A4" holds for clarithromycin, not for a macrolide that the table has as a weaker
inhibitor; of one that the table lacks nothing is known, and that is said. A condition of another kind stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Literal

from assistant.knowledge.tables import records
from assistant.safety.classes import classes_of_drug, wanted_of

__all__ = ["Met", "met"]

Met = Literal["yes", "no", "unknown", "undecided"]
"""Whether it holds; "unknown": the table lacks what would tell; "undecided": it is of no kind that the table tells."""


def met(only_if: str, others: Iterable[str], beside: Iterable[str]) -> Met:
    """`others`: the drugs on the row's second side; `beside`: all drugs of the list but the row's own."""
    condition = _conditions().get(only_if)
    if condition is None:
        return "undecided"
    who, name = condition
    drugs = list(others if who == "other" else beside)
    if any(name in classes_of_drug(drug) for drug in drugs):
        return "yes"
    return "no" if who == "other" and all(wanted_of(drug, name) for drug in drugs) else "unknown"


@cache
def _conditions() -> dict[str, tuple[str, str]]:
    return {row["only_if"]: (row["who"], row["class"]) for row in records("interaction_conditions")}
