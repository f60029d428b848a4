"""Diseases that count for the patient where a relative has them: by the table of conditions that labels warn of."""

from __future__ import annotations

from functools import cache

from assistant.knowledge.tables import pieces, records, words_of

__all__ = ["counts_of_family"]

_FAMILY = "family"
"""The word beside a condition's name by which the table takes a relative's for the patient's."""


def counts_of_family(text: str) -> bool:
    """Whether a text names such a disease ("mother had malignant hyperthermia")."""
    return any(f" {name} " in f" {words_of(text)} " for name in _names())


@cache
def _names() -> frozenset[str]:
    found: set[str] = set()
    for row in records("condition_states"):
        if _FAMILY in pieces(row["needs"]):
            found |= {words_of(name) for name in (row["condition"], *pieces(row["also"]))}
    return frozenset(found)
