"""What was read of a patient, with where it stands: nothing read from a text is used before someone has seen this."""

from __future__ import annotations

import msgspec

from assistant.records.patient import Patient

__all__ = ["PatientReading", "Span"]


class Span(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a value of the record comes from."""

    field: str
    """A field of `Patient` ("medications")."""
    value: str
    """As the record holds it ("EGFR L858R", "61 years")."""
    text: str
    """The words of the source, verbatim; of a file with fields, its path there ("entry[3].resource.code")."""
    start: int | None = None
    """Offset of the words into a free text; None for a file with fields."""
    end: int | None = None


class PatientReading(msgspec.Struct, frozen=True, omit_defaults=True):
    """A patient as read from a file or a text, to be confirmed."""

    patient: Patient
    spans: tuple[Span, ...] = ()
    """One for each value of the patient, in the order of the record."""
    not_understood: tuple[str, ...] = ()
    """What was left out, one line each, in the source's words, with the reason where there is one."""
    notes: tuple[str, ...] = ()
    """Sentences for the reader: a unit converted, positions that were not called, a value of several dates chosen."""
    source: str = ""
    """ "record", "FHIR R4 bundle", "VCF", "free text"."""
