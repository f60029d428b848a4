"""Every number of the sentence, with its unit and its role, is one the evidence gives."""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.knowledge.tables import mapping
from assistant.language.amounts import Number, is_time, same_amount, same_unit
from assistant.language.lexicon import lemma
from assistant.language.numbers import read_numbers
from assistant.verify.checks.arms import with_owners
from assistant.verify.checks.finding import Finding, Sides, failed, nothing, passed
from assistant.verify.checks.parts import other_part
from assistant.verify.checks.reading import Token

__all__ = ["check_numbers"]

_ROLES = {
    "p": "a p-value",
    "n": "a count",
    "ratio": "a ratio",
    "interval": "a confidence limit",
    "level": "a confidence level",
    "spread": "a standard deviation or error",
    "ordinal": "a numbered category",
    "year": "a year",
    "coefficient": "a coefficient",
}
_EXCHANGEABLE = (
    {"", "n"},
    {"", "interval"},
    {"", "spread"},
    {"", "year"},
    {"", "level"},
    {"", "coefficient"},
    {"", "ordinal"},
    {"", "p"},
)
"""Roles that may be one: the one text says it, the other leaves it out."""


def check_numbers(sides: Sides) -> Finding:
    """Contradicts when the evidence gives another number at the same place; lacks when it gives none like it."""
    said = [place for place, token in enumerate(sides.claim.tokens) if token.number is not None]
    if not said:
        return nothing("numbers", "The sentence gives no numbers.")
    given = [(number, reading.text) for reading in sides.evidence for number in read_numbers(reading.text)]
    for place in said:
        fault = _fault(sides, place, given)
        if fault is not None:
            return fault
    part, turned = other_part(sides)
    if part:
        return failed("numbers", "contradicts" if turned else "lacks", part)
    return passed(
        "numbers", f"All {len(said)} numbers of the sentence stand in the evidence with their units and roles."
    )


def _fault(sides: Sides, place: int, given: list[tuple[Number, str]]) -> Finding | None:
    text, window = sides.claim.text, sides.match.window.text
    token = sides.claim.tokens[place]
    number = token.number
    if number is None:
        return None
    twin = _twin(sides, place, token)
    moved = twin is not None and not same_amount(number, twin)
    if moved and any(figure is token for figure, _ in with_owners(sides)):
        twin = None
    if twin is not None and not _agree(number, twin, text, window) and not _derived(number, twin, window):
        if _equal_value(number, twin):
            return _mismatch(sides, number, twin, window)
        if same_unit(number, twin) and _roles_agree(number, twin):
            told = f"The sentence says {_shown(text, number)} where the evidence says {_shown(window, twin)}."
            return failed("numbers", "contradicts", told)
    if any(_agree(number, other, text, found) for other, found in given):
        return None
    if any(_derived(number, other, found) for other, found in given) or _counted(sides, number):
        return None
    if _EXTENT.search(text, 0, number.start) and any(
        _spanned(number, one, two, found) for (one, found), (two, _) in pairwise(given)
    ):
        return None
    near = next(((other, found) for other, found in given if _equal_value(number, other)), None)
    if near is not None:
        return _mismatch(sides, number, *near)
    if _incidental(text, number) and not _single(sides, place):
        return None
    return failed("numbers", "lacks", f"The evidence does not give the number {_shown(text, number)}.")


def _twin(sides: Sides, place: int, token: Token) -> Number | None:
    """The evidence's number at the place of this one, when the words around agree."""
    pair = next((j for i, j in sides.match.pairs if i == place), None)
    if pair is not None:
        return sides.match.window.tokens[pair].number
    if not sides.close:
        return None
    for change in sides.match.changes:
        if token in change.said and (change.before or change.after):
            ours = [one for one in change.said if one.number is not None]
            theirs = [one for one in change.found if one.number is not None]
            if len(ours) == len(theirs):
                return theirs[ours.index(token)].number
    return None


def _mismatch(sides: Sides, number: Number, other: Number, text: str) -> Finding:
    said, found = _shown(sides.claim.text, number), _shown(text, other)
    if not same_unit(number, other):
        why = f"The sentence says {said}, but the evidence gives this value with another unit: {found}."
    elif number.relation != other.relation and _roles_agree(number, other):
        why = (
            f"The sentence says {number.relation} {said}, but the evidence says {other.relation or 'exactly'} {found}."
        )
    else:
        why = f"In the sentence {said} is {_role(number)}, but in the evidence {found} is {_role(other)}."
    pointed = {number.role, other.role} == {"", "ordinal"} and is_time(number) != is_time(other)
    return failed("numbers", "contradicts" if sides.close and not pointed else "lacks", why)


