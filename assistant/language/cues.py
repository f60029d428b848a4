"""Wording that tells an effect from none, and either from a question left open: the phrases of `stance_cues.tsv`."""

from __future__ import annotations

from typing import Literal

from assistant.knowledge.patterns import patterns
from assistant.language.plain_signs import plain_signs

__all__ = ["says"]


def says(kind: Literal["null", "effect", "inconclusive", "aim"], text: str) -> bool:
    """Whether the text states an effect, that there is none, that the matter is open, or only what was looked for."""
    return bool(patterns("stance_cues")[kind,].search(plain_signs(text)))
