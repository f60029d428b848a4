"""Reads a patient from free text: a letter, a note, a question; each value with the words it was read from.

The text stays on this machine, and what was read is shown for confirmation before it is used. What is not sure is left
out and listed, never guessed: a drug of which nothing says that it is taken, a disease that is denied, left open, or
another person's, a sentence from which nothing was read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import msgspec

from assistant.knowledge.patterns import patterns
from assistant.language.covered import Covered
from assistant.patient.notes.conditions import read_conditions
from assistant.patient.notes.findings import read_findings
from assistant.patient.notes.genetics import UNSAID, read_genetics
from assistant.patient.notes.labs import measured_parts, outside, read_labs, without_measured
from assistant.patient.notes.markers import read_markers
from assistant.patient.notes.names.named import names_in
from assistant.patient.notes.note import Note
from assistant.patient.notes.organs import read_measures
from assistant.patient.notes.person import read_person
from assistant.patient.notes.tags.tagged import Tagged, read_tags
from assistant.patient.notes.therapy import read_therapy
from assistant.patient.notes.told import Left, Told
from assistant.patient.tumor_markers import markers_in
from assistant.records.patient import Diplotype, Patient, Variant
from assistant.records.reading import PatientReading, Span
from assistant.records.sizes import ENTRIES, NOTE, RECORD, check_text

__all__ = ["read_text"]

_SHOWN = 160
"""Characters of a sentence that is listed as not understood."""
_LISTED = 60
_SPARE = 2000
"""Characters of the record that are kept free for what its structs add."""
_NOT_ASKED = frozenset(["conditions", "stage", "prior_therapies", "lifestyle", "imaging", "pathology"])
"""Fields that a question does not give of its patient: a disease that it names is what it asks about."""


def read_text(text: str, *, asked: bool = False) -> PatientReading:
    """What the text says of one patient. `asked`: it is a question, so that the diseases and drugs it names are what is
    asked about, and only what is said of the patient counts. Raises TooLong beyond 50,000 characters."""
    check_text("the patient's text", text, NOTE)
    note = Note(text, what_if=asked)
    measured = list(read_labs(note))
    names, tagged = without_measured(names_in(note), measured), Tagged(()) if asked else read_tags(text)
    found = [*read_person(note, tagged), *read_measures(note)]
    markers = markers_in(note.plain)
    others = (*found, *markers, *(one for one in names if one.kind != "gene"))
    taken = Covered(len(text), ((one.start, one.end) for one in others))
    genetics = list(read_genetics(note, taken))
    findings = list(read_findings(note, tagged, markers))
    found += chain(
        outside(measured, findings),
        read_conditions(note, names, tagged),
        read_therapy(note, names, tagged),
        genetics,
        read_markers(note, markers, genetics, names),
        findings,
    )
    told = _kept([one for one in found if isinstance(one, Told)], note, asked=asked)
    left = [one for one in found if isinstance(one, Left)]
    return PatientReading(
        patient=Patient.from_dict(_record(told)),
        spans=tuple(_span(one, note) for one in told),
        not_understood=() if asked else tuple(_not_understood(note, _with_repeated(told, found), left)),
        notes=(*_several(found, told), *_notes(note, told)),
        source="free text",
    )


def _kept(told: Sequence[Told], note: Note, *, asked: bool) -> list[Told]:
    """In the order of the record, one value of a field that has one, none twice."""
    room = RECORD - _SPARE
    one_value = {name for name in Patient.__struct_fields__ if not isinstance(getattr(Patient(), name), tuple)}
    chosen: list[Told] = []
    seen: set[tuple[str, str]] = set()
    for name in Patient.__struct_fields__:
        of_field = [
            one
            for one in told
            if one.field == name and not note.is_general(one.start) and (not asked or _is_of_patient(one, note))
        ]
        for one in of_field[: 1 if name in one_value else ENTRIES]:
            key, size = _key(one), len(str(one.value))
            if key not in seen and size <= room:
                room -= size
                seen.add(key)
                chosen.append(one)
    return chosen


def _key(one: Told) -> tuple[str, str]:
    return one.field, str(one.value).casefold()


def _with_repeated(told: Sequence[Told], found: Sequence[Told | Left]) -> list[Told]:
    """With what the text says again: "FOLFOX" in a second entry ("mFOLFOX6") was read, too."""
    keys = set(map(_key, told))
    return [one for one in found if isinstance(one, Told) and _key(one) in keys]


def _is_of_patient(one: Told, note: Note) -> bool:
    """Whether a question says this of its patient. Alleles and drugs need one: "Do CYP2C9*3 carriers …" has none."""
    if one.field in _NOT_ASKED:
        return False
    if isinstance(one.value, Variant) and one.value.origin != "germline":
        return False
    if one.field in ("variants", "diplotypes", "medications", "allergies"):
        whole = isinstance(one.value, Diplotype) and "/" in one.value.alleles
        whole = whole or (isinstance(one.value, Variant) and one.value.zygosity != "")
        return whole or bool(patterns("note_values")["patient_words", ""].search(note.plain))
    return True


def _record(told: Sequence[Told]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for one in told:
        value = msgspec.to_builtins(one.value)
        if isinstance(getattr(Patient(), one.field), tuple):
            made.setdefault(one.field, []).append(value)
        else:
            made[one.field] = value
    return made


def _span(one: Told, note: Note) -> Span:
    said = dict(Patient.from_dict(_record([one])).facts())
    return Span(one.field, said.get(one.field, str(one.value)), note.text[one.start : one.end], one.start, one.end)


def _not_understood(note: Note, told: Sequence[Told], left: Sequence[Left]) -> Iterator[str]:
    lines = dict.fromkeys(f"{' '.join(note.text[one.start : one.end].split())}: {one.why}" for one in left)
    yield from list(lines)[:_LISTED]
    places = sorted(one.start for one in told) + sorted(one.start for one in left)
    silent = [
        (part.start, part.end) for part in note.parts if not any(part.start <= place < part.end for place in places)
    ]
    spans = [*((one.start, one.end) for one in told), *((one.start, one.end) for one in left)]
    for start, end in sorted([*silent, *measured_parts(note, silent, spans)])[:_LISTED]:
        words = " ".join(note.text[start:end].split())
        if any(map(str.isalpha, words)):
            yield f"{words[:_SHOWN]}{'…' if len(words) > _SHOWN else ''}: nothing was read from this"


def _several(found: Sequence[Told | Left], told: Sequence[Told]) -> Iterator[str]:
    """Of a field with one value, the other values that the text has."""
    for one in told:
        if one.field in _MEASURED:
            same_field = (other for other in found if isinstance(other, Told) and other.field == one.field)
            others = dict.fromkeys(str(other.value) for other in same_field if other.value != one.value)
            if others:
                name = _MEASURED[one.field]
                yield f"The text gives {name} as {one.value} and also as {', '.join(others)}: the first is taken."


_MEASURED = {
    "egfr": "the eGFR",
    "creatinine_clearance": "the creatinine clearance",
    "performance_status": "the performance status",
    "hepatic_impairment": "the hepatic impairment",
    "line": "the line of therapy",
}


def _notes(note: Note, told: Sequence[Told]) -> Iterator[str]:
    fields = {one.field for one in told}
    table = patterns("note_values")
    if "allergies" not in fields and table["no_allergies", ""].search(note.plain):
        yield "The text says that no allergies are known."
    if "medications" not in fields and table["no_medications", ""].search(note.plain):
        yield "The text says that no medications are taken."
    for one in told:
        if isinstance(one.value, Variant) and one.value.notation == UNSAID:
            yield f"The text names {one.value.gene} without its variant: it is read as an alteration, of no known kind."
