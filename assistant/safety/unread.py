"""What of a record the gate could not check: names that nothing here knows, values that are not given, drugs of which
no label is at hand, and groups of patients of which the labels at hand say nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from assistant.knowledge.tables import pieces, records, words_of
from assistant.names.classes import members
from assistant.names.find import entry_of, find
from assistant.names.regimens import regimens_in
from assistant.names.vocabulary import vocabulary
from assistant.patient.notes.organs import hepatic_grade
from assistant.records.patient import Patient
from assistant.safety.added_parts import added_parts
from assistant.safety.allergies import class_beside, removed_allergies
from assistant.safety.allergy_entries import Allergy, read_allergies
from assistant.safety.bounds import bound_said, parsed
from assistant.safety.classes import class_named
from assistant.safety.condition_dates import PAST, as_past, undated
from assistant.safety.condition_meanings import has_form, spelled_out
from assistant.safety.condition_states import states_of
from assistant.safety.drugs import Option, has_rows, ingredients, options_of, rows_of, sentence
from assistant.safety.groups import kidney_failing, kidney_known, liver_of
from ingest.errors import shown

__all__ = ["unread"]

_MOST = 3
"""Sentences of a kind."""
_MOST_LISTED = 8
"""Drugs that one sentence names."""
_KINDS = ("allergy", "pregnancy", "breastfeeding", "kidney", "liver", "age", "disease")
_UNKNOWN = "nothing of the patient was checked against"
_FORBIDDING = ("contraindicated", "avoid", "not recommended")


def unread(patient: Patient | None, drugs: Sequence[str] = ()) -> tuple[str, ...]:
    """Sentences on what was not checked. `drugs`: those asked about."""
    named = [(name, one) for name in drugs for one in options_of(name)]
    options = list(dict.fromkeys(one for _, one in named))
    silent = [_unlisted(name, one) for name, one in named if not has_rows(one)]
    silent = sorted(dict.fromkeys(silent), key=lambda said: _UNKNOWN not in said)[:_MOST]
    if patient is None:
        return tuple(silent)
    allergies = read_allergies(patient.allergies)
    unknown = [one for one in patient.medications if not ingredients(one)]
    own = _own(patient, options)
    return (
        *_names("allergy", "allergies", list(dict.fromkeys(_unknown(allergies)))),
        *_removed([*options, *own], allergies),
        *_unjudged(options, allergies),
        *_names("condition", "conditions", [one for one in patient.conditions if not _is_known(one)]),
        *_names("medication", "medications", [one for one in unknown if not _of_several(one)]),
        *list(filter(None, map(_of_several, unknown)))[:_MOST],
        *_added(patient.medications),
        *_kidney(options, patient),
        *silent,
        *_no_labels([one for one in own if not has_rows(one)]),
        *_untold([one for one in (*options, *own) if has_rows(one)], patient),
    )


def _unknown(allergies: Sequence[Allergy]) -> Iterator[str]:
    """Entries that nothing here knows, and items of a list among those that are known."""
    for one in allergies:
        yield from one.unread if one.known else (one.said,)


def _removed(options: Sequence[Option], allergies: Sequence[Allergy]) -> Iterator[str]:
    """A sentence for each allergy that would be an alert, had the record not taken it off."""
    met = dict.fromkeys((said, one.name) for one in options for said in removed_allergies(one, allergies))
    for said, drug in met:
        yield f"The allergy {shown(said)} would speak against {drug}; the record says that it was removed or ruled out."


def _unjudged(options: Sequence[Option], allergies: Sequence[Allergy]) -> Iterator[str]:
    """A sentence for each drug of a class next to that of an allergy, which no row here holds against the other."""
    for option in options:
        for one in allergies:
            if group := class_beside(option, one):
                said = f"{option.name} and what the record's allergy {shown(one.said)} is to are both {group}"
                yield f"{said[:1].upper()}{said[1:]}: whether the one speaks against the other was not checked."


def _own(patient: Patient, options: Sequence[Option]) -> list[Option]:
    """The patient's own drugs that are known and not asked about."""
    asked = {one.ingredients for one in options}
    taken = (one for one in patient.medications if ingredients(one))
    own = dict.fromkeys(option for one in taken for option in options_of(one, "own"))
    return [one for one in own if one.ingredients not in asked]


def _unlisted(name: str, option: Option) -> str:
    """What was not checked of a drug without a label, or of a name that no vocabulary has; rows of another source than
    a label are said not to be one."""
    if ingredients(name):
        checked = (
            "only what another source says of it was checked"
            if rows_of(option, *_KINDS)
            else "its contraindications were not checked"
        )
        return f"No label of {option.name} is at hand here; {checked}."
    return _of_several(name) or f"{shown(name)} is not recognized: {_UNKNOWN} it."


def _of_several(name: str) -> str:
    """What was not checked of a name of several drugs, none of which is told: a regimen, or a class."""
    if regimens_in(name):
        return f"The drugs of {name} are not known here: {_UNKNOWN} them."
    return f"{shown(name)} names a class of drugs: no one of them was checked." if _is_class(name) else ""


