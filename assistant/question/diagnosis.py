"""The disease that a patient is treated for, with what the record says of its markers: "HER2-positive breast cancer".

A record has them in one entry or in several ("breast cancer"; pathology "HER2-positive"); what is found, read and left
out for the one must be so for the other.
"""

from __future__ import annotations

import re

from assistant.knowledge.tables import rows
from assistant.language.covered import Covered
from assistant.names.disease_kin import called, is_tumor
from assistant.names.find import find
from assistant.names.vocabulary import Vocabulary
from assistant.records.patient import Patient
from assistant.variants.find import find_variants
from assistant.variants.markers import placed_states, states_in
from assistant.variants.tables import implied_markers

__all__ = ["diagnosis"]

_LONGEST = 60
"""Characters of an entry that is read as a marker's state: a longer one is a report."""
_STATED = ("negative", "positive")
_MOST = 4
"""States that are said."""


def diagnosis(patient: Patient, names: Vocabulary) -> str:
    """The first condition that is a disease, behind the states of its markers that other entries give where it is a
    tumor; the first condition as it stands where the record gives none. `patient` has a condition."""
    conditions = list(patient.conditions)
    disease = next((one for one in conditions if not _states(one) or _names_disease(one, names)), conditions[0])
    conditions.remove(disease)
    if not is_tumor(called(disease), ""):
        return disease
    known = {state.gene for state in states_in(disease)}
    stated = [str(one) for one in patient.variants if one.notation in _STATED]  # no variant is asked about for it
    entries = (*conditions, *patient.pathology, *stated)
    told = [said for entry in entries for said, gene in _states(entry) if gene not in known]
    told += [said for said, gene in _implied(patient) if gene not in known]
    return " ".join((", ".join([*dict.fromkeys(told)][:_MOST]), disease)).strip()


def _states(entry: str) -> list[tuple[str, str]]:
    """(the entry's own words, the gene) of each state, where the entry says nothing else: with "not" or "mother" beside
    it, it is no state of this tumor."""
    entry = _WAY.sub("", entry)
    placed = list(placed_states(entry)) if len(entry) <= _LONGEST else []
    rest = Covered(len(entry), [span for span, _ in placed])
    if any(rest.touches(*word.span()) is False for word in _WORD.finditer(entry)):
        return []
    return [(entry[start:end], state.gene) for (start, end), state in placed]


_WAY = re.compile(r"\s*\((?:by )?(?:IHC|C?ISH|FISH|NGS|PCR)\b[^()]*\)|\s+by (?:IHC|C?ISH|FISH|NGS|PCR)\b")
"""How a state was found, behind it."""


def _implied(patient: Patient) -> list[tuple[str, str]]:
    """The states of the whole tumor that its variants are ("dMMR" where MLH1 is lost), as usually written."""
    told = [
        implied_markers().get((one.gene, mention.kind))
        for one in patient.variants
        for mention in find_variants(str(one))[:1]
    ]
    forms = {(marker, state): form for form, marker, state, _ in reversed(rows("asked_markers"))}
    return [(forms[one], one[0]) for one in dict.fromkeys(told) if one and one in forms]


_WORD = re.compile(r"(?!and\b)[^\W_]+")


def _names_disease(entry: str, names: Vocabulary) -> bool:
    return any(mention.kind == "disease" for mention in find(entry, names=names))
