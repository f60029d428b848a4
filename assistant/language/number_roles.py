"""What a number is by the words around it: its role (hazard ratio, p-value, a count of people …) and its relation."""

from __future__ import annotations

import re
from functools import cache

from assistant.knowledge.tables import mapping
from assistant.language.amounts import Number, Role

__all__ = ["MINUS", "relation_of", "role_of"]

MINUS = "[-−–‐‑‒]"
"""Every mark that publishers print for a minus."""
_ORDINAL = re.compile(
    r"\b(phase|stage|grade|type|class|level|tier|cycle|day|week|month|group|arm|cohort)s?[\s-]+\Z", re.IGNORECASE
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
    rf"(?:of|from|was|were|ranged from|between)?[\s:=\[(]*{MINUS}?\Z",
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


def role_of(text: str, number: Number, before: str) -> tuple[Role, str]:
    """The role, and its measure or counted noun. `before`: the text before the number, as far as it can bear on it."""
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


def relation_of(before: str) -> str:
    """The sign that the text before a number gives it: "<", ">", "≤", "≥", "~", or nothing."""
    for pattern, sign in _RELATIONS:
        if pattern.search(before):
            return sign
    return "~" if _ABOUT.search(before) else ""
