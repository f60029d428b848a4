"""Laboratory values and other measures of a note, of which the record has no field: each is listed, none is lost.

The tests are `knowledge/words/laboratory_tests.tsv`. Nothing is computed from them: a creatinine gives no clearance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from assistant.knowledge.tables import rows
from assistant.language.covered import Covered
from assistant.patient.notes.names.named import Name
from assistant.patient.notes.note import Note
from assistant.patient.notes.told import Left, Told

__all__ = ["measured_parts", "outside", "read_labs", "without_measured"]

_WHY = {
    "creatinine": "a creatinine, from which no clearance is computed; give the eGFR or the creatinine clearance",
    "": "the record has no field for this measure",
}
_NUMBER = r"(?:[<>≤≥~]=? ?)?\d{1,3}(?:,\d{3})+(?![\d.,]*\d)|(?:[<>≤≥~]=? ?)?\d{1,6}(?:\.\d+)?(?![\d.]*\d)"
_PER_VOLUME = r"(?:[munpkµ]?(?:g|mol|eq|Eq|IU|U|L|cells)? ?/ ?[dmuµ]?[lL](?: ?\d)?\b)"
_UNIT = rf"(?: ?(?:%|(?:x ?)?ULN\b|(?:x ?)?10\^?\d+ ?/ ?[muµ]?[lL]\b|{_PER_VOLUME}|m?s(?:ec)?\b))?"
_DOSE = re.compile(r" ?(?:mg|g|mcg|m[Ee]q|mmol|units?|IU|ml|mL|tabs?)\b(?! ?/)")
"""Behind the number, that it is a dose: "potassium 20 mEq"."""
_OFTEN = re.compile(
    r" (?:(?:once|twice|thrice|three times)(?: daily|(?: a|/| per) ?day)|daily|bd|bid|od|qd|qid|tds|tid)\b"
    r"(?! (?:[a-z]+ )?(?:labs?|levels?|checks?|draws?|bloods?|bloodwork|values?|readings?|results?|tests?"
    r"|measure(?:d|ments?)|monitor(?:ed|ing))\b)",
    re.IGNORECASE,
)
"""Behind a whole number, that it is a dose: "calcium 500 twice daily"; not "calcium 11 daily labs"."""
_SEGMENT = re.compile(r"[^,;\n]+")
_MEASURE = re.compile(
    r"\s*(?:and |with )?[A-Za-z][\w/%-]{0,30}(?: [\w/%()-]{1,30}){0,3}[ :=]{1,3}"
    rf"(?:{_NUMBER})(?:/\d+)? ?[\w/%.^µ°]{{0,20}}(?: ?/ ?\w{{1,20}})?[\s.]{{0,9}}"
)
"""A few words, a number and its unit, and nothing else."""


def read_labs(note: Note) -> Iterator[Left]:
    """Each test with its value, but in a list of drugs, where it is one."""
    for match in _tests().finditer(note.plain):
        if note.part(match.start()).section != "medications" and not _is_dose(note, match):
            kind = _kinds().get(match["test"]) or _kinds().get(match["test"].lower(), "")
            yield Left(match.start(), match.end(), _WHY["creatinine" if kind == "creatinine" else ""])


def _is_dose(note: Note, match: re.Match[str]) -> bool:
    often = "." not in match["number"] and _OFTEN.match(note.plain, match.end("number"))
    return bool(often or _DOSE.match(note.plain, match.end("number")))


def without_measured(names: Sequence[Name], measured: Sequence[Left]) -> list[Name]:
    """The names without those of substances that were measured: "potassium 5.8" is no drug."""
    if not measured:
        return list(names)
    last = max([one.end for one in names] + [one.end for one in measured])
    taken = Covered(last, ((one.start, one.end) for one in measured))
    return [one for one in names if not taken.touches(one.start, one.end)]


def outside(measured: Sequence[Left], told: Sequence[Told | Left]) -> list[Left]:
    """What was measured and stands in no finding that is told ("echo: LVEF 25%")."""
    taken = Covered(max((one.end for one in (*measured, *told)), default=0), ((one.start, one.end) for one in told))
    return [one for one in measured if not taken.touches(one.start, one.end)]


def measured_parts(
    note: Note, silent: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Where a measure stands between commas from which nothing was read. `silent`: sentences that are told as a whole;
    `spans`: what was read or left out."""
    taken = Covered(len(note.plain), (*silent, *spans))
    for part in note.parts:
        for segment in _SEGMENT.finditer(note.plain, part.body, part.end):
            if _MEASURE.fullmatch(segment[0]) and not taken.touches(*segment.span()):
                words = segment[0].strip(" .")
                start = segment.start() + segment[0].index(words)
                yield start, start + len(words)


@cache
def _kinds() -> dict[str, str]:
    return {form: name for form, name, _ in rows("laboratory_tests")}


@cache
def _tests() -> re.Pattern[str]:
    """A form in small letters stands for any case; a longer one before one that it begins with."""
    forms = sorted(_kinds(), key=len, reverse=True)
    written = "|".join(f"(?i:{re.escape(form)})" if form.islower() else re.escape(form) for form in forms)
    return re.compile(
        rf"(?<![\w-])(?P<test>{written})(?: \([a-z]{{1,12}}\))?[ :=,]{{1,3}}"
        rf"(?:(?:of|is|was|at|level|count|now|today|total|up|down|to) ){{0,3}}"
        rf"(?P<number>{_NUMBER}){_UNIT}(?![A-Za-z\d])"
    )
