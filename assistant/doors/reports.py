"""What `vouch report` writes: an answer given now, or one of the audit record, which makes the same page again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec

from assistant.api import Assistant
from assistant.doors.reproduce import ask_again, check_given, compare, flags_of
from assistant.errors import AuditError
from assistant.records.answer import Answer
from assistant.records.audit import AuditRecord, patient_mark
from assistant.records.patient import Patient
from assistant.records.stored import unpacked

__all__ = ["origin_now", "reported"]


def origin_now(assistant: Assistant) -> dict[str, Any]:
    """Where an answer of this moment comes from; the day is that of the audit record, in UTC."""
    library = assistant.library
    return {"snapshot": library.snapshot(), "records": len(library), "made": datetime.now(UTC).date()}


def reported(
    assistant: Assistant, identifier: str, *, question: str | None = None, patient: Patient | None = None
) -> tuple[Answer, Patient | None, dict[str, Any]]:
    """The answer on record, its patient where one is kept or given, and where it comes from, as the page has it.

    A record that keeps no question keeps no answer either: then the question, and the patient if there was one, are
    to be given, and the page is made of the answer of now, which must be the one on record. Raises AuditError.
    """
    record = assistant.audit.get(identifier)
    if question or record.question:  # without either the answer cannot be made again, which `_again` says
        check_given(record, question or record.question, patient)
    answer = _stored(assistant, record) if record.answer else _again(assistant, record, question, patient)
    known = Patient.from_dict(record.patient) if record.patient else patient
    origin = {
        "snapshot": record.snapshot,
        "records": record.library_size,
        "made": date.fromisoformat(record.at[:10]),
        "version": record.version,
        "kept": known is not None or answer.case is None or _had_no_patient(record, question or record.question),
        "since": flags_of(record, assistant.library),
    }
    return answer, known, origin


def _had_no_patient(record: AuditRecord, question: str) -> bool:
    """Whether the answer was asked for nobody in particular, so that its case is all from the question."""
    mark = record.patient_sha256 or (patient_mark(question, record.patient) if record.question else "")
    return bool(mark) and mark == patient_mark(question, None)


def _stored(assistant: Assistant, record: AuditRecord) -> Answer:
    return unpacked(record.answer, assistant.library.get, record.id)


def _again(assistant: Assistant, record: AuditRecord, question: str | None, patient: Patient | None) -> Answer:
    if not question:
        raise AuditError(
            f"answer {record.id} holds only the hash of its question (audit_questions is off): give the question, and "
            "the patient it was asked for with --patient"
        )
    again = ask_again(assistant, record, question, patient)
    found = compare(record, again, assistant)
    if not found.same:
        raise AuditError(
            f"answer {record.id} is not the one of today, so that its page cannot be made again: "
            f"{'; '.join(found.reasons) or 'the findings differ'}"
        )
    return msgspec.structs.replace(again, audit_id=record.id)
