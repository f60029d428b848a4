"""Every number of a sentence, with what it counts: its value, unit and role.

0.46 as a hazard ratio, 0.46 as a p-value and 46 % are three different statements; a number without its unit and role
cannot be checked. Digits inside names (IL-6, V600E, CYP2D6, 5-FU) are no numbers: names are checked as names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

import msgspec

from assistant.knowledge.tables import mapping
from assistant.language.amounts import Number, unit_after
from assistant.language.covered import Covered
from assistant.language.number_neighbors import mark_intervals, share_units
from assistant.language.number_roles import MINUS, relation_of, role_of
from assistant.language.number_words import shares, spelled

__all__ = ["read_numbers"]

_DIGITS = r"\d{1,3}(?:[,\u2009\u202f\u00a0]\d{3}){1,9}(?:[.·∙]\d+)?(?!\d)|\d+(?:[.·∙]\d+)?|[.·∙]\d+"
_SCIENTIFIC = re.compile(
    rf"(?:(?<!\d)(?P<factor>{_DIGITS})\s*[x×*·]\s*|\b)10\s*(?:\((?P<a>{MINUS}?\d{{1,3}})\)|\^\s*(?P<b>{MINUS}?\d{{1,3}})"
    rf"|<sup>\s*(?P<e>{MINUS}?\d{{1,3}})\s*</sup>|(?P<f>⁻?[⁰¹²³⁴-⁹]{{1,3}})|(?P<c>{MINUS}\d{{1,3}}))"
    rf"|(?<!\d)(?P<mantissa>\d+(?:\.\d+)?)[eE](?P<d>{MINUS}?\d{{1,3}})(?!\w)"
)
_PRINTED_APART = r"(?<=[<>=≤≥]\s)0\.\s\d+|(?<=[<>=≤≥])0\.\s\d+"
"""As in "P < 0. 001", where a blank was printed within the number."""
_GLUED = r"(?:(?<![\w*.])|(?<=\bRR)|(?<=\bOR)|(?<=\bHR)|(?<=\bCI))"
_PLAIN = re.compile(rf"{_GLUED}(?P<sign>(?<![\d%)\]\w]){MINUS}\s?(?=[\d.·]))?(?P<digits>{_PRINTED_APART}|{_DIGITS})")
_NAME_BEFORE = re.compile(r"(?:[A-Za-zα-ω][-‐‑/]|[A-Za-z]{2,}[*:]|\*|[A-Za-z]\.|\d:)\Z")
_NAME_AFTER = re.compile(
    r"(?:[A-Za-zα-ω_][\w-]*|[-‐‑'′](?:[A-Z][\w-]*|[a-z]{1,3}-?[A-Z]\w*|end\b)|\*|[-‐‑]\d+[A-Z]|th\b|st\b|nd\b|rd\b|:\d)"
)
_RANGE_BEFORE = re.compile(r"[\d%)\]]\s*\Z")
"""What a range has before its dash, so that the dash is no minus."""
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6}
_ROMAN_NUMBER = re.compile(
    r"\b((?i:phase|stage|grade|type|class|group))s?[\s-]+(?P<roman>III|II|IV|VI|I|V)(?P<sub>[abABC])?\b"
)


def read_numbers(text: str) -> list[Number]:
    """Numbers in order of place; spelled numbers ("seven patients") count where they count something."""
    return list(_read(text))


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[Number, ...]:
    found: list[Number] = []
    taken = Covered(len(text))
    for match in _SCIENTIFIC.finditer(text):
        value = _scientific(match)
        if value is not None:
            found.append(_placed(text, value, match.start(), match.end()))
            taken.add(*match.span())
    for match in _PLAIN.finditer(text):
        start, end = match.span("digits")
        if taken.touches(start, start + 1) or not _stands_alone(text, start, end):
            continue
        below = bool(match.group("sign")) and not _RANGE_BEFORE.search(text, max(0, match.start() - 40), match.start())
        value = _value(match.group("digits"))
        if scale := _scales().match(text, end):  # "5 million" is one number
            value, end = value * float(mapping("number_words")[scale[1].lower()][0]), scale.end()
            taken.add(start, end)
        found.append(_placed(text, -value if below else value, match.start() if below else start, end))
    for share in shares(text):
        found = [one for one in found if not share.start <= one.start < share.end]
        found.append(share)
        taken.add(share.start, share.end)
    found.extend(number for number in _words(text) if not taken.touches(number.start, number.end))
    for match in _ROMAN_NUMBER.finditer(text):
        number = Number(float(_ROMAN[match.group("roman")]), *match.span("roman"), unit_end=match.end("roman"))
        found.append(msgspec.structs.replace(number, role="ordinal", measure=match.group(1).lower()))
    found.sort(key=lambda number: number.start)
    return tuple(share_units(text, mark_intervals(text, found)))


@cache
def _scales() -> re.Pattern[str]:
    """The words behind figures that multiply them."""
    words = "|".join(word for word, (value, *_) in mapping("number_words").items() if float(value) >= _THOUSAND)
    return re.compile(rf"[ \u00a0\u2009\u202f]({words})(?![\w-])", re.IGNORECASE)


_THOUSAND = 1000


def _value(digits: str) -> float:
    plain = re.sub(r"[\s,\u2009\u202f\u00a0]", "", digits).replace("·", ".").replace("∙", ".")
    return float(plain)


def _scientific(match: re.Match[str]) -> float | None:
    exponent = next((match.group(name) for name in "abcdef" if match.group(name)), None)
    if exponent is None:
        return None
    plain = re.sub(MINUS, "-", exponent.translate(_RAISED))
    factor, power = match.group("factor") or match.group("mantissa") or "1", int(plain)
    if (match.group("c") and not match.group("factor")) or abs(power) > _MOST_POWER:
        return None  # "10-5" alone is a range
    return float(_value(factor) * 10.0**power)


_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_MOST_POWER = 300
"""Beyond it a float ends, and nothing is measured."""
_GOES_ON = re.compile(r"-(?:year|month|week|day|hour|min|fold|mg|point|item|old|and\b|to\b|[a-z]{4,})")


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the digits are a number and no part of a name."""
    before = text[max(0, start - 12) : start]
    if _NAME_BEFORE.search(before) and not re.search(r"(?:\b[pPn]|\d\s?[A-Za-z]+)[-/.]\Z", before):
        return False
    after = _NAME_AFTER.match(text, end)
    if not after:
        return True
    return unit_after(text, end) is not None or _GOES_ON.match(text, end) is not None


