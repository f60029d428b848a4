"""What a word of a note is to its patient, as the tagger names it."""

from __future__ import annotations

__all__ = ["DISEASES", "DRUGS", "LABELS", "TAGS"]

DRUGS = ("taken", "had", "allergen", "reacted", "held", "not taken")
"""A drug that is taken, was had, is an allergen, was had until a reaction, is held, or is none of these."""
DISEASES = ("disease", "no disease")
"""A disease that the patient has, or not."""
TAGS = (
    *DRUGS,
    *DISEASES,
    "habit",
    "ancestry",
    "age",
    "pregnant",
    "not pregnant",
    "breastfeeding",
    "not breastfeeding",
)
"""Besides these a habit, and who the patient is."""
LABELS = ("", *(f"{place} {tag}" for tag in TAGS for place in ("B", "I")))
"""Of a word: nothing; the first of what is tagged; a further one."""
