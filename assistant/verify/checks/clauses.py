"""The clauses of a sentence, and how much of each another sentence took over."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.verify.checks.reading import Reading

__all__ = ["clause_places", "said_clauses"]

_BREAK = re.compile(
    r"[(\[]|[)\]]|;\s|,\s+(?=(?:but|whereas|while|whilst|although|though|however|and|because|since)\b)"
    r"|\s(?=(?:but|whereas|although)\b)|[.!?]\s+(?=[A-Z])",
)
_TAKEN = 0.5
"""Share of a clause's weight that must stand in the sentence for it to have taken the clause over."""
_PLAIN = 0.3


def clause_places(reading: Reading) -> tuple[int, ...]:
    """For each token the number of its clause; what stands in brackets belongs to the clause around it."""
    cuts, depth = [], 0
    for found in _BREAK.finditer(reading.text):
        mark = found.group()[:1]
        depth = depth + 1 if mark in "([" else max(0, depth - 1) if mark in ")]" else depth
        if depth == 0 and mark not in "()[]":
            cuts.append(found.start())
    made, clause = [], 0
    for token in reading.tokens:
        while clause < len(cuts) and token.start >= cuts[clause]:
            clause += 1
        made.append(clause)
    return tuple(made)


def said_clauses(window: Reading, keys: Iterable[str]) -> frozenset[int]:
    """The clauses of the window of which most words are among the keys of a sentence."""
    known, places = set(keys), clause_places(window)
    total: dict[int, float] = {}
    taken: dict[int, float] = {}
    for token, clause in zip(window.tokens, places, strict=True):
        if token.weight > _PLAIN and token.kind != "number":
            total[clause] = total.get(clause, 0.0) + token.weight
            taken[clause] = taken.get(clause, 0.0) + token.weight * (token.key in known)
    return frozenset(clause for clause, weight in total.items() if taken[clause] >= _TAKEN * weight)
