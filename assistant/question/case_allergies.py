"""What a question says that its patient is allergic to: a drug, a class, or a name that nothing here knows.

A denial counts for the names that it reaches ("not allergic to penicillin but allergic to sulfa").
"""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import spell
from assistant.language.allergy_standing import with_standing
from assistant.names import find as terms
from assistant.names.vocabulary import vocabulary
from assistant.question.rarer_names import ordinary

__all__ = ["SaidAllergy", "allergies_said"]

_NEAR = 60
"""Characters on either side of a name in which a cue may stand."""
_BEFORE = re.compile(r"(?<![\w/-])(?P<what>[\w/-]{3,40})[ -]allerg(?:y|ies)\b", re.IGNORECASE)
_BEHIND = re.compile(r"\ballerg(?:y|ies|ic) (?:to|against)(?: the| an?)? (?P<what>[\w/-]{3,40})", re.IGNORECASE)
_STOP = re.compile(r"[.?!;\n](?=\s|$)")


class SaidAllergy(NamedTuple):
    name: str
    """As an entry of a record has it, with what is said of how sure it is."""
    start: int
    end: int


def allergies_said(text: str, named: Sequence[terms.Mention], is_aside: Callable[[int], bool]) -> Iterator[SaidAllergy]:
    """`named`: what the vocabulary finds; `is_aside`: whether a place is on another person or a trial."""
    denied = [match.span() for match in patterns("case_facts")["allergy", "aside"].finditer(text)]
    found: list[SaidAllergy] = []
    for one in named:
        if one.kind not in ("drug", "drug class") or is_aside(one.start):
            continue
        cue = _cue(text, one.start, one.end)
        if cue and not _reached(cue, denied) and not _asked_of(text, one.start, one.end):
            said = one.name if one.kind == "drug" else text[one.start : one.end].lower()
            found.append(SaidAllergy(said, one.start, one.end))
    for match in (*_BEFORE.finditer(text), *_BEHIND.finditer(text)):
        start, end = match.span("what")
        known = any(one.start < end and start < one.end for one in found)
        if not is_aside(match.start()) and not _reached(match.span(), denied) and not _asked_of(text, start, end):
            found += [] if known else _unlisted(match)
    found += _listed(text, named, found)
    for allergy in sorted(found, key=lambda each: each.start):
        yield allergy._replace(name=_with_standing(text, allergy))


def _listed(text: str, named: Sequence[terms.Mention], found: Sequence[SaidAllergy]) -> Iterator[SaidAllergy]:
    """Names that "and" or "or" joins to an allergen ("allergic to sulfa and penicillin"), unless a verb follows."""
    cues, known = patterns("case_facts"), {one.start for one in found}
    ends = sorted(one.end for one in found if _cue(text, one.start, one.end))
    for one in sorted(named, key=lambda each: each.start):
        place = bisect_right(ends, one.start)
        between = text[ends[place - 1] : one.start][:_NEAR] if place else ""
        joined = cues["allergy", "listed"].search(between)
        if one.kind not in ("drug", "drug class") or one.start in known or not joined:
            continue
        if not cues["allergy", "subject"].search(text[one.end :][:_NEAR]):
            insort(ends, one.end)
            yield SaidAllergy(one.name if one.kind == "drug" else text[one.start : one.end].lower(), one.start, one.end)


def _unlisted(match: re.Match[str]) -> list[SaidAllergy]:
    """A name beside "allergy" that is no word of the language."""
    word, (start, end) = match["what"], match.span("what")
    if patterns("case_facts")["allergy", "general"].search(word):
        return []
    whole = [one for one in terms.find(match[0]) if one.kind == "disease" and one.start == 0 and one.known]
    drugs = [one.name for one in terms.find(word) if one.kind in ("drug", "drug class")]
    if whole or drugs or not ordinary(spell(word), vocabulary()):
        return [SaidAllergy(drugs[0] if len(drugs) == 1 and "/" not in word else word.lower(), start, end)]
    return []


def _cue(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The words of an allergy next to a name, together with the name."""
    cues, low = patterns("case_facts"), max(0, start - _NEAR)
    if match := cues["allergy", "before"].search(text[low:start]):
        return low + match.start(), end
    if match := cues["allergy", "after"].search(text[end:][:_NEAR]):
        return start, end + match.end()
    return None


def _reached(cue: tuple[int, int], denied: Sequence[tuple[int, int]]) -> bool:
    """Whether a denial ends within the words of an allergy."""
    return any(cue[0] < end and start < cue[1] for start, end in denied)


def _asked_of(text: str, start: int, end: int) -> bool:
    """Whether the allergy to a drug is what is asked about ("who is at risk of …?"), and no fact of the case."""
    cues = patterns("case_facts")
    before, after = text[max(0, start - _NEAR) : start], text[end:][:_NEAR]
    return bool(cues["outcome", "before"].search(before) or cues["allergy", "asked"].search(after))


def _with_standing(text: str, one: SaidAllergy) -> str:
    before, after = _STOP.split(text[: one.start])[-1], text[one.end :]
    stop = _STOP.search(after)
    return with_standing(one.name, before, after[: stop.start()] if stop else after)
