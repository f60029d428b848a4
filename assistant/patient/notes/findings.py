"""Imaging findings, pathology and lifestyle in a note, in its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.knowledge.patterns import patterns
from assistant.language.covered import Covered
from assistant.patient.notes.note import Note, Part
from assistant.patient.notes.tags.tagged import Tagged
from assistant.patient.notes.tags.values import tagged_words
from assistant.patient.notes.told import Left, Told
from assistant.patient.tumor_markers import Marker

__all__ = ["read_findings"]

_LONG = 240
"""Characters beyond which only the clause with the finding is taken, not the sentence."""


def read_findings(note: Note, tagged: Tagged, markers: Sequence[Marker] = ()) -> Iterator[Told | Left]:
    """`markers`: findings that are told by themselves, so that no sentence is taken for them alone."""
    apart = Covered(len(note.plain), ((one.start, one.end) for one in markers))
    for part in note.parts:
        if part.section != "family":
            yield from _finding(note, part, "imaging", apart)
            yield from _finding(note, part, "pathology", apart)
    habits = list(_lifestyle(note))
    taken = Covered(len(note.plain), ((one.start, one.end) for one in habits))
    for one in tagged_words(note, "lifestyle", tagged, "habit"):
        if not taken.touches(one.start, one.end) and not _is_amount(str(one.value), [str(it.value) for it in habits]):
            habits.append(one)
    yield from sorted(habits, key=_start)


def _start(one: Told) -> int:
    return one.start


def _finding(note: Note, part: Part, field: str, apart: Covered) -> Iterator[Told]:
    table = patterns("note_values")
    low, high = (part.body, part.end) if part.section == field else (part.start, part.end)
    for start, end in _clauses(note, low, high):
        words = note.plain[start:end]
        ways = table[field, "modality"].finditer(words)
        named = part.section == field or any(not apart.touches(start + way.start(), start + way.end()) for way in ways)
        if not named or table[field, "not done"].search(words) or part.asked:
            continue
        if field == "imaging" and part.section != field and not table[field, "finding"].search(words):
            continue
        text = words.strip(" \t\n.;")
        if text and not (words.rstrip().endswith(",") and " " not in text):  # "Stomach, biopsy: …": the place of it
            start += words.index(text)
            yield Told(field, " ".join(note.text[start : start + len(text)].split()), start, start + len(text))


def _clauses(note: Note, low: int, high: int) -> Iterator[tuple[int, int]]:
    """The sentence between its semicolons; of a long one, what stands between its commas and "but"."""
    pattern = r";|, (?:but|and|while)\b" if high - low > _LONG else ";"
    start = low
    for mark in re.finditer(pattern, note.plain[low:high]):
        yield start, low + mark.start()
        start = low + mark.end()
    yield start, high


def _lifestyle(note: Note) -> Iterator[Told]:
    """The words about smoking, alcohol and the like; with the denial where they are denied."""
    last, habits = 0, list[str]()
    found = sorted(
        (match.start(), -match.end())
        for (field, _), pattern in patterns("note_values").items()
        if field == "lifestyle"
        for match in pattern.finditer(note.plain)
    )
    for start, minus_end in found:
        end = -minus_end
        status = note.status(start, end)
        if start < last or status in ("family", "unknown", "possible"):
            continue
        last = end
        said = " ".join(note.text[start:end].split())
        if _is_amount(said, habits):
            continue
        habits.append(said)
        denied = status == "denied" and not _OWN.match(said)
        yield Told("lifestyle", f"no {said}" if denied else said, start, end)


def _is_amount(said: str, habits: Sequence[str]) -> bool:
    """How much it was of what is told already."""
    return bool(_PACK_YEARS.fullmatch(said)) and any(_SMOKING.search(one) for one in habits)


_PACK_YEARS = re.compile(r"\d+ ?(?:py|pack[- ]?y(?:ea)?rs?)", re.IGNORECASE)
_SMOKING = re.compile(r"smok|tobacco", re.IGNORECASE)
_OWN = re.compile(r"(?:no|non|never|does|denies|doesn|ex|former|drinks|smokes|smoked|uses)\b", re.IGNORECASE)
"""Words that say themselves whether it is so; behind "does not smoke and", "drinks" is not denied."""
