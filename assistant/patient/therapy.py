"""Drugs in a note: those taken, those had before, those not tolerated. One that is only asked about is none of them.

What says so stands beside the drug (`knowledge/patterns/note_drugs.tsv`), or is the label of its part ("Meds:"); a drug
that goes on a list goes with the one before it. Where nothing says so the drug is left out, and that is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from assistant.knowledge.patterns import patterns
from assistant.patient.named import Name
from assistant.patient.note import Note
from assistant.patient.told import Left, Told

__all__ = ["read_therapy"]

_DRUGS = ("drug", "drug class", "regimen", "procedure")
_FIELDS = {"current": "medications", "prior": "prior_therapies", "allergy": "allergies"}
_SECTIONS = {"medications": "current", "prior": "prior", "allergies": "allergy"}
_REACH = 90
_DOSE = r"\d+(?:[.,]\d+)?(?: ?(?:mg|mcg|µg|μg|g|units?|u|iu|ml|%|x))?(?:/(?:d|day|kg|m2))?|daily|weekly|bid|tid|qid|qd|qhs|prn|od|po|iv|sc|p\.o\.|mr|xr|er|sr|inhaler|cream|patch|tablets?"
_LIST = re.compile(
    rf"(?:[\s,/+&;]|\band\b|\bor\b|\bplus\b|\bwith\b|\bthen\b|\bfollowed by\b|\({{1}}[^()\n]{{0,40}}\)|(?:{_DOSE})(?![a-z]))*",
    re.IGNORECASE,
)


def read_therapy(note: Note, names: Sequence[Name]) -> Iterator[Told | Left]:
    drugs = [one for one in names if one.kind in _DRUGS]
    yield from _allergens(note, drugs)
    for one, use in zip(drugs, _uses(note, drugs), strict=True):
        if use == "allergy" and note.part(one.start).section == "prior":
            yield Told(_FIELDS["prior"], one.name, one.start, one.end)
        if use in _FIELDS and (one.kind != "procedure" or use == "prior"):
            yield Told(_FIELDS[use], one.name, one.start, one.end)
        elif use in _WHY:
            yield Left(one.start, one.end, _WHY[use])
        elif use != "asked":
            yield Left(one.start, one.end, "not said whether it is taken, was taken or is only considered")


_WHY = {"denied": "denied", "family": "said of another person", "possible": "left open, not affirmed"}


def _uses(note: Note, drugs: Sequence[Name]) -> list[str]:
    """What is done with each drug; one that nothing is said of goes with its list, from the front or from the end."""
    uses = [_use(note, one) for one in drugs]
    listed = [_are_listed(note, one, other) for one, other in zip(drugs, drugs[1:], strict=False)]
    for place, together in enumerate(listed):
        if together and not uses[place + 1]:
            uses[place + 1] = uses[place]
    for place, together in reversed(list(enumerate(listed))):
        if together and not uses[place]:
            uses[place] = uses[place + 1]
    return [use or ("current" if _is_list_of_drugs(note, one, drugs) else "") for use, one in zip(uses, drugs, strict=True)]


def _are_listed(note: Note, one: Name, other: Name) -> bool:
    return note.part(one.start) == note.part(other.start) and bool(_LIST.fullmatch(note.plain, one.end, other.start))


def _use(note: Note, one: Name) -> str:
    """What the words beside the drug say; else what its part is about."""
    part = note.part(one.start)
    status = note.status(one.start, one.end)
    if status == "family":
        return status
    before, after = note.before(one.start, _REACH), note.after(one.end)
    cues = patterns("note_drugs")
    for use in ("allergy", "asked"):
        if cues[use, "before"].search(before) or cues[use, "after"].search(after):
            return use
    if cues["prior", "after"].search(after):
        return "prior"
    if part.section in _SECTIONS:
        return _SECTIONS[part.section]
    if cues["prior", "before"].search(before):
        return "prior"
    if status == "denied":
        return status
    if cues["current", "before"].search(before) or (not part.asked and cues["current", "after"].search(after)):
        return "current"
    return status or ("prior" if one.kind == "procedure" else "")


def _is_list_of_drugs(note: Note, one: Name, drugs: Sequence[Name]) -> bool:
    """The part is nothing but drugs and doses ("Montelukast, budesonide/formoterol.")."""
    part = note.part(one.start)
    if part.asked or part.section not in ("", "patient"):
        return False
    place = part.body or part.start
    for drug in drugs:
        if place <= drug.start < part.end:
            if not _LIST.fullmatch(note.plain, place, drug.start):
                return False
            place = drug.end
    return bool(re.fullmatch(rf"{_LIST.pattern}[.\s]*", note.plain[place : part.end], re.IGNORECASE))


@cache
def _allergen_after() -> re.Pattern[str]:
    return re.compile(r"\b(?:allergic|anaphyla\w+|allerg(?:y|ies)|hypersensitiv\w+) to (?P<what>(?:(?!and\b|or\b|with\b|but\b)[a-z]+[ -]?){1,3})", re.IGNORECASE)


_ALLERGEN_BEFORE = re.compile(r"\b(?P<what>[a-z]+) allerg(?:y|ies)\b", re.IGNORECASE)
_ITEM = re.compile(r"[^,;.\n]+")
_NONE = re.compile(r"\b(?:none|nil|no|nka|nkda|unknown|drug|drugs|food|medication|known|any|seasonal|his|her|the|history|of|severe|and|medicine|medicines)\b", re.IGNORECASE)
_ITS_NAME = re.compile(r"\s*(?P<what>[A-Za-z][A-Za-z' /-]{1,40}?)\s*(?=$|[(:]|->|→| - |\?| causes?| reaction)")


def _allergens(note: Note, drugs: Sequence[Name]) -> Iterator[Told]:
    """What is not tolerated and is no drug that a vocabulary has ("latex", "peanut", "contrast")."""
    for pattern in (_allergen_after(), _ALLERGEN_BEFORE):
        for match in pattern.finditer(note.plain):
            start, end = match.span("what")
            if not _known(start, end, drugs) and not _NONE.search(match["what"]) and not note.status(start, end):
                yield Told("allergies", match["what"].strip(), start, end)
    for part in note.parts:
        if part.section != "allergies":
            continue
        for item in _ITEM.finditer(note.plain, part.body, part.end):
            named = _ITS_NAME.match(item[0])
            if named and not _known(item.start(), item.end(), drugs) and not _NONE.search(named["what"]):
                start = item.start() + named.start("what")
                yield Told("allergies", named["what"], start, item.start() + named.end("what"))


def _known(start: int, end: int, drugs: Sequence[Name]) -> bool:
    return any(one.start < end and start < one.end for one in drugs)
