"""The words that names of diseases are built of (`vocabulary/condition_words.tsv`)."""

from __future__ import annotations

from functools import cache

from assistant.knowledge.tables import rows

__all__ = ["is_head", "modifiers"]


def is_head(word: str) -> bool:
    """Whether names of diseases end in the word ("fibrosis"), or in its singular."""
    return word in _heads() or word.removesuffix("s") in _heads()


@cache
def modifiers() -> frozenset[str]:
    """Words that stand in such a name before its last."""
    return frozenset(word for role, word, _ in rows("condition_words") if role == "modifier")


@cache
def _heads() -> frozenset[str]:
    return frozenset(word for role, word, _ in rows("condition_words") if role == "head")