def _placed(text: str, value: float, start: int, end: int) -> Number:
    """The number with its unit, role and relation, read from what stands around it."""
    unit = unit_after(text, end) or _unit_after_bracket(text, end)
    before = text[max(0, start - 80) : start]
    number = Number(value, start, end, unit[0] if unit else "", unit_end=unit[1] if unit else end)
    role, measure = role_of(text, number, before)
    return msgspec.structs.replace(number, role=role, measure=measure, relation=relation_of(before))


def _unit_after_bracket(text: str, end: int) -> tuple[str, int] | None:
    """The unit of "30 (7-350) days", which belongs to the value as well; nothing is printed right after the value."""
    bracket = _VALUES_IN_BRACKETS.match(text, end)
    unit = unit_after(text, bracket.end()) if bracket else None
    return (unit[0], end) if unit else None


_VALUES_IN_BRACKETS = re.compile(r"\s?[(\[]\d[\d\s.,–‐‑‒-]*[)\]]")


def _words(text: str) -> Iterator[Number]:
    """Spelled numbers. "one" and "zero" count only before a unit or a counted noun, else they are pronouns."""
    for value, start, end in spelled(text):
        number = _placed(text, value, start, end)
        if value > 1 or number.unit or number.role in {"n", "ordinal"}:
            yield number
