"""What a question says that its patient is allergic to: a drug, a class, or a name that nothing here knows.

A denial counts for the names that it reaches ("not allergic to penicillin but allergic to sulfa").
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import spell
from assistant.language.allergy_standing import with_standing
from assistant.names import find as terms
from assistant.names.vocabulary import vocabulary
from assistant.question.allergen_names import UNLISTED, allergen_names
from assistant.question.rarer_names import ordinary

__all__ = ["SaidAllergy", "allergies_said"]

_NEAR = 60
"""Characters on either side of a name in which a cue may stand."""
_BEFORE = re.compile(r"(?<![\w/-])(?P<what>[\w/-]{3,40})[ -]allerg(?:y|ies)\b", re.IGNORECASE)
_BEHIND = re.compile(r"\ballerg(?:y|ies|ic) (?:to|against)(?: the| an?)? (?P<what>[\w/-]{3,40})", re.IGNORECASE)
_LONG = 500
"""Characters of a sentence on either side of a name that are read."""
_BRACKET = re.compile(r"\A\s*\([^()]*\)")
_STOP = re.compile(r"[.?!;\n](?=\s|$)")


class SaidAllergy(NamedTuple):
    name: str
    """As an entry of a record has it, with what is said of how sure it is."""
    start: int
    end: int


def allergies_said(text: str, named: Sequence[terms.Mention], is_aside: Callable[[int], bool]) -> Iterator[SaidAllergy]:
    """`named`: what the vocabulary finds; `is_aside`: whether a place is on another person or a trial."""
    denied = [match.span() for match in patterns("case_facts")["allergy", "aside"].finditer(text)]
    names = allergen_names(text, named)
    found: list[SaidAllergy] = []
    for one in names:
        if is_aside(one.start):
            continue
        cue = _cue(text, one)
        said = (cue and not _reached(cue, denied)) or _excepted(text, one.start, denied)
        if said and not _asked_of(text, one.start, one.end):
            found.append(_of_name(text, one))
    spans = sorted((one.start, one.end) for one in found)
    for match in (*_BEFORE.finditer(text), *_BEHIND.finditer(text)):
        start, end = match.span("what")
        if not is_aside(match.start()) and not _reached(match.span(), denied) and not _asked_of(text, start, end):
            found += [] if _reached((start, end), spans) else _unlisted(match)
    found += _listed(text, names, found)
    found += _listed_before(text, names, found)
    stops = [match.span() for match in _STOP.finditer(text)]
    for allergy in sorted(found, key=lambda each: each.start):
        yield allergy._replace(name=_with_standing(text, allergy, stops))


def _of_name(text: str, one: terms.Mention) -> SaidAllergy:
    return SaidAllergy(one.name if one.kind == "drug" else text[one.start : one.end].lower(), one.start, one.end)


def _listed(text: str, names: Sequence[terms.Mention], found: Sequence[SaidAllergy]) -> Iterator[SaidAllergy]:
    """Names that "and" or "or" joins to an allergen ("allergic to sulfa and penicillin"), unless a verb follows; a
    comma joins in a list of allergies ("allergies: sulfa, penicillin"), and before an "and". A name behind a mark is
    one of the list only where it ends as an item does."""
    cues, known = patterns("case_facts"), {one.start for one in found}
    plural = {one.end for one in found if cues["allergy", "list"].search(text[max(0, one.start - _NEAR) : one.start])}
    ends = sorted(one.end for one in found)
    chosen = _chosen(text, names)
    waiting: list[terms.Mention] = []
    for at, one in enumerate(names):
        place = bisect_right(ends, one.start)
        last = max(ends[place - 1] if place else -1, waiting[-1].end if waiting else -1)
        between = text[last : min(one.start, last + _NEAR)] if last >= 0 else ""
        joined = cues["allergy", "listed"].search(_BRACKET.sub("", between))
        comma = cues["allergy", "comma"].search(between)
        parted = (joined or last in plural) and cues["allergy", "parted"].search(between)
        loose = (parted and not _is_item(text, names[at:])) or (comma and last in plural and not _ends(text, one))
        asked = last in plural and one.start in chosen
        if one.start in known or _goes_on(text, one) or loose or asked or not (joined or comma or parted):
            waiting = []
            continue
        waiting.append(one)
        if joined or last in plural:
            for each in waiting:
                insort(ends, each.end)
                yield _of_name(text, each)
            plural |= {one.end} if last in plural else set()
            waiting = []


def _chosen(text: str, names: Sequence[terms.Mention]) -> set[int]:
    """Where the two names begin between which a question asks to choose behind a list ("…, warfarin or apixaban?")."""
    cues, listed = patterns("case_facts"), set[int]()
    for place in range(1, len(names) - 1):
        before, one, other = names[place - 1 : place + 2]
        choice = cues["allergy", "choice"].search(text[one.end : min(other.start, one.end + _NEAR)])
        if choice and cues["allergy", "chosen"].search(text[other.end : other.end + _NEAR]) and before.end < one.start:
            listed |= {one.start, other.start}
    return listed


def _is_item(text: str, names: Sequence[terms.Mention]) -> bool:
    """Whether the first of the names ends as an item, and no question asks of it or of one that "or" joins to it."""
    listed = patterns("case_facts")["allergy", "listed"]
    for one, other in pairwise(names):
        if not _ends(text, one) or not listed.search(text[one.end : other.start]):
            return _ends(text, one)
    return _ends(text, names[-1])


def _ends(text: str, one: terms.Mention) -> bool:
    after, cues = text[one.end : one.end + _NEAR], patterns("case_facts")
    return cues["allergy", "closed"].search(after) is not None and not after.lstrip().startswith("?")


def _goes_on(text: str, one: terms.Mention) -> bool:
    """Whether a sentence of its own begins with the name; a word that nothing knows stands last in its list."""
    cues, after = patterns("case_facts"), text[one.end : one.end + _NEAR]
    unlisted = one.reason == UNLISTED and not cues["allergy", "closed"].search(after)
    return unlisted or cues["allergy", "subject"].search(after) is not None


def _listed_before(text: str, names: Sequence[terms.Mention], found: Sequence[SaidAllergy]) -> Iterator[SaidAllergy]:
    """Names joined to one that "allergy" stands behind: "with penicillin, sulfa and codeine allergies"."""
    cues, allergens = patterns("case_facts"), {one.start: one for one in found}
    begins = -1
    run: list[terms.Mention] = []
    for one in reversed(names):
        if one.start in allergens:
            begins = one.start if cues["allergy", "after"].search(text[one.end : one.end + _NEAR]) else -1
            run = []
            continue
        between = text[one.end : min(begins, one.end + _NEAR)] if begins >= 0 else ""
        if not (cues["allergy", "listed"].search(between) or (run and cues["allergy", "comma"].search(between))):
            begins, run = -1, []
            continue
        begins, run = one.start, [*run, one]
        if cues["allergy", "opens"].search(text[max(0, one.start - _NEAR) : one.start]):
            yield from (_of_name(text, each) for each in run)
            run = []


def _excepted(text: str, start: int, denied: Sequence[tuple[int, int]]) -> bool:
    """ "No allergies except penicillin"."""
    low = max(0, start - _NEAR)
    match = patterns("case_facts")["allergy", "except"].search(text[low:start])
    if match is None:
        return False
    place = bisect_left(denied, (low + match.start(), 0)) - 1
    return place >= 0 and not text[denied[place][1] : low + match.start()].strip(" ,")


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


def _cue(text: str, one: terms.Mention) -> tuple[int, int] | None:
    """The words of an allergy next to a name, together with the name; a word that nothing knows is one of a list."""
    cues, low = patterns("case_facts"), max(0, one.start - _NEAR)
    if match := cues["allergy", "list" if one.reason == UNLISTED else "before"].search(text[low : one.start]):
        return low + match.start(), one.end
    match = cues["allergy", "after"].search(text[one.end : one.end + _NEAR]) if one.reason != UNLISTED else None
    return (one.start, one.end + match.end()) if match else None


def _reached(cue: tuple[int, int], denied: Sequence[tuple[int, int]]) -> bool:
    """Whether a denial, of those in their order, ends within the words of an allergy."""
    place = bisect_left(denied, (cue[1], 0)) - 1
    return place >= 0 and cue[0] < denied[place][1]


def _asked_of(text: str, start: int, end: int) -> bool:
    """Whether the allergy to a drug is what is asked about ("who is at risk of …?"), and no fact of the case."""
    cues = patterns("case_facts")
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    return bool(cues["outcome", "before"].search(before) or cues["allergy", "asked"].search(after))


def _with_standing(text: str, one: SaidAllergy, stops: Sequence[tuple[int, int]]) -> str:
    """`stops`: where sentences end; of a long one its beginning and what is near."""
    place = bisect_right(stops, (one.start, 0))
    begin = stops[place - 1][1] if place else 0
    close = bisect_left(stops, (one.end, 0))
    end = stops[close][0] if close < len(stops) else len(text)
    before = text[max(begin, one.start - _LONG) : one.start]
    if one.start - begin > _LONG:
        before = f"{text[begin : begin + _NEAR]}; {before}"
    return with_standing(one.name, before, text[one.end : min(end, one.end + _LONG)])
