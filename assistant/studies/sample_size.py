"""How many people a study studied, where its record says so; a number of one group or of one event is not that.

A count is the study's own when words beside it say that so many were studied (`knowledge/patterns/sample_cues.tsv`), or
when it is the first and the largest of the record. Arms that one sentence gives add up. What is about the
world, planned, from another sample, or a share is set aside. Where two readings are left, none is given.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from assistant.knowledge.patterns import patterns
from assistant.language.covered import Covered
from assistant.records.answer import Effect
from assistant.studies.single_cases import is_single_case
from ingest.read.sentences import sentence_spans

__all__ = ["sample_size"]

_BEFORE, _AFTER = 75, 200
"""Characters on either side of a number in which a cue is looked for, within its sentence."""
_PART = re.compile(
    r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten))\s*(?:\([^)]*\)\s*)?"
    r"(?:/|(?:out )?of(?: the| all)?)\s*\Z",
    re.IGNORECASE,
)
"""What stands before the whole of a share ("10 of 36 patients"): often a group's."""
_CHOSEN = re.compile(r"(?P<chosen>\d{1,3}(?:,\d{3})*|\d+) (?:of|out of)(?: the)?\s*\Z", re.IGNORECASE)
"""Those of a larger number that were studied ("tissues from 115 of 823 patients")."""
_SHARE = re.compile(r"\A(?:\s[\w-]+){0,3}\s?[(\[]\d+(?:[.·]\d+)?\s?%[)\];,]")
_BRACKET = re.compile(r"[(\[][^()\[\]]*[)\]]")
_THOUSANDS = re.compile(r"(?<![\d.,/])(?P<first>\d{1,3})[  \u2009\u202f]\Z")
_MOST = 10**8


class _Count(NamedTuple):
    """A number of people in a sentence, and what the words around it make of it: "" is nothing special."""

    value: int
    start: int
    end: int
    sentence: tuple[int, int]
    kind: str


def sample_size(text: str, effects: Sequence[Effect]) -> int | None:
    """The number of people that the record says it studied; `effects` are those read in the text.

    None where none is said, or where it is not sure which of several numbers it is.
    """
    counts = list(_counts(text, effects))
    own = [one for one in counts if one.kind in ("whole", "group", "")]
    if not own or _is_of_animals(text):
        return 1 if not counts and is_single_case(text) else None
    most = max(own, key=lambda one: one.value)
    together = max(_together(text, own), _assigned_apart(text, own))
    if together >= most.value:
        return together
    if _is_of_part(text):
        return None
    wholes = [one.value for one in own if one.kind == "whole"]
    other = _uncounted_side(text, most)
    if other is None and _has_another_side(text, most, counts):
        return None
    first = own[0]
    alone = first.value == most.value >= _FEW and first.kind == "" and not _is_arm(text, first)
    said = most.value >= _FEWEST and (most.value in wholes or alone)
    return most.value + (other or 0) if said and other != 0 else None


_FEWEST, _FEW = 5, 10
"""Below these a number is mostly of an event, even where words like those of a study stand beside it."""


def _counts(text: str, effects: Sequence[Effect]) -> Iterator[_Count]:
    """Each number of people, in the order of the text."""
    spans = [*_pieces(sentence_spans(text))]
    starts = [low for low, _ in spans]
    found = [(int(one.value), one.start, one.end) for one in effects if one.kind == "n"]
    known = Covered(len(text), ((start, end) for _, start, end in found))
    found += [one for one in _far(text) if not known.touches(one[1], one[1] + 1)]
    for value, start, end in sorted(found, key=lambda one: one[1]):
        sentence = spans[max(0, bisect_right(starts, start) - 1)] if spans else (0, len(text))
        before = text[max(sentence[0], start - _BEFORE) : start]
        if (thousands := _THOUSANDS.search(before)) and end - start == 3:
            start, value = start - len(before) + thousands.start(), int(thousands["first"]) * 1000 + value
        chosen = _CHOSEN.search(text[(near := max(sentence[0], start - _BEFORE)) : start])
        low = near + chosen.start() if chosen else 0
        if chosen and _cues()["before"].search(text[max(sentence[0], low - _BEFORE) : low]):
            yield _Count(int(chosen["chosen"].replace(",", "")), low, low + len(chosen["chosen"]), sentence, "whole")
            yield _Count(value, start, end, sentence, "share")
        elif value <= _MOST:
            yield _Count(value, start, end, sentence, _kind(text, start, end, sentence))


_LONGEST = 1500
"""Characters beyond which a sentence is looked at in pieces: each number in it asks for the whole of it."""


