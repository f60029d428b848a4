"""Every number of a sentence, with what it counts: its value, unit and role.

0.46 as a hazard ratio, 0.46 as a p-value and 46 % are three different statements; a number without its unit and role
cannot be checked. Digits inside names (IL-6, V600E, CYP2D6, 5-FU) are no numbers: names are checked as names.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal

import msgspec

from assistant.lexicon import mapping

__all__ = ["Number", "Role", "amount_key", "read_numbers", "same_amount", "same_unit"]

Role = Literal["", "p", "n", "ratio", "interval", "level", "spread", "ordinal", "year", "coefficient"]


class Number(msgspec.Struct, frozen=True):
    """A number at `text[start:end]` (digits or word only, no unit)."""

    value: float
    start: int
    end: int
    unit: str = ""
    """Canonical ("%", "month", "mg/kg"); empty when none is printed."""
    role: Role = ""
    """"p", "n" (a count of people or things), "ratio", "interval" (a confidence limit), "level" (of confidence),
    "spread" (SD or SE), "ordinal" (phase 3, grade 2), "year", "coefficient"; empty when nothing says."""
    measure: str = ""
    """For a ratio, which one ("HR", "OR"); for an ordinal, of what ("phase"); for a count, of what ("patient")."""
    relation: str = ""
    """"<", ">", "≤", "≥", or "~" for about; empty when exact."""
    unit_end: int = 0
    """Where the printed unit ends; equals `end` when there is none."""


_DIGITS = r"\d{1,3}(?:[,\u2009\u202f\u00a0]\d{3})+(?:[.·∙]\d+)?(?!\d)|\d+(?:[.·∙]\d+)?|[.·∙]\d+"
_SCIENTIFIC = re.compile(
    rf"(?:(?P<factor>{_DIGITS})\s*[x×*·]\s*)?\b10\s*(?:\((?P<a>[-−–]?\d{{1,3}})\)|\^\s*(?P<b>[-−–]?\d{{1,3}})|(?P<c>[-−–]\d{{1,3}}))"
    rf"|(?P<mantissa>\d+(?:\.\d+)?)[eE](?P<d>[-−–]?\d{{1,3}})(?!\w)"
)
_PLAIN = re.compile(rf"(?<![\w*.])(?P<sign>(?<![\d%)\]\w])[-−–](?=[\d.·]))?(?P<digits>{_DIGITS})")
_NAME_BEFORE = re.compile(r"(?:[A-Za-zα-ω][-‐/]|[A-Za-z]{2,}[*:]|\*|[A-Za-z]\.)\Z")
_NAME_AFTER = re.compile(
    r"(?:[A-Za-zα-ω_][\w-]*|[-‐'′](?:[A-Z][\w-]*|[a-z]{1,3}-?[A-Z]\w*|end\b)|\*|[-‐]\d+[A-Z]|th\b|st\b|nd\b|rd\b|:\d)"
)
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6}
_ORDINAL = re.compile(
    r"\b(phase|stage|grade|type|class|level|tier|cycle|day|week|month|group|arm|cohort)s?[\s-]+\Z", re.IGNORECASE
)
_ROMAN_NUMBER = re.compile(
    r"\b(phase|stage|grade|type|class|group)s?[\s-]+(?P<roman>III|II|IV|VI|I|V)(?P<sub>[abABC])?\b"
)
_P = re.compile(
    r"\b[pP](?:(?:[\s-]?values?)?(?:\s(?:for|of)\s[\w\s-]{1,30})?|[\s_-]?[A-Za-z]{1,12})\s*(?:[=<>≤≥:≦≧]|of|was|were)\s*[=<>≤≥]?\s*\Z"
)
_N = re.compile(r"\b[nN]\s*=\s*\Z")
_COEFFICIENT = re.compile(
    r"(?:\b(?:r|R2|R²|rho|β|beta|kappa|κ|AUC|AUROC|ρ)\s*(?:=|of|was)?|\barea under the (?:ROC )?curve\b[^0-9;]{0,20}"
    r"|\bcorrelation coefficient\b[^0-9;]{0,12})\s*\Z",
    re.IGNORECASE,
)
_LEVEL_AFTER = re.compile(r"\s*%?\s*-?(?:C\.?I\.?s?\b|CrIs?\b|confidence|credib|fiducial)", re.IGNORECASE)
_INTERVAL_BEFORE = re.compile(
    r"(?:\bC\.?I\.?s?|\bCrIs?|\b(?:confidence|credible) (?:interval|limit|bound)s?)\)?\]?[\s,:;=\[(]*"
    r"(?:of|from|was|were|ranged from|between)?[\s:=\[(]*[-−–]?\Z",
    re.IGNORECASE,
)
_RANGE_GAP = re.compile(r"\s*(?:-|–|—|−|to|,|;|and|~|/|through|\.\.)\s*[-−–+]?\Z")
_SPREAD_GAP = re.compile(r"[^\d(]{0,12}(?:±|\+/-|\+/−|\+-|\(SD\s?=?\s?|SD|\(SE\s?=?\s?|SE)\s*\Z")
_SHARE_GAP = re.compile(
    r"\s*[,;]?\s*(?:(?:and|or|to|vs\.?|versus|±|\+/-|-|–|—|−|/|through|as compared with|compared (?:with|to)|from)\s*)"
    r"[-−+]?\Z|\s*,\s*\Z"
)
_BEFORE_YEAR = re.compile(
    r"\b(?:in|since|from|to|and|between|until|during|through|before|after|early|late|year|january|february|march|april|may|june|july|august|september|october|november|december|[-–/])\s*\Z",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:about|approximately|approx\.?|around|nearly|almost|roughly|circa|ca\.?|some)\s*\Z|[~≈∼]\s*\Z", re.IGNORECASE
)
_RELATIONS = (
    (re.compile(r"(?:<|&lt;|\b(?:less|fewer|lower|smaller) than|\bbelow|\bunder)\s*\Z", re.IGNORECASE), "<"),
    (
        re.compile(
            r"(?:>|&gt;|\b(?:more|greater|higher|larger) than|\bover|\babove|\bexceed(?:s|ed|ing))\s*\Z", re.IGNORECASE
        ),
        ">",
    ),
    (re.compile(r"(?:≤|<=|=<|≦|\bat most|\bup to|\bno more than)\s*\Z", re.IGNORECASE), "≤"),
    (re.compile(r"(?:≥|>=|≧|\bat least|\bno (?:less|fewer) than)\s*\Z", re.IGNORECASE), "≥"),
)
_NOUN_AFTER = re.compile(
    r"\s+(?:(?!and\b|or\b|to\b|of\b|in\b|with\b|for\b|vs\b|versus\b|were\b|was\b|at\b|per\b|had\b)[A-Za-z][\w-]*\s+){0,3}?(?P<noun>patients?|participants?|subjects?|individuals?|persons?|people|cases?|controls?|children|men|women|males?|females?|boys|girls|adults?|infants?|volunteers?|studies|trials|tumou?rs?|samples?|families|donors?|carriers?|recipients?|respondents?|deaths?|events?|mice|rats|eyes|hospitals|centers|centres|genes|loci|articles)\b",
    re.IGNORECASE,
)


def read_numbers(text: str) -> list[Number]:
    """Numbers in order of place; spelled numbers ("seven patients") count where they count something."""
    return list(_read(text))


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[Number, ...]:
    found: list[Number] = []
    taken: list[tuple[int, int]] = []
    for match in _SCIENTIFIC.finditer(text):
        value = _scientific(match)
        if value is not None:
            found.append(_placed(text, value, match.start(), match.end()))
            taken.append(match.span())
    for match in _PLAIN.finditer(text):
        start, end = match.span("digits")
        if any(begin <= start < stop for begin, stop in taken) or not _stands_alone(text, start, end):
            continue
        sign = -1.0 if match.group("sign") else 1.0
        found.append(_placed(text, sign * _value(match.group("digits")), match.start(), end))
    found.extend(_words(text))
    for match in _ROMAN_NUMBER.finditer(text):
        number = Number(float(_ROMAN[match.group("roman")]), *match.span("roman"), unit_end=match.end("roman"))
        found.append(msgspec.structs.replace(number, role="ordinal", measure=match.group(1).lower()))
    found.sort(key=lambda number: number.start)
    return tuple(_share_units(text, _mark_intervals(text, found)))


def same_unit(first: Number, second: Number) -> bool:
    """Whether two units can state one amount ("12 months", "1 year"); an unprinted unit goes with any."""
    if not first.unit or not second.unit or first.unit == second.unit:
        return True
    one, other = _dimension(first.unit), _dimension(second.unit)
    return one[0] == other[0] and bool(one[0])


def same_amount(first: Number, second: Number) -> bool:
    """Equal in value after conversion of units of one dimension; two different dimensions never are."""
    if not same_unit(first, second):
        return False
    if not first.unit or not second.unit or first.unit == second.unit:
        return _equal(first.value, second.value)
    return _equal(first.value * _dimension(first.unit)[1], second.value * _dimension(second.unit)[1])


def amount_key(number: Number) -> str:
    """Equal for numbers that `same_amount` calls equal and that print a unit, or print none."""
    dimension, factor = _dimension(number.unit) if number.unit else ("", 1.0)
    return f"{number.value * factor:.9g} {dimension or number.unit}".rstrip()


def _equal(first: float, second: float) -> bool:
    return abs(first - second) <= 1e-9 * max(1e-12, abs(first), abs(second))


def _value(digits: str) -> float:
    plain = re.sub(r"[,\u2009\u202f\u00a0]", "", digits).replace("·", ".").replace("∙", ".")
    return float(plain)


def _scientific(match: re.Match[str]) -> float | None:
    exponent = next((match.group(name) for name in "abcd" if match.group(name)), None)
    if exponent is None:
        return None
    factor = match.group("factor") or match.group("mantissa") or "1"
    if match.group("c") and not match.group("factor"):
        return None  # "10-5" alone is a range
    return float(_value(factor) * 10.0 ** int(re.sub("[−–]", "-", exponent)))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the digits are a number and no part of a name."""
    before = text[max(0, start - 12) : start]
    if _NAME_BEFORE.search(before) and not re.search(r"(?:\b[pPn]|\d\s?[A-Za-z]+)[-/.]\Z", before):
        return False
    after = _NAME_AFTER.match(text, end)
    if not after:
        return True
    unit = _unit_after(text, end)
    return unit is not None or bool(
        re.match(r"-(?:year|month|week|day|hour|min|fold|mg|point|item|old|and\b|to\b|[a-z]{4,})", text[end:])
    )


