"""What may leave this machine of a text that people typed: all but the identifiers.

The scrubber knows the identifiers of the HIPAA safe harbor rule (45 CFR 164.514(b)(2)) by their form, a table in
`knowledge/identifiers.tsv`, and people by the names they have (`assistant.person_names`), in any case and order. It
would rather blank a word too many than let a name through; genes, drugs, variants and diseases stay.
"""

from __future__ import annotations

import re
from functools import cache

import msgspec

from assistant.knowledge.tables import rows
from assistant.known_words import known
from assistant.person_names import name_spans

__all__ = ["Scrubbed", "scrub", "scrub_text"]


class Scrubbed(msgspec.Struct, frozen=True):
    """The text with "[KIND]" for each identifier, and how many of each kind there were."""

    text: str
    removed: dict[str, int]


def scrub(text: str) -> str:
    """The text with every identifier replaced by its kind in brackets ("[NAME]"). Running it again changes nothing."""
    return scrub_text(text).text


def scrub_text(text: str) -> Scrubbed:
    removed: dict[str, int] = {}
    for kind, pattern in _patterns():

        def blank(match: re.Match[str], kind: str = kind) -> str:
            found = match.groupdict()
            lead, cue = found.get("lead") or "", found.get("cue") or ""
            if cue and not _introduces(cue, match.group()[len(cue) :]):
                return match.group()
            if any(known(word) for word in (found.get("unknown") or "").split()):
                return match.group()
            removed[kind] = removed.get(kind, 0) + 1
            return f"{lead}{cue}[{kind}]"

        text = pattern.sub(blank, text)
    text = _blank_names(text, removed)
    return Scrubbed(text, removed)


def _introduces(cue: str, name: str) -> bool:
    """Whether the words after "attending:", "wife" … are a name: told by a colon, by a lower-case cue, or unknown."""
    return ":" in cue or "=" in cue or cue[:1].islower() or not all(known(word) for word in name.split())


def _blank_names(text: str, removed: dict[str, int]) -> str:
    for start, end in reversed(name_spans(text)):
        text = f"{text[:start]}[NAME]{text[end:]}"
        removed["NAME"] = removed.get("NAME", 0) + 1
    return re.sub(r"\[NAME\](?:[\s,-]*\[NAME\])+", "[NAME]", text)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """A group "lead" stays; "cue" stays, and is believed only as `_introduces` says; "unknown" must be in no table."""
    return tuple((row[0], re.compile(row[1], re.IGNORECASE if "i" in row[2] else 0)) for row in rows("identifiers"))
