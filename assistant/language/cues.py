"""Wording that tells an effect from none, and either from a question left open: the patterns of `stance_cues.tsv`."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from assistant.knowledge.tables import rows
from assistant.language.hyphens import one_hyphen

__all__ = ["says"]


def says(kind: Literal["null", "effect", "inconclusive", "aim"], text: str) -> bool:
    """Whether the text states an effect, that there is none, that the matter is open, or only what was looked for."""
    text = one_hyphen(text)
    return any(pattern.search(text) for name, pattern in _cues() if name == kind)


@cache
def _cues() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row[0], re.compile(row[1], re.IGNORECASE)) for row in rows("stance_cues"))
