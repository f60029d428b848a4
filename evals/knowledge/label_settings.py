"""For which line of treatment an approval is, by the words of its label: `label_settings.tsv` says how they put it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from assistant.knowledge.tables import words_of
from assistant.names.find import find
from ingest.knowledge.tables import read_table

__all__ = ["setting_of"]

_AFTER = "after earlier treatment"
_EARLIER = re.compile(
    r"\b(?:progress|previously treated|received|resistan|intoleran|failed|failure)[^.;]*", re.IGNORECASE
)
"""The part of a label that says what was given before."""
_DENIED = re.compile(r"\bnot [a-z ]{0,20}$|\bno $", re.IGNORECASE)
_LIMITS = " not recommended"
"""Behind it stands for whom the drug is not."""


def setting_of(label: str, therapies: Sequence[str]) -> tuple[str, ...]:
    """As `after earlier treatment`, and `after alectinib` for each drug that the label says was had."""
    said = label.partition(_LIMITS)[0]
    found: dict[str, None] = {}
    for setting, only, pattern in _patterns():
        if pattern.search(said):
            if only:
                return (setting,)
            found[setting] = None
    own = {words_of(name) for name in therapies}
    named = _had_before(said) if _AFTER in found else ()
    return (*found, *(f"after {name}" for name in named if words_of(name) not in own))


def _had_before(label: str) -> Sequence[str]:
    parts = [match[0] for match in _EARLIER.finditer(label) if not _DENIED.search(label[: match.start()])]
    return list(dict.fromkeys(one.name for part in parts for one in find(part) if one.kind == "drug"))


@cache
def _patterns() -> tuple[tuple[str, bool, re.Pattern[str]], ...]:
    table = read_table(Path(__file__).with_name("label_settings.tsv")).records()
    return tuple((row["setting"], bool(row["only"]), re.compile(row["pattern"], re.IGNORECASE)) for row in table)
