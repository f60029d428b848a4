"""The hard checks that no judge overrules: numbers, drugs, genes, variants, certainty."""

from __future__ import annotations

from assistant.records.judged import Statement
from assistant.verify.checks import CHECKS, Sides, match, read, sentences

__all__ = ["HARD", "veto"]

HARD = frozenset({"numbers", "drugs", "genes", "variants", "hedging"})
"""Names of the checks of `assistant.verify.checks`."""


def veto(statement: Statement) -> str:
    """The reason of the first hard check that fails, or an empty text.

    Numbers count from the quotes and their surroundings, names from the abbreviations too.
    """
    evidence = "\n".join(dict.fromkeys((*statement.quotes, *statement.surroundings)))
    known = "\n".join(f"{long} ({short})" for short, long in statement.abbreviations)
    said, readings = read(statement.text), sentences(evidence)
    found = match(said, readings)
    if found is None:
        return "The sentence or its evidence is empty."
    sides = Sides(said, readings, evidence, found, known)
    for check in CHECKS:
        finding = check(sides)
        if finding.consequence and finding.check.name in HARD:
            return finding.check.reason
    return ""