def _placed(text: str, value: float, start: int, end: int) -> Number:
    """The number with its unit, role and relation, read from what stands around it."""
    unit = _unit_after(text, end)
    before = text[max(0, start - 80) : start]
    number = Number(value, start, end, unit[0] if unit else "", unit_end=unit[1] if unit else end)
    role, measure = _role(text, number, before)
    return msgspec.structs.replace(number, role=role, measure=measure, relation=_relation(before))


def _role(text: str, number: Number, before: str) -> tuple[Role, str]:
    after = text[number.end : number.end + 60]
    if _P.search(before):
        return "p", ""
    if _N.search(before):
        return "n", ""
    if _LEVEL_AFTER.match(after) and 50 <= number.value < 100:
        return "level", ""
    if _INTERVAL_BEFORE.search(before):
        return "interval", ""
    if _SPREAD_GAP.search(before) and re.search(r"\d", before):
        return "spread", ""
    measure = _ratio_before(before)
    if measure and number.unit in {"", "%"}:
        return "ratio", measure
    if _COEFFICIENT.search(before):
        return "coefficient", ""
    ordinal = _ORDINAL.search(before)
    if ordinal and not number.unit:
        return "ordinal", ordinal.group(1).lower()
    if (
        number.unit == ""
        and 1800 <= number.value < 2100
        and number.value == int(number.value)
        and _BEFORE_YEAR.search(before)
    ):
        return "year", ""
    noun = None if number.unit else _NOUN_AFTER.match(after)
    return ("n", noun.group("noun").lower()) if noun else ("", "")


