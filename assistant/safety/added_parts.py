"""What stands behind a brand and makes another product of it: "Tylenol #3", "Soma Compound", "Zestril HCT".

Where a table has the whole name it is that product. Else the brand's own drug is known, and what is added is not: it is
told, or the entry would be checked for half of what is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant.knowledge.tables import records, words_of
from assistant.names.medications import placed_drugs

__all__ = ["added_parts"]

_MOST = 2000


def added_parts(entry: str) -> tuple[str, ...]:
    """As they are written, each once; empty where nothing is added."""
    return tuple(dict.fromkeys(_added(entry[:_MOST])))


def _added(entry: str) -> Iterator[str]:
    for start, end, drugs in placed_drugs(entry):
        is_brand = words_of(entry[start:end]) not in map(words_of, drugs)
        for behind in ("brand", "any") if is_brand else ("any",):
            if found := _pattern(behind).match(entry, end):
                yield found["part"]


@cache
def _pattern(behind: str) -> re.Pattern[str]:
    parts = "|".join(row["pattern"] for row in records("added_parts") if row["behind"] == behind)
    return re.compile(rf"(?:\s|-)\s*(?P<part>{parts})(?!\s*dose\b)(?![^\W_])")