def _agree(number: Number, other: Number, said: str, found: str) -> bool:
    return (
        (
            same_amount(number, other)
            or _rounded(number, other, said)
            or _shared(number, other, said, found)
            or _bounded(number, other)
        )
        and _units_agree(number, other, said, found)
        and _roles_agree(number, other)
        and _relations_agree(number, other)
        and not _short_of(number, other, said, found)
    )


def _units_agree(number: Number, other: Number, said: str, found: str) -> bool:
    """A percentage is never a bare number, and a time none but that of a point in time or an age; other units may be
    left out, or be words no table knows if those agree."""
    if (number.unit == "%") != (other.unit == "%"):
        return False
    if is_time(number) != is_time(other):
        bare, timed = (number, other) if is_time(other) else (other, number)
        text, whole = (said, found) if bare is number else (found, said)
        return _at_once(bare, text, timed, whole) or _of_age(bare, text, timed)
    if number.unit and other.unit:
        return True
    one, two = _unknown_unit(said, number), _unknown_unit(found, other)
    return not (one and two and one != two)


def _at_once(bare: Number, text: str, timed: Number, whole: str) -> bool:
    """Whether "day 8" and "8 days" are the same point in time: both led by one small word that tells a point ("by",
    "until"), or "at" one and "after" the other, and not "on day 8" and "for 8 days"."""
    if bare.role != "ordinal" or lemma(bare.measure) != timed.unit:
        return False
    first, second = _LED_DAY.search(text, 0, bare.start), _LED.search(whole, 0, timed.start)
    if first is None or second is None:
        return False
    point, time = first["word"].lower(), second["word"].lower()
    return point == time or (point in ("at", "on") and time in ("at", "after"))


def _of_age(bare: Number, text: str, timed: Number) -> bool:
    """Whether a bare number is an age, which is in years."""
    return timed.unit == "year" and bool(_AGED.search(text, 0, bare.start))


_LED = re.compile(r"\b(?P<word>at|by|after|before|until|till|through)\s+(?:about\s+)?\Z", re.IGNORECASE)
_LED_DAY = re.compile(r"\b(?P<word>at|on|by|after|before|until|till|through)\s+[a-z]+\s+\Z", re.IGNORECASE)
_AGED = re.compile(r"\bage[ds]?\b[^.;,]{0,24}\Z", re.IGNORECASE)


def _unknown_unit(text: str, number: Number) -> str:
    """What stands right after a number and looks like a unit."""
    if number.unit:
        return number.unit
    found = re.match(r"\s?([A-Za-zµμ]{1,5}(?:/[A-Za-z0-9]+)+)", text[number.end :])
    return found.group(1) if found else ""


def _roles_agree(number: Number, other: Number) -> bool:
    if number.role == other.role:
        return not number.measure or not other.measure or number.measure == other.measure or number.role == "n"
    if "ratio" in {number.role, other.role}:
        bare = other if number.role == "ratio" else number
        return bare.role == "" and bare.unit == ""
    return any({number.role, other.role} == pair for pair in _EXCHANGEABLE)


def _relations_agree(number: Number, other: Number) -> bool:
    one, two = number.relation, other.relation
    if one == two or "~" in {one, two} or not one or not two:
        return True
    return {one, two} in ({"<", "≤"}, {">", "≥"})


def _short_of(number: Number, other: Number, said: str, found: str) -> bool:
    """Whether one of two amounts is nearly reached and the other exceeded ("nearly half", "more than half")."""
    pairs = ((number, said, other), (other, found, number))
    return any(_NEARLY.search(text, 0, one.start) and two.relation in (">", "≥") for one, text, two in pairs)


_NEARLY = re.compile(r"\b(?:nearly|almost|just under|close to)\s\Z", re.IGNORECASE)


def _rounded(number: Number, other: Number, said: str) -> bool:
    """A sentence may round to the digits it prints: to some after the point, of a percentage to whole ones of two
    digits, or with "about" to any."""
    if number.unit != other.unit or number.role != other.role:
        return number.relation == "~" and number.unit == other.unit and _within_print(number, other.value, said)
    printed = said[number.start : number.end]
    whole = number.unit == "%" and number.role == "" and abs(number.value) >= _TWO_DIGITS
    return ("." in printed or number.relation == "~" or whole) and _within_print(number, other.value, said)


_TWO_DIGITS = 10
"""From it a whole percentage tells enough to stand for one with digits after the point: "33 %" for 32.6 %."""


def _bounded(number: Number, other: Number) -> bool:
    """Whether an exact p-value is told by the next of the limits it is usually printed under (.0004 as "< .001")."""
    if not (number.role == other.role == "p" and number.relation == "<" and not other.relation):
        return False
    return number.value == min((limit for limit in _LIMITS if limit > other.value), default=0)