def _ratio_before(before: str) -> str:
    """The ratio whose value this is: the last one named before it with no other number between."""
    tail = re.split(r"\d", before)[-1]
    last = ""
    for found in _ratio_names().finditer(tail):
        last = mapping("ratios")[_ratio_key(found.group())][0]
    return last


@cache
def _ratio_names() -> re.Pattern[str]:
    names = sorted(mapping("ratios"), key=len, reverse=True)
    spelled = "|".join(rf"(?i:{re.escape(name)}s?)" if len(name) > 4 else re.escape(name) + "s?" for name in names)
    return re.compile(rf"(?<![\w])(?:{spelled})(?!\w)")


@cache
def _ratio_key(printed: str) -> str:
    known = mapping("ratios")
    for form in (printed, printed.rstrip("s"), printed.lower(), printed.lower().rstrip("s")):
        if form in known:
            return form
    return printed.rstrip("s").upper()


def _relation(before: str) -> str:
    for pattern, sign in _RELATIONS:
        if pattern.search(before):
            return sign
    return "~" if _ABOUT.search(before) else ""


@cache
def _units() -> re.Pattern[str]:
    forms = sorted(mapping("units"), key=len, reverse=True)
    return re.compile(
        r"(?:\s|-|‐|\u00a0|\u2009)?(" + "|".join(map(re.escape, forms)) + r")(?:(?<=%)|(?![A-Za-z0-9²µμ]|/[A-Za-z]))"
    )


