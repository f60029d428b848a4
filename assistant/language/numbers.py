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
from assistant.language.amounts import Number, Role, unit_after
from assistant.language.covered import Covered
from assistant.language.number_neighbors import mark_intervals, share_units

__all__ = ["read_numbers"]

_DIGITS = r"\d{1,3}(?:[,\u2009\u202f\u00a0]\d{3}){1,9}(?:[.·∙]\d+)?(?!\d)|\d+(?:[.·∙]\d+)?|[.·∙]\d+"
_MINUS = "[-−–‐‑‒]"
_SCIENTIFIC = re.compile(
    rf"(?:(?<!\d)(?P<factor>{_DIGITS})\s*[x×*·]\s*|\b)10\s*(?:\((?P<a>{_MINUS}?\d{{1,3}})\)|\^\s*(?P<b>{_MINUS}?\d{{1,3}})"
    rf"|<sup>\s*(?P<e>{_MINUS}?\d{{1,3}})\s*</sup>|(?P<f>⁻?[⁰¹²³⁴-⁹]{{1,3}})|(?P<c>{_MINUS}\d{{1,3}}))"
    rf"|(?<!\d)(?P<mantissa>\d+(?:\.\d+)?)[eE](?P<d>{_MINUS}?\d{{1,3}})(?!\w)"
)
_PRINTED_APART = r"(?<=[<>=≤≥]\s)0\.\s\d+|(?<=[<>=≤≥])0\.\s\d+"
"""As in "P < 0. 001", where a blank was printed within the number."""
_GLUED = r"(?:(?<![\w*.])|(?<=\bRR)|(?<=\bOR)|(?<=\bHR)|(?<=\bCI))"
_PLAIN = re.compile(rf"{_GLUED}(?P<sign>(?<![\d%)\]\w]){_MINUS}\s?(?=[\d.·]))?(?P<digits>{_PRINTED_APART}|{_DIGITS})")
_NAME_BEFORE = re.compile(r"(?:[A-Za-zα-ω][-‐‑/]|[A-Za-z]{2,}[*:]|\*|[A-Za-z]\.|\d:)\Z")
_NAME_AFTER = re.compile(
    r"(?:[A-Za-zα-ω_][\w-]*|[-‐‑'′](?:[A-Z][\w-]*|[a-z]{1,3}-?[A-Z]\w*|end\b)|\*|[-‐‑]\d+[A-Z]|th\b|st\b|nd\b|rd\b|:\d)"
)
_RANGE_BEFORE = re.compile(r"[\d%)\]]\s*\Z")
"""What a range has before its dash, so that the dash is no minus."""
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6}
_ORDINAL = re.compile(
    r"\b(phase|stage|grade|type|class|level|tier|cycle|day|week|month|group|arm|cohort)s?[\s-]+\Z", re.IGNORECASE
)
_ROMAN_NUMBER = re.compile(
    r"\b((?i:phase|stage|grade|type|class|group))s?[\s-]+(?P<roman>III|II|IV|VI|I|V)(?P<sub>[abABC])?\b"
)
_P = re.compile(
    r"\b[pP](?:(?:[\s-]?values?)?(?:\s(?:for|of)\s[\w\s-]{1,30})?"
    r"|[\s_-]?(?!(?:atients?|articipants?|ersons?|eople|lacebo|robands?|revalence|ercent(?:age)?|oints?|eriods?)\b)"
    r"[A-Za-z]{1,14}(?=\s*[=<>≤≥≦≧&])|\([a-z]{1,12}\)(?:\s\w+)?|\d{1,2}\s?min)"
    r"\s*(?:[=<>≤≥:≦≧]|of|was|were|&lt;|&gt;|<or=)\s*[=<>≤≥]?\s*\Z|\b[pP][\s-]values?\s*\Z|\b[pP]\s\Z"
)
_N = re.compile(r"\b[nN]\s*=\s*\Z")
_COEFFICIENT = re.compile(
    r"(?:\b(?:r|R2|R²|rho|β|beta|kappa|κ|AUC|AUROC|ρ)\s*(?:=|of|was)?|\barea under the (?:ROC )?curve\b[^0-9;]{0,20}"
    r"|\bcorrelation coefficient\b[^0-9;]{0,12})\s*\Z",
    re.IGNORECASE,
)
_LEVEL_AFTER = re.compile(r"\s*(?:%|per ?cent)?\s*-?(?:C\.?I\.?s?\b|CrIs?\b|confidence|credib|fiducial)", re.IGNORECASE)
_INTERVAL_BEFORE = re.compile(
    r"(?:\bC\.?I\.?s?|\bCrIs?|\b(?:confidence|credible) (?:interval|limit|bound)s?)\)?\]?[\s,:;=\[(]*"
    rf"(?:of|from|was|were|ranged from|between)?[\s:=\[(]*{_MINUS}?\Z",
    re.IGNORECASE,
)
_SPREAD_GAP = re.compile(r"[^\d(]{0,12}(?:±|\+/-|\+/−|\+-|\(SD\s?=?\s?|SD|\(SE\s?=?\s?|SE)\s*\Z")
_BEFORE_YEAR = re.compile(
    r"\b(?:in|since|from|to|and|between|until|during|through|before|after|early|late|year|january|february|march|april|may|june|july|august|september|october|november|december|[-–/])\s*\Z",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:about|approximately|approx\.?|around|nearly|almost|roughly|circa|ca\.?|some)\s*\Z|[~≈∼]\s*\Z", re.IGNORECASE
)
_HEADING_BEFORE = re.compile(r"[(\[]\s?9\d(?:\.\d)?\s?%\s?C\.?I\.?[)\]]\s*[=:,]?\s*\Z")
"""As in "OR (95% CI) = 1.99 (1.00-3.99)": the interval is only announced, and the value comes first."""
_RELATIONS = (
    (re.compile(r"(?:<|&lt;|(?<!\bno )\b(?:less|fewer|lower|smaller) than|\bbelow|\bunder)\s*\Z", re.IGNORECASE), "<"),
    (
        re.compile(
            r"(?:>|&gt;|(?<!\bno )\b(?:more|greater|higher|larger) than|\bover|\babove|\bexceed(?:s|ed|ing))\s*\Z",
            re.IGNORECASE,
        ),
        ">",
    ),
    (re.compile(r"(?:≤|<=|=<|≦|\bat most|\bup to|\bno more than)\s*\Z", re.IGNORECASE), "≤"),
    (re.compile(r"(?:≥|>=|≧|\bat least|\bno (?:less|fewer) than)\s*\Z", re.IGNORECASE), "≥"),
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
        found.append(_placed(text, -value if below else value, match.start() if below else start, end))
    for share in _fractions(text):
        found = [one for one in found if not share.start <= one.start < share.end]
        found.append(share)
        taken.add(share.start, share.end)
    found.extend(number for number in _words(text) if not taken.touches(number.start, number.end))
    for match in _ROMAN_NUMBER.finditer(text):
        number = Number(float(_ROMAN[match.group("roman")]), *match.span("roman"), unit_end=match.end("roman"))
        found.append(msgspec.structs.replace(number, role="ordinal", measure=match.group(1).lower()))
    found.sort(key=lambda number: number.start)
    return tuple(share_units(text, mark_intervals(text, found)))


def _value(digits: str) -> float:
    plain = re.sub(r"[\s,\u2009\u202f\u00a0]", "", digits).replace("·", ".").replace("∙", ".")
    return float(plain)


def _scientific(match: re.Match[str]) -> float | None:
    exponent = next((match.group(name) for name in "abcdef" if match.group(name)), None)
    if exponent is None:
        return None
    plain = re.sub(_MINUS, "-", exponent.translate(_RAISED))
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
    role, measure = _role(text, number, before)
    return msgspec.structs.replace(number, role=role, measure=measure, relation=_relation(before))


def _unit_after_bracket(text: str, end: int) -> tuple[str, int] | None:
    """The unit of "30 (7-350) days", which belongs to the value as well; nothing is printed right after the value."""
    bracket = _VALUES_IN_BRACKETS.match(text, end)
    unit = unit_after(text, bracket.end()) if bracket else None
    return (unit[0], end) if unit else None


_VALUES_IN_BRACKETS = re.compile(r"\s?[(\[]\d[\d\s.,–‐‑‒-]*[)\]]")


def _role(text: str, number: Number, before: str) -> tuple[Role, str]:
    after = text[number.end : number.end + 60]
    if _P.search(before):
        return "p", ""
    if _N.search(before):
        return "n", ""
    if _LEVEL_AFTER.match(after) and 50 <= number.value < 100:
        return "level", ""
    if _INTERVAL_BEFORE.search(before) and not _HEADING_BEFORE.search(before):
        return "interval", ""
    if _SPREAD_GAP.search(before) and re.search(r"\d", before):
        return "spread", ""
    noun = "" if number.unit else _counted(after)
    measure = "" if noun else _ratio_before(before)
    if measure and (number.unit in {"", "%"} or measure == "MD"):  # a difference has the unit of what it compares
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
    return ("n", noun) if noun else ("", "")


def _counted(after: str) -> str:
    """The counted noun within four words after a number ("12 postmenopausal women"), or nothing."""
    words = re.match(r"\s+((?:[A-Za-z][\w-]*[ ]?){1,4})", after)
    for word in words.group(1).lower().split() if words else ():
        if word in mapping("counted_nouns"):
            return word
        if word in _NOT_BETWEEN:
            return ""
    return ""


_NOT_BETWEEN = frozenset(
    (
        "and",
        "or",
        "to",
        "of",
        "in",
        "with",
        "for",
        "vs",
        "versus",
        "were",
        "was",
        "at",
        "per",
        "had",
        "from",
        "by",
        "on",
    )
)
_ASIDE = re.compile(
    r"[(\[]?\b9\d(?:\.\d)?\s?(?:%|per ?cent)\s?C\.?I\.?[)\]]?"
    r"|\d[\d.]*[-\s]?(?:mg|years?|units?|SD|kg|months?|mm|ng|unit)\S*"
)
_OWN_NUMBER = re.compile(r"(?<![\w*-])[\d.·]*\d(?!\w)")


def _ratio_before(before: str) -> str:
    """The ratio whose value this is: the last one named before it with no other number between."""
    tail = _OWN_NUMBER.split(_ASIDE.sub("", before))[-1]
    last = ""
    for found in _ratio_names().finditer(tail):
        last = mapping("ratios")[_ratio_key(found.group())][0]
    return last


@cache
def _ratio_names() -> re.Pattern[str]:
    names = sorted(mapping("ratios"), key=len, reverse=True)
    # "OR" is a conjunction in search strategies unless a value or "for", "of", "range" … follows.
    spelled = "|".join(rf"(?i:{re.escape(name)}s?)" if len(name) > 4 else re.escape(name) + "s?" for name in names)
    spelled = re.sub(r"(?<=\|)ORs\?", r"ORs?(?!\\s+(?!for|of|was|per|in|range|versus|vs|estimate)[A-Za-z\"])", spelled)
    return re.compile(rf"(?<![\w-])(?:{spelled})(?![A-Za-z+]|\s?[+-]\s?[a-z])")


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
def _number_words() -> re.Pattern[str]:
    words = "|".join(mapping("number_words"))
    return re.compile(
        rf"(?<![\w-])(?:{words})(?:(?:[\s-]|(?<=hundred)\sand\s|(?<=thousand)\sand\s)(?:{words}))*"
        r"(?!\w|-(?!(?:year|month|week|day|hour)s?\b))",
        re.IGNORECASE,
    )


@cache
def _fraction_words() -> re.Pattern[str]:
    words = "|".join(sorted((form.replace(" ", "[ -]") for form in mapping("fractions")), key=len, reverse=True))
    many = "|".join(sorted((form for form in mapping("fractions") if form.endswith("s")), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w-])(?:(?:{words})(?=\s+(?:of|the|as|had|have|were|are|did)\b)|(?:{many})(?![\w-]))", re.IGNORECASE
    )


