"""The words that names of diseases are built of (`vocabulary/condition_words.tsv`)."""

from __future__ import annotations

import re
from functools import cache

from assistant.knowledge.tables import rows

__all__ = ["is_head", "modifiers", "named_after"]


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


_OF_PERSON = re.compile(r"[A-Z][a-zé]{3,15}(?:-[A-Z][a-zé]{2,15})?")


def named_after(text: str, begins: int, name: re.Match[str], head: re.Match[str]) -> bool:
    """Whether a word is a person's name right before "syndrome" or "disease" ("Dravet syndrome"), and not the first of
    the sentence, which `begins` there."""
    apart = text[name.end() : head.start()] == " " and begins < name.start()
    return apart and head[0].lower() in ("syndrome", "disease") and bool(_OF_PERSON.fullmatch(name[0]))
