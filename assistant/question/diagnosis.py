"""The disease that a patient is treated for, with what the record says of its markers: "HER2-positive breast cancer".

A record has them in one entry or in several ("breast cancer"; pathology "HER2-positive"); what is found, read and left
out for the one must be so for the other.
"""

from __future__ import annotations

from assistant.names.find import find
from assistant.names.vocabulary import Vocabulary
from assistant.records.patient import Patient
from assistant.variants.markers import placed_states

__all__ = ["diagnosis"]

_LONGEST = 60
"""Characters of an entry that is read as a marker's state: a longer one is a report."""
_MOST = 4
"""States that are said."""


def diagnosis(patient: Patient, names: Vocabulary) -> str:
    """The first condition that is a disease, behind the states of its markers that other entries give; the first
    condition as it stands where the record gives none. `patient` has a condition."""
    conditions = list(patient.conditions)
    disease = next((one for one in conditions if not _states(one) or _names_disease(one, names)), conditions[0])
    conditions.remove(disease)
    told = [state for entry in (*conditions, *patient.pathology) for state in _states(entry)]
    beside = [state for state in dict.fromkeys(told) if state.casefold() not in disease.casefold()]
    return " ".join((", ".join(beside[:_MOST]), disease)).strip()


def _states(entry: str) -> list[str]:
    """In the entry's own words."""
    return [entry[start:end] for (start, end), _ in placed_states(entry)] if len(entry) <= _LONGEST else []


def _names_disease(entry: str, names: Vocabulary) -> bool:
    return any(mention.kind == "disease" for mention in find(entry, names=names))