def _fractions(text: str) -> Iterator[Number]:
    """Shares in words ("one third of the patients"), in percent, and multiples ("threefold")."""
    for match in _fraction_words().finditer(text):
        percent = float(mapping("fractions")[match.group().lower().replace("-", " ")][0])
        relation = _relation(text[max(0, match.start() - 80) : match.start()])
        yield Number(percent, *match.span(), "%", relation=relation, unit_end=match.end())
    for match in _folds().finditer(text):
        said = next(name for name in ("times", "twice", "factor") if match[name])
        value = 2.0 if said == "twice" else _plain_value(match[said])
        yield Number(value, match.start(), match.end(said), "-fold", unit_end=match.end())
    for match in _one_in().finditer(text):
        part, whole = (_plain_value(match[name]) for name in ("part", "whole"))
        if 0 < part < whole:
            yield Number(100 * part / whole, *match.span(), "%", unit_end=match.end())


@cache
def _folds() -> re.Pattern[str]:
    """ "threefold", "ten-fold", "twice as", "a factor of ten"."""
    word = "|".join(form for form in mapping("number_words") if form.isalpha())
    return re.compile(
        rf"(?<![\w-])(?:(?P<times>{word})[- ]?fold(?!\w)|(?P<twice>twice)(?= as\b)"
        rf"|an? factor of (?P<factor>{word}|\d+(?:\.\d+)?)(?![\w.]))",
        re.IGNORECASE,
    )


@cache
def _one_in() -> re.Pattern[str]:
    """ "one in five", "two of every three"; in digits the two are numbers of their own."""
    word = "|".join(form for form in mapping("number_words") if form.isalpha())
    return re.compile(
        rf"(?<![\w.-])(?P<part>{word}) (?:in|out of|(?:of|in|out of) every) (?P<whole>{word})"
        r"(?![\w.%-]| ?(?:mg|week|month|year|day|cycle))",
        re.IGNORECASE,
    )


def _plain_value(said: str) -> float:
    return float(said if said[0].isdigit() else mapping("number_words")[said.lower()][0])


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
