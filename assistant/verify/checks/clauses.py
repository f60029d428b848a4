"""The clauses of a sentence, and how much of each another sentence took over."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.language.covered import Covered
from assistant.verify.checks.reading import Reading

__all__ = ["bracketed", "clause_places", "said_clauses"]

_BREAK = re.compile(
    r"[(\[]|[)\]]|;\s|\s[–—-]\s|,\s+(?=(?:but|whereas|while|whilst|although|though|however|and|because|since)\b)"
    r"|\s(?=(?:but|whereas|although)\b)|[.!?]\s+(?=[A-Z])",
)
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]?")
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


def bracketed(reading: Reading) -> Covered:
    """What stands in brackets."""
    return Covered(len(reading.text), (found.span() for found in _BRACKETS.finditer(reading.text)))


def said_clauses(window: Reading, keys: Iterable[str]) -> frozenset[int]:
    """The clauses of the window of which a sentence has most words, outside brackets, or a figure."""
    known, places = set(keys), clause_places(window)
    total: dict[int, float] = {}
    taken: dict[int, float] = {}
    figures: set[int] = set()
    brackets = bracketed(window)
    for token, clause in zip(window.tokens, places, strict=True):
        if token.kind == "number" and token.key in known:
            figures.add(clause)
        elif token.weight > _PLAIN and token.kind != "number" and not brackets.touches(token.start, token.end):
            total[clause] = total.get(clause, 0.0) + token.weight
            taken[clause] = taken.get(clause, 0.0) + token.weight * (token.key in known)
    most = max(taken, key=lambda clause: taken[clause], default=0)
    return frozenset(
        {most, *figures, *(clause for clause, weight in total.items() if taken[clause] >= _TAKEN * weight)}
    )
