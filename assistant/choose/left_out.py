"""Whether a sentence names what is asked about only to say that it had no part in what was done.

"Osimertinib was not part of the comparison of afatinib with gefitinib" has the name, and tells nothing of the drug. How
such sentences are worded is a table, `knowledge/patterns/left_out.tsv`, where "@" stands for the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.knowledge.patterns import patterns

__all__ = ["is_left_out"]

_NAME = "@"


def is_left_out(sentence: str, names: Iterable[re.Pattern[str]]) -> bool:
    """Whether the sentence has any of the names, and leaves each that it has out of what was done wherever it stands.

    `names`: each the pattern of all names of one thing.
    """
    written = [_with_sign(sentence, name) for name in names if name.search(sentence)]
    return bool(written) and all(map(_is_out, written))


def _with_sign(sentence: str, name: re.Pattern[str]) -> str:
    return name.sub(_NAME, sentence.replace(_NAME, " "))


def _is_out(written: str) -> bool:
    out = sum(match.group().count(_NAME) for match in patterns("left_out")[()].finditer(written))
    return out == written.count(_NAME)
