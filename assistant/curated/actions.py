"""What a guideline's recommendation says to do, of a closed list, as its text was read.

The texts are few and repeat. Each was read, and its action stands in `knowledge/curated/guideline_actions.tsv` by the
hash of its words; a text that nobody has read yet is "see the guideline", never guessed at.
"""

from __future__ import annotations

import hashlib
import html
from functools import lru_cache

from assistant.knowledge.tables import records

__all__ = ["ACTIONS", "UNREAD", "action_of", "text_key"]

ACTIONS = ("avoid", "reduce", "raise", "standard", "alternative", "monitor", "no recommendation")
UNREAD = "see the guideline"


def action_of(text: str) -> tuple[str, str]:
    """(action, amount) of a recommendation's text; `UNREAD` for one that is not in the table."""
    return _read().get(text_key(text), (UNREAD, ""))


def text_key(text: str) -> str:
    """The hash of a text's words: case, marks and line breaks make no difference, nor what ClinPGx adds as "Other
    Considerations", which is no part of the recommendation.
    """
    said = html.unescape(text).partition("Other Considerations")[0].lower()
    words = "".join(letter if letter.isalnum() else " " for letter in said).split()
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:12]


@lru_cache(maxsize=1)
def _read() -> dict[str, tuple[str, str]]:
    return {row["text"]: (row["action"], row["amount"]) for row in records("guideline_actions")}
