"""What may leave this machine: the question without identifiers, and of a patient only clinical fields.

The scrubber knows the identifiers of the HIPAA safe harbor rule (45 CFR 164.514(b)(2)) by their form, a table in
`knowledge/identifiers.tsv`, and takes a capitalized name that no vocabulary knows for a person or a place. It would
rather blank a word too many than let a name through; genes, drugs, variants and diseases stay.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

import msgspec

from assistant.knowledge.tables import pieces, rows, spell
from assistant.patient import Patient

__all__ = ["Scrubbed", "scrub", "scrub_text", "shareable_facts"]

_CAPITALIZED = re.compile(r"(?<![\[\w*/.-])[A-Z][a-z]{2,}(?:[-'’][A-Z]?[a-z]+)*(?![\w*/])")
_WORD = re.compile(r"[A-Za-z]+")
_POSSESSIVE = re.compile(r"['’]s\b")
_NAME_TABLES = (
    "genes",
    "drugs",
    "drug_classes",
    "diseases",
    "phenotypes",
    "people",
    "variants",
    "study_groups",
    "abbreviations",
)
_WORD_TABLES = ("words", "function_words", "grammar_words", "stop_words", "not_names", "directions", "medical_words")


class Scrubbed(msgspec.Struct, frozen=True):
    """The text with "[KIND]" for each identifier, and how many of each kind there were."""

    text: str
    removed: dict[str, int]


def scrub(text: str) -> str:
    """The text with every identifier replaced by its kind in brackets ("[NAME]"). Running it again changes nothing."""
    return scrub_text(text).text


def scrub_text(text: str) -> Scrubbed:
    removed: dict[str, int] = {}
    for kind, pattern in _patterns():

        def blank(match: re.Match[str], kind: str = kind) -> str:
            found = match.groupdict()
            lead, cue = found.get("lead") or "", found.get("cue") or ""
            if cue and not _introduces(cue, match.group()[len(cue) :]):
                return match.group()
            if any(_known(word) for word in (found.get("unknown") or "").split()):
                return match.group()
            removed[kind] = removed.get(kind, 0) + 1
            return f"{lead}{cue}[{kind}]"

        text = pattern.sub(blank, text)
    text = _blank_unknown_names(text, removed)
    return Scrubbed(text, removed)


def shareable_facts(patient: Patient) -> tuple[tuple[str, str], ...]:
    """(field, value) of what policy lets out (`knowledge/patient_fields.tsv`), scrubbed. Free-text fields never do."""
    allowed = {row[0] for row in rows("patient_fields") if row[1] == "yes"}
    facts = [(field, value) for field, value in patient.facts() if field in allowed]
    return tuple((field, _shared(field, value)) for field, value in facts)


def _shared(field: str, value: str) -> str:
    if field == "age":
        years = float(value.split()[0])
        return "90 years or older" if years >= 90 else value
    return value if field in ("variants", "diplotypes", "sex", "pregnant", "line", "egfr") else scrub(value)


def _introduces(cue: str, name: str) -> bool:
    """Whether the words after "attending:", "wife" … are a name: told by a colon, by a lower-case cue, or unknown."""
    return ":" in cue or "=" in cue or cue[:1].islower() or not all(_known(word) for word in name.split())


def _blank_unknown_names(text: str, removed: dict[str, int]) -> str:
    """Capitalized words that no table knows, alone or beside the word they stand with."""
    spans = [match.span() for match in _CAPITALIZED.finditer(text) if not _named_in_medicine(text, match)]
    for start, end in reversed(spans):
        text = f"{text[:start]}[NAME]{text[end:]}"
        removed["NAME"] = removed.get("NAME", 0) + 1
    return re.sub(r"\[NAME\](?:[\s,-]*\[NAME\])+", "[NAME]", text)


def _named_in_medicine(text: str, match: re.Match[str]) -> bool:
    """A known word, or one known in this company: "Lynch" before "syndrome", not before "has"."""
    if _known(match.group()):
        return True
    before, after = (
        _words(text[max(0, match.start() - 60) : match.start()])[-1:],
        _words(text[match.end() : match.end() + 60])[:1],
    )
    run = [*before, *_words(match.group()), *after]
    first = len(before)
    own = range(first, len(run) - len(after))
    pairs = _tables()[1]
    return all(any(pair in pairs for pair in pairwise(run[max(0, k - 1) : k + 2])) for k in own)


def _known(word: str) -> bool:
    singles = _tables()[0]
    return all(
        part in singles or part.removesuffix("s") in singles or part.endswith(_stems()) or _plain(part)
        for part in _words(word)
    )


def _words(text: str) -> list[str]:
    return [spell(word) for word in _WORD.findall(_POSSESSIVE.sub("", text))]


def _plain(word: str) -> bool:
    """An ordinary word by its ending and length ("chemoradiation"): so ends hardly a name."""
    return any(word.endswith(ending) and len(word) >= letters for ending, letters in _endings())


@cache
def _endings() -> tuple[tuple[str, int], ...]:
    return tuple((row[0], int(row[1])) for row in rows("plain_endings"))


@cache
def _stems() -> tuple[str, ...]:
    """Endings of drug names ("nib"), so that a new drug is not taken for a person."""
    return tuple(row[0] for row in rows("stems") if len(row[0]) >= 3)


@cache
def _tables() -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """Words that are no names of people by themselves, and pairs of words that stand together in a medical name."""
    singles: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    for table in _WORD_TABLES:
        for row in rows(table):
            singles.update(spell(word) for word in _WORD.findall(row[0]))
    for row in rows("populations"):
        singles.update(spell(word) for word in _WORD.findall(row[2]) if len(word) > 2)
    for table in _NAME_TABLES:
        for row in rows(table):
            for name in (piece.partition("=")[0] for cell in row[1:-1] for piece in pieces(cell)):
                words = _words(name)
                singles.update(words[:1] if len(words) == 1 else [])
                pairs.update(pairwise(words))
    return frozenset(singles), frozenset(pairs)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """A group "lead" stays; "cue" stays, and is believed only as `_introduces` says; "unknown" must be in no table."""
    return tuple((row[0], re.compile(row[1], re.IGNORECASE if "i" in row[2] else 0)) for row in rows("identifiers"))
