"""What of a record the gate could not check: names that nothing here knows, and values that are not given."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.knowledge.tables import pieces, records, words_of
from assistant.names.find import entry_of, find
from assistant.names.regimens import regimens_in
from assistant.names.vocabulary import vocabulary
from assistant.records.patient import Patient
from assistant.safety.allergies import read_allergies
from assistant.safety.bounds import bound_said
from assistant.safety.drugs import Option, has_rows, ingredients, option_of, rows_of, sentence
from assistant.safety.groups import kidney_known
from ingest.errors import shown

__all__ = ["unread"]

_MOST = 3
"""Sentences of a kind."""
_UNKNOWN = "nothing of the patient was checked against"
_FORBIDDING = ("contraindicated", "avoid", "not recommended")


def unread(patient: Patient | None, drugs: Sequence[str] = ()) -> tuple[str, ...]:
    """Sentences on what was not checked. `drugs`: those asked about."""
    options = list(dict.fromkeys(map(option_of, drugs)))
    silent = [_unlisted(name, option_of(name)) for name in drugs if not has_rows(option_of(name))]
    silent = sorted(dict.fromkeys(silent), key=lambda said: _UNKNOWN not in said)
    if patient is None:
        return tuple(silent[:_MOST])
    allergies = [one.said for one in read_allergies(patient.allergies) if not one.known]
    return (
        *_names("allergy", "allergies", allergies),
        *_names("condition", "conditions", [one for one in patient.conditions if not _is_known(one)]),
        *_names("medication", "medications", [one for one in patient.medications if not ingredients(one)]),
        *_kidney(options, patient),
        *silent[:_MOST],
    )


def _unlisted(name: str, option: Option) -> str:
    """What was not checked of a drug without a label, or of a name that no vocabulary has."""
    if ingredients(name):
        return f"No label of {option.name} is at hand here; its contraindications were not checked."
    if regimens_in(name):
        return f"The drugs of {name} are not known here: {_UNKNOWN} them."
    return f"{shown(name)} is not recognized: {_UNKNOWN} it."


def _names(one: str, many: str, found: Sequence[str]) -> tuple[str, ...]:
    """A sentence for each of the first names, and one that counts the rest."""
    said = [f"The {one} {shown(name)} is not recognized here and was not checked." for name in found[:_MOST]]
    rest = len(found) - _MOST
    return (*said, f"{rest} more {many if rest > 1 else one} were not recognized.") if rest > 0 else tuple(said)


def _is_known(condition: str) -> bool:
    """Whether a vocabulary or a row of the table has it."""
    if entry_of(vocabulary(), "disease", condition) or words_of(condition) in _listed():
        return True
    return any(mention.kind in ("disease", "phenotype") and mention.known for mention in find(condition))


def _listed() -> frozenset[str]:
    rows = (row for row in records("contraindications") if row["kind"] == "disease")
    named = {words_of(name) for row in rows for name in pieces(row["bound"])}
    return frozenset(named | {words_of(name) for row in records("label_grades") for name in pieces(row["conditions"])})


def _kidney(options: Sequence[Option], patient: Patient) -> tuple[str, ...]:
    """Options that a label forbids by the kidney, where the record says nothing of it."""
    if kidney_known(patient):
        return ()
    found = []
    for option in options:
        rows = [row for row in rows_of(option, "kidney") if row.severity in _FORBIDDING]
        if rows:
            strongest = min(rows, key=lambda row: _FORBIDDING.index(row.severity))
            said = sentence(strongest.action, option.name, f"with {bound_said('kidney', strongest.bound)}")
            found.append(f"{said.removesuffix('.')}; the record gives no kidney function.")
    return tuple(found[:_MOST])