_LIMITS = (0.0001, 0.001, 0.01, 0.05)


def _shared(number: Number, other: Number, said: str, found: str) -> bool:
    """Whether one is a share in words ("one third") and the other the percentage that it rounds to."""
    in_words = said[number.start : number.end][:1].isalpha() != found[other.start : other.end][:1].isalpha()
    return in_words and number.unit == other.unit == "%" and abs(number.value - other.value) <= _HALF


def _within_print(number: Number, other: float, said: str) -> bool:
    """Whether a value, which must have more digits, rounds to the number as the sentence prints it."""
    printed = said[number.start : number.end].replace("·", ".")
    digits = len(printed.split(".")[1]) if "." in printed else 0
    exact = abs(other * 10**digits - round(other * 10**digits)) < _EXACT
    return not exact and abs(number.value - other) <= 0.5 * 10.0**-digits + _EXACT


_EXACT = 1e-9
_OF = re.compile(r"\s*(?:of|/|out of|per)\s*(?:the\s+)?(?P<whole>\d[\d,]*)")
_TIMES = frozenset({"RR", "OR", "HR", "IRR"})


def _derived(number: Number, other: Number, found: str) -> bool:
    """Whether a figure comes of another: 52 % of "12 of 23", "2.1-fold" of a ratio of 2.1, "30 % higher" of 1.3."""
    whole = _OF.match(found, other.end)
    if number.unit == "%" and whole:
        share = 100 * other.value / max(1.0, float(whole["whole"].replace(",", "")))
        return abs(share - number.value) <= _HALF
    if number.unit == "-fold" and other.role == "ratio":
        return other.measure in _TIMES and abs(number.value - other.value) <= _TENTH
    if number.unit == "%" and other.role == "ratio" and other.measure in _TIMES:
        return abs(abs(100 * (other.value - 1)) - number.value) < _HALF
    if number.unit == "%" and other.unit == "-fold" and other.value > 1:
        return abs(100 * (other.value - 1) - number.value) < _HALF
    return (
        number.unit == ""
        and other.unit == "%"
        and 0 < number.value < 1
        and abs(100 * number.value - other.value) < 0.01
    )


_HALF = 0.5 + 1e-6
_TENTH = 0.05 + 1e-6


def _spanned(number: Number, first: Number, last: Number, found: str) -> bool:
    """Whether a figure is how far it is "from" one "to" the next: "by 5.4 months" of "from 3.9 to 9.3 months"."""
    between = found[max(first.end, first.unit_end) : last.start].strip()
    if between != "to" or not _FROM.search(found, 0, first.start) or number.role or first.role or last.role:
        return False
    percent = first.unit == "%" or last.unit == "%"
    same = number.unit in _POINTS if percent else number.unit == last.unit and first.unit in ("", last.unit)
    return same and abs(abs(last.value - first.value) - number.value) < _EXACT


_EXTENT = re.compile(r"\bby (?:about )?\Z")
_FROM = re.compile(r"\bfrom \Z")
_POINTS = frozenset({"percentage point", "percentage points", "point", "points"})


def _counted(sides: Sides, number: Number) -> bool:
    """A count of people that the record gives elsewhere."""
    if number.role != "n" or not sides.context:
        return False
    return any(other.role == "n" and other.value == number.value for other in read_numbers(sides.context))


def _equal_value(number: Number, other: Number) -> bool:
    return abs(number.value - other.value) <= 1e-9 * max(1.0, abs(number.value))


def _incidental(text: str, number: Number) -> bool:
    """Whether it is a small number in words that only counts what the sentence itself names ("the two arms")."""
    printed = text[number.start : number.end].lower()
    return printed in mapping("number_words") and number.value <= 3 and not number.unit and number.role != "n"


def _single(sides: Sides, place: int) -> bool:
    """Whether the evidence has one of what the sentence counts ("a single dose" for "two doses")."""
    following = next(iter(sides.claim.tokens[place + 1 :]), None)
    value = sides.claim.tokens[place].number
    either = place > 0 and sides.claim.tokens[place - 1].said.lower() == "or"
    if following is None or value is None or value.value == 1 or either:
        return False
    return any(
        one.said.lower() in ("single", "one") and two.key == following.key
        for one, two in pairwise(sides.match.window.tokens)
    )


def _shown(text: str, number: Number) -> str:
    return text[number.start : max(number.end, number.unit_end)] + (
        "" if number.unit_end > number.end or not number.unit else f" {number.unit}"
    )


def _role(number: Number) -> str:
    if number.role == "ratio" and number.measure:
        return f"a ratio ({number.measure})"
    if number.role == "" and number.unit == "%":
        return "a percentage"
    return _ROLES.get(number.role, "a plain number")
