"""A patient's file at the command line: what was read of it, and the record that is made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from assistant.errors import PatientError
from assistant.patient.reading import read_patient
from assistant.records.patient import Patient
from assistant.records.reading import PatientReading
from ingest.errors import one_line

__all__ = ["lines_of", "patient_of", "reading_to_dict", "write_record"]

FREE = "free text"


def patient_of(file: str, sample: str, tell: Callable[[str], None]) -> Patient:
    """The patient of a file that is used as it is; what was changed or left out goes to `tell`, a line each.

    Raises PatientError for a free text, which someone must confirm first, and for what `read_patient` cannot read.
    """
    reading = read_patient(Path(file), sample=sample)
    if reading.source == FREE:
        raise PatientError(
            f"{file} is free text, and what is read of it must be confirmed: write it as a record with "
            f"`vouch patient {file} --out patient.yaml`, look it through, and give that"
        )
    for line in reading.not_understood:
        tell(f"not understood: {line}")
    for note in reading.notes:
        tell(f"note: {note}")
    return reading.patient


def lines_of(reading: PatientReading) -> Iterator[str]:
    """The reading as a person reads it: each value with where it stands, then what was left out, then notes."""
    yield f"{reading.source}: {len(reading.spans)} value{'s' * (len(reading.spans) != 1)}"
    widest = max((len(span.field) for span in reading.spans), default=0)
    for span in reading.spans:
        where = f"“{one_line(span.text)}”" if span.start is not None else one_line(span.text)
        yield f"  {span.field:<{widest}}  {one_line(span.value)}  [{where}]"
    for title, told in (("Not understood:", reading.not_understood), ("Notes:", reading.notes)):
        if told:
            yield title
            yield from (f"  {one_line(line)}" for line in told)


def reading_to_dict(reading: PatientReading) -> dict[str, Any]:
    """The reading as plain values, for programs."""
    made: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(reading))
    return {"patient": {}, "spans": [], "not_understood": [], "notes": [], **made}


def write_record(reading: PatientReading, path: Path) -> None:
    """Writes the patient as YAML that `--patient` takes; what was not understood stands in comments above it."""
    import yaml

    left_out = [f"# not understood: {line}" for line in reading.not_understood]
    head = [f"# Read from {reading.source}: look it through before it is used.", *left_out]
    record = msgspec.json.decode(msgspec.json.encode(reading.patient))
    body = yaml.safe_dump(record, sort_keys=False, allow_unicode=True, width=120)
    path.write_text("\n".join(map(one_line, head)) + "\n" + body, encoding="utf-8")
