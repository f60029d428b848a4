"""Whether a question that no words of therapy tell is one on treatment all the same: by the record, or by what was had.

"What next?" beside a record asks for a drug in its disease, and "What after crizotinib?" for one in crizotinib's place.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.names.medications import drugs_in
from assistant.question.facet import leans_to
from assistant.question.leveled import Named
from assistant.records.answer import Facet, Intent, Roles
from assistant.records.patient import Patient

__all__ = ["of_treatment"]

_INSTEAD: Facet = "alternative"


def of_treatment(
    text: str,
    named: Sequence[Named],
    facet: Facet | None,
    roles: Roles,
    patient: Patient | None,
    *,
    nothing_named: bool,
) -> tuple[Intent, Facet | None]:
    """The intent and facet of a question whose words tell no intent."""
    if patient is not None and _had_by(patient, roles):
        facet = _INSTEAD
    if _after_a_drug(facet, roles) or (nothing_named and _on_the_record(patient, text, named)):
        return "therapy", facet
    return "general", facet


def _on_the_record(patient: Patient | None, text: str, named: Sequence[Named]) -> bool:
    """Whether a question that names nothing asks what to do in the patient's disease: "Should we switch?"."""
    return patient is not None and bool(patient.conditions) and leans_to(_INSTEAD, text, named)


def _after_a_drug(facet: Facet | None, roles: Roles) -> bool:
    """Whether all that is asked is what comes after a drug that was had ("What comes after crizotinib?")."""
    return bool(roles.prior) and not roles.option and facet in (None, _INSTEAD)


def _had_by(patient: Patient, roles: Roles) -> bool:
    """Whether the only drugs that a question gives a part in are some that the patient's record has as had before."""
    had = {drug.casefold() for entry in patient.prior_therapies for drug in drugs_in(entry)}
    said = {drug.casefold() for words in roles.prior for drug in drugs_in(words)}
    return bool(said) and said <= had and not (roles.option or roles.comparator)