def _added(medications: Sequence[str]) -> tuple[str, ...]:
    """A sentence for each entry of which only a part is known."""
    partly = [(one, parts) for one in medications if (parts := added_parts(one))]
    return tuple(
        f"Of {shown(one)} only {' and '.join(ingredients(one))} is known here: {_UNKNOWN} what {shown(parts[0])} adds."
        for one, parts in partly[:_MOST]
    )


def _is_class(name: str) -> bool:
    return bool(class_named(name) or members(name))


def _no_labels(own: Sequence[Option]) -> tuple[str, ...]:
    """One sentence on all of the patient's own drugs without a label."""
    if not own:
        return ()
    return (f"No label is at hand here of {_enumerated(own)}, which the patient takes; nothing more was checked.",)


def _untold(options: Sequence[Option], patient: Patient) -> Iterator[str]:
    """A sentence for each group of patients that the record is of, on the drugs whose labels at hand say nothing of it:
    silence is no leave."""
    for kind, group in _groups(patient):
        silent = [one for one in options if not rows_of(one, kind)]
        elsewhere = {one: label for one in silent if (label := _label_that_speaks(one, kind))}
        for one in list(elsewhere)[:_MOST]:
            yield f"What the label of {one.name} ({elsewhere[one]}) says {group} is not carried here; see the label."
        silent = [one for one in silent if one not in elsewhere]
        if silent:
            yield f"Nothing at hand here speaks of {_enumerated(silent)} {group}; that was not checked."


def _label_that_speaks(option: Option, kind: str) -> str:
    """A label of the option, or of a part of it, that speaks of a group of patients though no row does."""
    return next((label for drugs, label in _left_out().get(kind, ()) if option.ingredients.issuperset(drugs)), "")


@cache
def _left_out() -> dict[str, list[tuple[frozenset[str], str]]]:
    made: dict[str, list[tuple[frozenset[str], str]]] = {}
    for row in records("left_out_of_labels"):
        made.setdefault(row["kind"], []).append((frozenset(row["drugs"].split("+")), row["label"]))
    return made


def _groups(patient: Patient) -> Iterator[tuple[str, str]]:
    """(kind of row, the group as a phrase)."""
    if patient.sex != "male" and patient.pregnant:
        yield "pregnancy", "in pregnancy"
    if patient.sex != "male" and patient.breastfeeding:
        yield "breastfeeding", "while breastfeeding"
    value = patient.egfr if patient.creatinine_clearance is None else patient.creatinine_clearance
    impaired = parsed("kidney", "any")
    if value is not None and impaired is not None and impaired.holds(value):
        name = "an eGFR" if patient.creatinine_clearance is None else "a creatinine clearance"
        yield "kidney", f"with {name} of {value:g}"
    elif condition := kidney_failing(patient):
        yield "kidney", f"with {condition}"
    degree, own = liver_of(patient)
    if degree not in ("", "none"):
        yield "liver", f"with {own}"


def _enumerated(options: Sequence[Option]) -> str:
    """The first names and how many more."""
    names = [one.name for one in options[:_MOST_LISTED]]
    rest = len(options) - _MOST_LISTED
    return f"{', '.join(names)} and {rest} more" if rest > 0 else ", ".join(names)


def _names(one: str, many: str, found: Sequence[str]) -> tuple[str, ...]:
    """A sentence for each of the first names, and one that counts the rest."""
    said = [f"The {one} {shown(name)} is not recognized here and was not checked." for name in found[:_MOST]]
    rest = len(found) - _MOST
    return (*said, f"{rest} more {many if rest > 1 else one} were not recognized.") if rest > 0 else tuple(said)


def _is_known(condition: str) -> bool:
    """Whether a vocabulary or a row of the table has it."""
    condition = spelled_out(as_past(undated(condition)))
    condition = PAST.sub("", condition)
    if entry_of(vocabulary(), "disease", condition) or words_of(condition) in _listed():
        return True
    if states_of(condition) or hepatic_grade(condition) or has_form(condition):
        return True
    return any(mention.kind in ("disease", "phenotype") and mention.known for mention in find(condition))


def _listed() -> frozenset[str]:
    rows = (row for row in records("contraindications") if row["kind"] == "disease")
    named = {words_of(name) for row in rows for name in pieces(row["bound"])}
    return frozenset(named | {words_of(name) for row in records("label_grades") for name in pieces(row["conditions"])})


def _kidney(options: Sequence[Option], patient: Patient) -> tuple[str, ...]:
    """Options that a label forbids by the kidney, where the record says nothing of it."""
    if kidney_known(patient) or kidney_failing(patient):
        return ()
    found = []
    for option in options:
        rows = [row for row in rows_of(option, "kidney") if row.severity in _FORBIDDING]
        if rows:
            strongest = min(rows, key=lambda row: _FORBIDDING.index(row.severity))
            said = sentence(strongest.action, option.name, f"with {bound_said('kidney', strongest.bound)}")
            found.append(f"{said.removesuffix('.')}; the record gives no kidney function.")
    return tuple(found[:_MOST])
