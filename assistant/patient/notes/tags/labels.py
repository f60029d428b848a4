"""What a word of a note is to its patient, as the tagger names it."""

from __future__ import annotations

__all__ = ["LABELS", "TAGS"]

TAGS = (
    "taken",
    "had",
    "allergen",
    "reacted",
    "held",
    "not taken",
    "disease",
    "no disease",
    "habit",
    "ancestry",
    "age",
    "pregnant",
    "not pregnant",
    "breastfeeding",
    "not breastfeeding",
)
"""A drug that is taken, was had, is an allergen, was had until a reaction, is held, or is none of these; a disease that
the patient has, or not; a habit; who the patient is."""
LABELS = ("", *(f"{place} {tag}" for tag in TAGS for place in ("B", "I")))
"""Of a word: nothing; the first of what is tagged; a further one."""
