"""Whether a record tells of one person: a case report, of whose people no number is said."""

from __future__ import annotations

import re
from functools import cache

from assistant.knowledge.patterns import patterns

__all__ = ["is_single_case"]


def is_single_case(text: str) -> bool:
    """ "A 56-year-old woman …", "this case report presents a patient"; of a family or of several cases it is not."""
    cues = _cues()
    return bool(cues["one"].search(text)) and not cues["several"].search(text)


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    return {kind: pattern for (kind,), pattern in patterns("single_cases").items()}
