"""What the words of a status say of a condition or an allergy: "ruled out", "no longer active", "suspected"."""

from __future__ import annotations

from collections.abc import Collection

from assistant.knowledge.patterns import patterns

__all__ = ["CLINICAL", "VERIFICATION", "standing_in", "status_in"]

CLINICAL, VERIFICATION = ("still", "clinical"), ("verification",)
"""Kinds of phrases: whether something is so now, and whether it is there at all."""


def status_in(kinds: Collection[str], words: str) -> str:
    """current, past, open or void by the first phrases of these kinds that fit; "" where none does."""
    found = patterns("status_words").items() if words else ()
    return next((status for (of, status), phrase in found if of in kinds and phrase.search(words)), "")


def standing_in(words: str) -> str:
    """By words that may say either: that it never was or is not sure counts before whether it is so now."""
    verified = status_in(VERIFICATION, words)
    return verified if verified in ("void", "open") else status_in(CLINICAL, words) or verified
