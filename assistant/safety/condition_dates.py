"""A condition of a record without when it was: "stroke in 2019", "TIA 2 years ago", "stroke x2", "s/p stroke".

A date says nothing against the condition. What was "active" or "recent" then is not known to be so now.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from assistant.knowledge.tables import records

__all__ = ["PAST", "as_past", "undated"]

PAST = re.compile(r"\b(?:history of|h/o|hx of|previous|prior|past)\s+", re.IGNORECASE)
"""What makes a condition one of the past, where a label asks for one of now."""
_OVER = re.compile(r"[\s,;:(\[–-]*(?<!not )(?<!never )(?<!yet )\bresolved\b[)\]]?", re.IGNORECASE)
_LONGEST = 200
"""Characters of a condition that are read."""
_STATUS_POST = re.compile(r"^\s*(?:s\s?/\s?p|status[\s-]+post)[\s:,]+", re.IGNORECASE)
_ENDS = " \t,;:-‐‑–—(["
_LONG_AGO = re.compile(r"\d{4}|(?:years?|yrs?|y|decades?)\.?\s+ago\b|\blong ago\b", re.IGNORECASE)
"""A time after which what was active or recent is not known to be so: of days, weeks and months it may still be."""
_STILL = re.compile(r"\b(?:since|for)\b", re.IGNORECASE)


@lru_cache(maxsize=8192)
def undated(condition: str) -> str:
    """The condition without the words that say when, how long or how often; as it stands where it has none."""
    if len(condition) > _LONGEST:
        return condition
    said = _STATUS_POST.sub("", condition)
    times = [found for found in _times().finditer(said) if found[0].strip()]
    if not times:
        return said
    bare = _tidy(_times().sub(" ", said))
    if not bare:
        return condition
    if any(not _is_still(found[0]) for found in times):
        bare = _of_then().sub("", bare).strip() or bare
    return bare


def as_past(condition: str) -> str:
    """A condition that has resolved as one of the past: "DVT (resolved)" is a history of DVT."""
    bare, over = _OVER.subn(" ", condition, count=1)
    name = PAST.sub("", " ".join(bare.split()))
    return f"history of {name}" if over and name else condition


def _is_still(time: str) -> bool:
    """Whether a time says that the condition goes on or was of late, or only how often it was."""
    return bool(_STILL.search(time)) or not _LONG_AGO.search(time)


def _tidy(said: str) -> str:
    said = re.sub(r"\(\s*[,;]?\s*\)|\[\s*\]", " ", said)
    return " ".join(said.split()).strip(_ENDS)


@cache
def _times() -> re.Pattern[str]:
    """One whole expression of time, with what joins it to a name."""
    parts = {kind: "|".join(sorted(_words(kind), key=len, reverse=True)) for kind in ("month", "unit", "count", "join")}
    parts["joins"] = rf"(?:(?:{parts['join']})\.?\s+)*"
    parts["n"] = rf"(?:\d+(?:\.\d+)?\+?|(?:{parts['count']}))"
    year = r"['’]?(?:19|20)\d\d(?:s|\s?[-–/]\s?(?:(?:19|20)\d\d|present|now))?"
    date = r"(?:(?:19|20)\d\d-\d\d?(?:-\d\d?)?|(?:\d\d?[/.]){1,2}(?:19|20)\d\d)"
    named = rf"(?:\d\d?(?:st|nd|rd|th)?\s+)?(?:{parts['month']})\.?(?:\s+\d\d?(?:st|nd|rd|th)?)?,?\s+{year}"
    span = rf"{parts['n']}[\s-]?(?:{parts['unit']})\.?"
    forms = (
        rf"{parts['joins']}(?:{date}|{named}|{year})",
        rf"(?:about\s+|over\s+|>\s?|~\s?)?{span}\s+(?:ago|prior|back|earlier|before)",
        rf"(?:for|x|×|since)\s?(?:the (?:last|past)\s+)?{span}",
        r"(?:at|since|from)\s+(?:the\s+)?age(?:\s+of)?\s+\d{1,3}|(?:at|since)\s+\d{1,3}(?:\s+(?:years|yrs?)(?:\s+old)?)?|aged?\s+\d{1,3}",
        rf"{span}(?=\s+history\b)",
        rf"(?:in|since)\s+(?:{'|'.join(_words('period'))})",
        rf"(?:since\s+)?(?:(?:last|this)\s+(?:{parts['unit']})|yesterday|today|this morning)|long ago",
        r"[x×]\s?\d{1,2}|\d{1,2}\s?[x×]|twice|\d{1,2} times",
    )
    return re.compile(rf"[\s,;:(\[]*(?<![\w/-])(?:{'|'.join(forms)})(?![\w/-])[)\]]?", re.IGNORECASE)


@cache
def _words(kind: str) -> tuple[str, ...]:
    return tuple(re.escape(row["word"]) for row in records("condition_times") if row["kind"] == kind)


@cache
def _of_then() -> re.Pattern[str]:
    """Words of a state that passes."""
    return re.compile(rf"\b(?<!-)(?:{'|'.join(_words('passing'))})\b\s*", re.IGNORECASE)