_COMPOUND = re.compile(r"\s?((?:[µμ]|[A-Za-z])[A-Za-z]{0,6}(?:/[A-Za-z0-9.²()-]+){1,3}|[A-Za-z]{1,4}[-−]1)(?![A-Za-z])")
_LETTER_UNITS = frozenset("hdglmMUxyL")


def _unit_after(text: str, end: int) -> tuple[str, int] | None:
    """(canonical unit, where it ends) of the unit printed right after a number; unknown compounds stay as printed."""
    found = _units().match(text, end)
    if found:
        form = found.group(1)
        apart = found.start(1) > end
        if form in _LETTER_UNITS and ((apart and form in "xy") or text[found.end() : found.end() + 1] == "-"):
            return None
        return mapping("units")[form][0], found.end()
    compound = _COMPOUND.match(text, end)
    if compound and any(part in mapping("units") for part in re.split("[/-]", compound.group(1))):
        return compound.group(1), compound.end()
    return None


@lru_cache(maxsize=512)
def _dimension(unit: str) -> tuple[str, float]:
    row = mapping("units").get(unit)
    return (row[1], float(row[2])) if row else ("", 1.0)


def _mark_intervals(text: str, numbers: list[Number]) -> list[Number]:
    """Upper limits take the role of their lower one, and limits in brackets right after a ratio are its interval."""
    made: list[Number] = []
    for number in numbers:
        last = made[-1] if made else None
        if last is not None and number.role in {"", "ratio"} and _RANGE_GAP.match(text[last.unit_end : number.start]):
            if last.role == "interval" and (
                len(made) < 2 or made[-2].role != "interval" or made[-2].end < last.start - 12
            ):
                number = msgspec.structs.replace(number, role="interval", measure="")
        elif last is not None and last.role in {"ratio", "level"} and number.role == "" and number.unit == "":
            gap = text[last.unit_end : number.start]
            bracket = last.role == "ratio" and re.fullmatch(r"\s*[(\[]\s*", gap)
            if bracket and re.match(r"\s*(?:-|–|—|−|to|,)\s*[\d.·]", text[number.end :]):
                number = msgspec.structs.replace(number, role="interval")
        made.append(number)
    return made


def _share_units(text: str, numbers: list[Number]) -> list[Number]:
    """A unit printed once for a list or range belongs to each of its numbers ("12 and 31 %", "3 to 5 years")."""
    made = list(numbers)
    chained = False
    for place in range(len(made) - 2, -1, -1):
        number, following = made[place], made[place + 1]
        gap = text[number.unit_end : following.start]
        joined = _SHARE_GAP.match(gap)
        comma = gap.strip() == ","
        if (
            number.unit
            or number.role in {"p", "n", "level", "ordinal", "year"}
            or not joined
            or (comma and not chained)
        ):
            chained = bool(number.unit)
            continue
        if number.role == "ratio" and following.role != "spread":
            chained = False
            continue
        chained = bool(following.unit)
        if following.unit and following.role not in {"p", "level"}:
            made[place] = msgspec.structs.replace(number, unit=following.unit)
    return made


@cache
def _number_words() -> re.Pattern[str]:
    words = "|".join(mapping("number_words"))
    return re.compile(
        rf"(?<![\w-])(?:{words})(?:(?:[\s-]|(?<=hundred)\sand\s|(?<=thousand)\sand\s)(?:{words}))*(?![\w-])",
        re.IGNORECASE,
    )


def _words(text: str) -> list[Number]:
    """Spelled numbers. "one" and "zero" count only before a unit or a counted noun, else they are pronouns."""
    found: list[Number] = []
    for match in _number_words().finditer(text):
        value = _spelled(match.group().lower())
        number = _placed(text, value, match.start(), match.end())
        counts = bool(number.unit) or number.role in {"n", "ordinal"}
        if value > 1 or counts:
            found.append(number)
    return found


def _spelled(words: str) -> float:
    total, part = 0.0, 0.0
    for word in re.split(r"[\s-]+", words):
        if word == "and":
            continue
        value = float(mapping("number_words")[word][0])
        if value >= 1000:
            total, part = total + max(part, 1.0) * value, 0.0
        elif value == 100:
            part = max(part, 1.0) * 100
        else:
            part += value
    return total + part