def _pieces(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for low, high in spans:
        for start in range(low, high, _LONGEST):
            yield start, min(high, start + _LONGEST)


@lru_cache(maxsize=64)
def _seen(sentence: str) -> tuple[int, bool]:
    """How many groups a sentence counts in brackets, and whether it is of people elsewhere."""
    return len(_N_OF.findall(sentence)), bool(_cues()["elsewhere"].search(sentence))


_FAR = re.compile(
    r"(?<![\d.,/-])(?P<number>\d{2,3}(?:,\d{3})*) (?:[A-Za-z][\w‐-]*,? ){4,9}"
    r"(?:patients|subjects|participants|individuals|women|men|children|adults|volunteers)\b"
)
_STOPS = re.compile(r" (?:of|in|with|for|and|or|to|from|were|was|at|had|by|on|years?|months?|weeks?|days?|mg)\b")


def _far(text: str) -> Iterator[tuple[int, int, int]]:
    """Numbers with their noun more than four words behind ("87 metastatic castration-resistant … patients")."""
    for match in _FAR.finditer(text):
        if not _STOPS.search(match[0]):
            yield int(match["number"].replace(",", "")), *match.span("number")


def _kind(text: str, start: int, end: int, sentence: tuple[int, int]) -> str:
    """ "whole": said to be studied; "group": one of several in brackets; "": not said; else what it is set aside as."""
    cues, (low, high) = _cues(), sentence
    left, right = text[max(low, start - _BEFORE) : start], text[end : min(high, end + _AFTER)]
    brackets, elsewhere = _seen(text[low:high])
    if brackets == 1 and _N_BEFORE.search(left):
        right = f" {right.lstrip(')] ')}"
    if cues["about"].search(left):
        return "about"
    if cues["other"].search(left) or cues["other after"].search(right) or elsewhere:
        return "other"
    if _PART.search(left) or _SHARE.match(right):
        return "share"
    if cues["before"].search(left) or cues["after"].match(_BRACKET.sub("", right)):
        return "whole"
    definite = left.lower().endswith("the ")
    if not definite and (cues["event"].search(left) or cues["event after"].match(_BRACKET.sub("", right))):
        return "event"
    return "group" if brackets > 1 and _N_BEFORE.search(left) else ""


_N_OF = re.compile(
    r"[(\[,;]\s?(?:[nN]\d?\s?=\s?\d|\d[\d,]* (?:patients|subjects|women|men|children|adults|people)[)\];,])"
)
_N_BEFORE = re.compile(r"[(\[,;:]\s?[nN]\d?\s?=\s?\Z|[(\[]\Z")


def _assigned_apart(text: str, own: Sequence[_Count]) -> int:
    """The sum of arms that have a sentence each ("Twenty patients were randomized to … . Eighteen patients were …")."""
    arms = [one.value for one in own if _ASSIGNED.match(text, one.end) and text[one.start - 2 : one.start] != "f "]
    return sum(arms) if len(arms) > 1 else 0


_ASSIGNED = re.compile(
    r" (?:\w+ )?(?:patients|subjects|participants|women|men|children|adults|individuals) were (?:randomly )?"
    r"(?:randomi[sz]ed|assigned|allocated) to (?!one\b|either\b|receive either\b|two\b|three\b|groups?\b)"
)


def _is_arm(text: str, one: _Count) -> bool:
    """It stands in brackets behind one of several groups, or behind what are no people ("troughs (n = 900)")."""
    low, high = one.sentence
    if not _N_BEFORE.search(text[low : one.start]):
        return False
    people = _cues()["people"].search(text[max(low, one.start - _BEFORE) : one.end + _NOUN])
    return not people or bool(_cues()["divided"].search(text[low:high]))


_NOUN = 15


def _together(text: str, own: Sequence[_Count]) -> int:
    """The largest sum of groups that one sentence tells apart; 0 where none does."""
    sums = [0]
    for (low, high), found in groupby(own, key=lambda one: one.sentence):
        counts = list(found)
        bracketed = [one for one in counts if _N_BEFORE.search(text[max(low, one.start - 6) : one.start])]
        words = text[low:high]
        if len(bracketed) > 1 and len(bracketed) == _seen(words)[0] and _cues()["divided"].search(words):
            sums.append(sum(one.value for one in bracketed))
        inside = set(bracketed)
        plain = [one for one in counts if one not in inside]
        runs = _runs(text, plain, bool(_cues()["assigned"].search(words)))
        sums += [sum(one.value for one in run) for run in runs]
    return max(sums)


_JOINED = re.compile(r"[^().;\d]*(?:\([^()]*\)[^().;\d]*)*,? ?(?:\band\b|,|\bvs\.?|\bversus\b)[^().;\d]*")


def _runs(text: str, counts: Sequence[_Count], assigned: bool) -> Iterator[list[_Count]]:
    """Counts that stand side by side: of those assigned to arms, or of people and those they are compared with."""
    run: list[_Count] = []
    for one, other in pairwise(counts):
        between = text[one.end : other.start]
        behind = text[other.end : min(other.sentence[1], other.end + 60)]
        sides = _cues()["side"].search(between) if run else None
        listed = between.strip() == "and" and one.kind == "whole"  # "the two cohorts included 657 and 371 children"
        differ = _cues()["side"].search(behind.split(" and ")[0]) or sides or assigned or listed
        joined = _JOINED.fullmatch(between) and not _WITHIN.search(between) and not _SAME_PLACE.search(between)
        if joined and differ and (assigned or not _NEXT_CLAUSE.fullmatch(between)):
            run = run or [one]
            run.append(other)
        elif run:
            yield run
            run = []
    if run:
        yield run


_WITHIN = re.compile(r"\b(?:of (?:which|whom|these|them)|includ\w+|compris\w+|consist\w+|identified|whereas)\b")
"""What follows such a word is part of the number before it."""
_NEXT_CLAUSE = re.compile(r"[^,]{40,},[^,]*")
"""A comma after a whole clause joins nothing ("From the 189 patients who …, 88 cases were found")."""
_SAME_PLACE = re.compile(r"\band (?:in|for|from|of)\s\Z")
"""Of "in 306 patients for one and in 309 patients for the other" most are the same people."""


_UNCOUNTED = re.compile(
    r"[^().;]{0,90}\band (?<!\d{4} and )(?P<number>\d[\d,]*)"
    r"(?! ?(?:years?|yrs?|months?|weeks?|days?|hours?|h|min|mg|g|kg|cm|mm|ml|centers|centres|sites|hospitals|countries|"
    r"studies|trials|[%.]|of (?:them|these|the)|(?:and|to|or|-) ?\d))\b(?: [a-z]|-)"
)
_SIDE = 10
"""How many times smaller the other side of a comparison may be."""


_ASIDE = ("share", "event", "other")


def _uncounted_side(text: str, one: _Count) -> int | None:
    """Those that it is compared with, whose number has no noun of its own ("… and 500 who did not"); None where none
    are, 0 where it is not sure what the number behind "and" counts."""
    ahead = _UNCOUNTED_BEFORE.search(text[one.sentence[0] : one.start])
    if ahead and _cues()["side"].search(text[one.end : one.end + _NEAR_SIDE]):
        return int(ahead["number"].replace(",", ""))
    behind = _UNCOUNTED.match(text[one.end : one.sentence[1]])
    if not behind or _is_told_of(text, one):
        return None
    value = int(behind["number"].replace(",", ""))
    if value * _SIDE <= one.value:
        return None
    place = one.end + behind.end("number")
    if _OF_THEM.match(text, place):
        return None
    return value if _cues()["side"].search(text[place : min(one.sentence[1], place + _SIDE_WORDS)]) else 0


_SIDE_WORDS, _NEAR_SIDE = 60, 25
_UNCOUNTED_BEFORE = re.compile(r"(?<![\d.,/-])(?P<number>\d{2,}(?:,\d{3})*) (?:[a-z][\w-]* ){1,4}and \Z")
_OF_THEM = re.compile(r" (?:were|was|had|completed|remained|finished|met|dropped|died|developed|withdrew|underwent)\b")
"""What follows a number of some of those counted before ("91 were enrolled and 77 were eligible")."""


def _has_another_side(text: str, one: _Count, counts: Sequence[_Count]) -> bool:
    """Whether a sentence joins it to another count with "and": which of them, or whether both, is not sure."""
    within = [other.value for other in counts if other.sentence == one.sentence and other.start > one.start]
    if any(first + second == one.value for first, second in pairwise(within)):
        return False
    for other in counts:
        first, second = sorted((one, other), key=lambda each: each.start)
        same = first.sentence == second.sentence and first.start != second.start and other.kind not in _ASIDE
        if same and re.fullmatch(r"[^().;]*\)?[^().;]*\band [^().;]*", text[first.end : second.start]):
            return True
    return False


def _is_told_of(text: str, one: _Count) -> bool:
    """What follows only divides the number ("140 patients were randomized to A (n = 70) and 70 to B")."""
    behind = text[one.end : one.sentence[1]]
    numbers = [int(number.replace(",", "")) for number in re.findall(r"\b\d[\d,]*\b", behind)]
    return any(first + second == one.value for first, second in pairwise(numbers))


def _is_of_animals(text: str) -> bool:
    return bool(_cues()["animals"].search(text)) and not _cues()["humans"].search(text)


def _is_of_part(text: str) -> bool:
    """The title says that a part of a study's people is looked at; which numbers are theirs is not sure."""
    return bool(_cues()["of a part"].search(text.split("\n", 1)[0]))


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    made = {place: pattern.pattern for (place,), pattern in patterns("sample_cues").items()}
    ending = {place: rf"(?:{made[place]})\s*\Z" for place in ("before", "event", "other", "about")}
    behind = {"after": rf"\A[^.;()]*?(?:{made['after']})", "event after": rf"\A[^.;(),]*?(?:{made['event after']})"}
    found = {**made, **ending, **behind, "other after": rf"\A(?:{made['other after']})"}
    return {place: re.compile(pattern, re.IGNORECASE) for place, pattern in found.items()}
