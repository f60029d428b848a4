"""The numbers a study reports, read into records: ratios with their intervals, rates, medians, p-values, sample sizes.

What a number is follows from the words around it (`assistant.language.numbers`); here neighbors are joined: a hazard
ratio takes the interval, level and p-value printed with it, a median its outcome and unit, a percentage its outcome.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from assistant.knowledge.tables import mapping
from assistant.language.amounts import Number
from assistant.language.numbers import read_numbers
from assistant.records.answer import Effect
from ingest.read.sentences import sentence_spans

__all__ = ["read_effects", "read_numbers"]

_ATTACHED = 70
"""Characters between a value and the last of what is printed with it (level, limits, p-value)."""
_MEDIAN = re.compile(
    r"\bmedians?\b(?!\s+(?:effective|lethal|nerve|sternotomy|inhibitory|toxic))",
    re.IGNORECASE,
)
_MEDIAN_REACH = 110
_OTHER_STATISTIC = re.compile(
    r"\b(?:means?|average|averaged|IQR|interquartile|range[ds]?|minimum|maximum)\b|\bSDs?\b", re.IGNORECASE
)
_NOT_VALUE = re.compile(
    r"\b(?:at|after|within|day|days|week|month|year|every|during|first|over|by|grade|than|for"
    r"|exons?|codons?|introns?|chromosomes?|cycles?|phase|stage|type|arm|cohort|group)\s*\Z",
    re.IGNORECASE,
)
_RANGE_BRACKET = re.compile(r"(?<=[\d%a-zA-Z\u00b0])(\s*,)?\s*[(\[{][^()\[\]{}]*(?:\[[^\]]*\])?[^()\[\]{}]*[)\]}]")
_RANGE_WORDS = re.compile(r"\s*,?\s*[(\[{]\s*(?:IQR|range|inter-?quartile|95|9\d\s?%|min|Q1|\d)", re.IGNORECASE)
_HETEROGENEITY = re.compile(r"\b[IR]\W{0,3}(?:sup>\s*)?(?:2|²)(?:</?sup>|\W)*\Z|\bHbA1?c?\W*\d?\w?\W*\Z|\bA1C\W*\Z")
_THRESHOLD = re.compile(
    r"(?:>|≥|>=|&gt;|\b(?:at least|more than|greater than|exceeding|over|above)\b)\s*\Z", re.IGNORECASE
)
_NO_DIFFERENCE = re.compile(
    r"\b(?:to|at|after|within|over|in|of|between) (?:the )?\Z(?<!difference of )", re.IGNORECASE
)
"""Before a number that belongs to the time or the groups of a mean difference ("in the 2 groups was 0.88 mm")."""
_PLANNED = re.compile(r"\b(?:to detect|assum(?:ed|ing)|powered|anticipat(?:ed|ing)|hypothesi[sz]ed)\b", re.IGNORECASE)
"""Before a value that the design of a study expected, and no result."""


def read_effects(text: str, start: int = 0) -> list[Effect]:
    """Effects in order of place; offsets count from `start`, the place of `text` in the record it is cut from."""
    found: list[Effect] = []
    for begin, end in sentence_spans(text):
        found.extend(_shifted(effect, start + begin) for effect in _read_sentence(text[begin:end]))
    return found


def _shifted(effect: Effect, by: int) -> Effect:
    from msgspec.structs import replace

    return replace(effect, start=effect.start + by, end=effect.end + by)


@lru_cache(maxsize=2048)
def _read_sentence(text: str) -> tuple[Effect, ...]:
    numbers = read_numbers(text)
    medians = _medians(text, numbers)
    found: list[Effect] = []
    for place, number in enumerate(numbers):
        effect = _effect(text, numbers, place, medians)
        if effect is not None:
            found.append(effect)
        elif number.role == "p":
            found.append(Effect("p", number.value, number.start, number.end, p=_printed_p(text, number)))
    return tuple(found)


def _effect(text: str, numbers: list[Number], place: int, medians: dict[int, str]) -> Effect | None:
    number = numbers[place]
    low, high, level, p = _attached(text, numbers, place)
    if number.role == "ratio" and number.measure == "MD" and _NO_DIFFERENCE.search(text[: number.start]):
        return None
    if number.role == "ratio" and not _PLANNED.search(text[max(0, number.start - 60) : number.start]):
        return Effect(number.measure, number.value, number.start, number.end, number.unit, low, high, level, p)
    if place in medians:
        outcome = medians[place]
        kind = f"median {outcome}" if outcome else "median"
        return Effect(kind, number.value, number.start, number.end, number.unit, low, high, level, p, outcome)
    if number.role == "n" and _people(number) and text[number.start - 1 : number.start] != "/":
        return Effect("n", number.value, number.start, number.end)
    if number.unit == "%" and number.role == "" and _reported(text, number):
        outcome = _outcome(text[max(0, number.start - 60) : number.start])
        kind = outcome if outcome in {"ORR", "CR", "PR", "DCR"} else "proportion"
        return Effect(kind, number.value, number.start, number.end, "%", low, high, level, p, outcome)
    return None


def _attached(text: str, numbers: list[Number], place: int) -> tuple[float | None, float | None, float | None, str]:
    """(lower limit, upper limit, level in percent, p as printed) that follow a value before the next one does."""
    limits: list[float] = []
    level: float | None = None
    p = ""
    last = numbers[place].unit_end
    for number in numbers[place + 1 : place + 6]:
        gap = text[last : number.start]
        if len(gap) > _ATTACHED or number.role not in {"level", "interval", "p"}:
            break
        if number.role == "level" and not limits:
            level = number.value
        elif number.role == "interval" and len(limits) < 2:
            limits.append(number.value)
        elif number.role == "p" and not p:
            p = _printed_p(text, number)
        else:
            break
        last = number.unit_end
    if len(limits) < 2:
        return None, None, level if limits else None, p
    return min(limits), max(limits), level, p


def _printed_p(text: str, number: Number) -> str:
    return f"{number.relation or '='}{text[number.start : number.end]}"


def _people(number: Number) -> bool:
    return not number.measure or mapping("counted_nouns")[number.measure][0] == "people"


def _reported(text: str, number: Number) -> bool:
    """Whether a percentage is a result, and not the strength of a solution, a criterion, or heterogeneity."""
    before, after = text[max(0, number.start - 30) : number.start], text[number.unit_end : number.unit_end + 40]
    if _HETEROGENEITY.search(before) or _THRESHOLD.search(before):
        return False
    words = re.findall(r"[A-Za-z]+", after)[:3]
    return not any(word.lower() in mapping("solutions") for word in words) or after.lstrip()[:1] in {",", ".", ")", ";"}


def _medians(text: str, numbers: list[Number]) -> dict[int, str]:
    """Which numbers are medians (by place in the list), each with its outcome; those of one word share their unit."""
    found: dict[int, str] = {}
    for said in _MEDIAN.finditer(text):
        last, outcome, unit = said.end(), "", ""
        for place, number in enumerate(numbers):
            if number.start < said.end():
                continue
            gap = _without_spread(text, said.end(), last, number.start)
            reach = _MEDIAN_REACH if last == said.end() else _NEXT_REACH
            if number.role in {"p", "ratio"} or ";" in gap or len(gap) > reach or _MEDIAN.search(gap):
                break
            if number.role in _NO_MEDIAN or _in_range_bracket(text, number) or _is_criterion(text, number):
                continue
            if _NOT_VALUE.search(gap) or _in_range(text, numbers, place) or _OTHER_STATISTIC.search(gap):
                continue
            if (last != said.end() and number.unit != unit) or (not number.unit and text[number.start].isalpha()):
                continue
            outcome, unit = outcome or _outcome(gap), number.unit
            found.setdefault(place, outcome)
            last = number.unit_end
    return _before_the_word(text, numbers, found)


_NO_MEDIAN = frozenset({"n", "level", "interval", "spread", "ordinal", "year"})
_NEXT_REACH = 60
"""Characters from one median to the next of the same word, brackets with ranges left off."""
_ANNOUNCED = re.compile(
    r"\A\s*[(\[]\s*(?:(?:inter-?quartile )?range|IQR|Q1\W+Q3|min\w*\W+max\w*|25th\W+75th[^()\[\]]*)"
    r"(?:\s*[(\[]IQR[)\]])?\s*[)\]]",
    re.IGNORECASE,
)
""" "median (range) score of 7.5": the spread is only announced."""
_CRITERION = re.compile(
    r"-(?:days?|weeks?|months?|years?|h|hours?|min|fold)\b|\)\w|\([A-Z]{2}\)[A-Z]|\W*(?:once|twice|thrice) "
    r"|\W*(?:h|hours?|days?|weeks?|months?|years?) (?:after|before|post)\b"
)


def _without_spread(text: str, said: int, last: int, start: int) -> str:
    """What stands between the word, or the median before, and a number; ranges and intervals in brackets left off."""
    if last == said:
        return _RANGE_BRACKET.sub("", _ANNOUNCED.sub("", text[last:start]))
    whole = text[last - 1 : start]
    return _RANGE_BRACKET.sub("", whole)[1:]


def _is_criterion(text: str, number: Number) -> bool:
    """A threshold ("<6 hours"), a time ("28-day", "24 h after"), a dose "once daily", a part of a name ("GI(50)")."""
    inside_name = re.search(r"\w\(\Z", text[: number.start]) is not None and text[number.end : number.end + 1] == ")"
    return (
        number.relation in {"<", ">"}
        or inside_name
        or _CRITERION.match(text, number.unit_end) is not None
        or (_CRITERION.match(text, number.end) is not None)
    )


def _in_range(text: str, numbers: list[Number], place: int) -> bool:
    """Whether a dash joins the number to the one before or after it."""
    number = numbers[place]
    before = numbers[place - 1].unit_end if place else number.start
    after = numbers[place + 1].start if place + 1 < len(numbers) else number.unit_end
    gaps = (text[before : number.start], text[number.unit_end : after])
    return any(re.fullmatch(r"\s*[-‐‑‒–—−]\s*", gap) for gap in gaps)


def _before_the_word(text: str, numbers: list[Number], found: dict[int, str]) -> dict[int, str]:
    """Adds values printed right before the word: "0.28 ng/mL (median value)"."""
    for place, number in enumerate(numbers):
        if re.match(r"\s*\(median(?: value)?\)", text[number.unit_end :], re.IGNORECASE):
            found.setdefault(place, "")
    return found


def _in_range_bracket(text: str, number: Number) -> bool:
    """Whether a number stands in brackets right after another value, as a range or interval does."""
    opened = max(text.rfind(mark, 0, number.start) for mark in "([{")
    if opened < 0 or any(mark in text[opened : number.start] for mark in ")]}"):
        return False
    if _MEDIAN.search(text[opened : number.start]):
        return False
    before = text[max(0, opened - 14) : opened].rstrip(" ,")
    return bool(re.search(r"\d[\d.]*\W{0,2}(?:%|[A-Za-z/°]{1,9})?\Z", before)) or bool(
        _RANGE_WORDS.match(text[opened:]) and re.match(r"[(\[{]\s*(?:IQR|range|inter)", text[opened:], re.IGNORECASE)
    )


@cache
def _outcomes() -> re.Pattern[str]:
    phrases = sorted(mapping("outcomes"), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, phrases)) + r")\b", re.IGNORECASE)


def _outcome(before: str) -> str:
    """The outcome named last before a value, by its usual abbreviation."""
    found = _outcomes().findall(before)
    return mapping("outcomes")[found[-1].lower()][0] if found else ""
