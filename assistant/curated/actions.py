"""What a guideline's recommendation says to do, of a closed list, as its text was read.

The texts are few and repeat. Each was read, and its action stands in `knowledge/curated/guideline_actions.tsv` by the
hash of its words; a text that nobody has read yet is "see the guideline", never guessed at.
"""

from __future__ import annotations

import hashlib
import html
from functools import lru_cache
from typing import NamedTuple

from assistant.knowledge.tables import records

__all__ = ["ACTIONS", "UNREAD", "Advice", "actions_of", "text_key"]

ACTIONS = (
    *("contraindicated", "avoid", "not recommended", "alternative"),
    *("reduce", "raise", "standard", "monitor", "no recommendation"),
)
"""As strong as the text itself says: "contraindicated" only where it has the word without a limit."""
UNREAD = "see the guideline"


class Advice(NamedTuple):
    """What a recommendation says to do."""

    action: str
    amount: str = ""
    population: str = ""
    """Whom the text says this of, where it says something else of others."""


def actions_of(text: str) -> tuple[Advice, ...]:
    """One for each population that a recommendation's text tells apart; `UNREAD` for one that is not in the table."""
    return _read().get(text_key(text), (Advice(UNREAD),))


def text_key(text: str) -> str:
    """The hash of a text's words: case, marks and line breaks make no difference, nor what ClinPGx adds as "Other
    Considerations", which is no part of the recommendation.
    """
    said = html.unescape(text).partition("Other Considerations")[0].lower()
    words = "".join(letter if letter.isalnum() else " " for letter in said).split()
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:12]


@lru_cache(maxsize=1)
def _read() -> dict[str, tuple[Advice, ...]]:
    made: dict[str, tuple[Advice, ...]] = {}
    for row in records("guideline_actions"):
        advice = Advice(row["action"], row["amount"], row["population"])
        made[row["text"]] = (*made.get(row["text"], ()), advice)
    return made
