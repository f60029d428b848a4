"""Reads a patient from whatever holds one: what a file is, its content says.

A FHIR resource says its type, a VCF its format in the first line (packed or not), a record is JSON or YAML with named
fields, and all else is free text, which is read to be confirmed and never used as it is.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from assistant.errors import PatientError
from assistant.patient.forms import is_near_field, read_record, stands_behind
from assistant.records.reading import PatientReading
from assistant.records.sizes import PATIENT_FILE, PATIENT_RESOURCES
from assistant.records.strict import read_json
from assistant.records.strict import read_record as read_plain
from ingest.errors import BadValue, shown

__all__ = ["read_content", "read_patient"]

_VCF = b"##fileformat=VCF"
_GZIP = b"\x1f\x8b"
_RECORDS = (".json", ".yaml", ".yml")
"""Names by which a file is a record even where its content is none: the error then says what is wrong with it."""
_HEAD = 1 << 16


def read_patient(source: str | Path | dict[str, Any], name: str = "", sample: str = "") -> PatientReading:
    """A patient from a file, a text or fields, with where each value stands and what was not understood.

    `source`: a path, the content itself, or the fields of a record or a FHIR resource; a string is a path where a file
    has that name. `name` is what errors call it; `sample` chooses one of a VCF's. Raises PatientError, and MissingExtra
    where a kind of file needs a package that is not installed.
    """
    if isinstance(source, dict):
        return _of_fields(source)
    path = _path_of(source) if isinstance(source, str) else source
    if path is not None:
        return _of_file(path, name or str(path), sample)
    return _of_text(str(source), name or "the text", sample, only_record=False)


def read_content(content: str | dict[str, Any], sample: str = "", name: str = "") -> PatientReading:
    """As `read_patient`, of a content alone: nothing in it is taken for the name of a file.

    For doors that other programs knock at. `name` is that of the file the content was opened from, where there was one:
    errors call it so, and one of a record's ending is read as a record only. Raises PatientError and MissingExtra.
    """
    if isinstance(content, dict):
        return _of_fields(content)
    return _of_text(content, name or "the text", sample, only_record=_is_named_a_record(name))


def _path_of(text: str) -> Path | None:
    """The file that a string names; None for a string that is a content."""
    if not text.strip() or "\n" in text or len(text) > 4096 or text.lstrip().startswith(("{", "#")):
        return None
    try:
        path = Path(text)
        return path if path.exists() or (path.suffix and " " not in text and ":" not in text) else None
    except (OSError, ValueError):
        return None


def _of_file(path: Path, name: str, sample: str) -> PatientReading:
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):  # a pipe would be waited for without end
            raise PatientError(f"{name} is no plain file: write the record to one")
        with path.open("rb") as file:
            head = file.peek(len(_VCF))[: max(len(_VCF), 3)].removeprefix(b"\xef\xbb\xbf")
            if head.startswith((_VCF[:10], _GZIP)):
                return _of_vcf(file, sample)
            raw = file.read(PATIENT_RESOURCES + 1)
    except OSError as error:
        raise PatientError(
            f"{name} cannot be read: {error.strerror or error}; name a file that holds the patient's record"
        ) from error
    except ValueError as error:  # a zero byte in a path
        raise PatientError(f"{name} cannot be read: {error}; name a file that holds the patient's record") from error
    if len(raw) > PATIENT_RESOURCES:
        raise PatientError(
            f"{name} has more than {PATIENT_RESOURCES:,} bytes; at most so many are read of a FHIR file, and "
            f"{PATIENT_FILE:,} of a record: is it the right file?"
        )
    return _of_text(_decoded(raw, name), name, sample, only_record=_is_named_a_record(path.name))


def _is_named_a_record(name: str) -> bool:
    return name.lower().endswith(_RECORDS)


def _decoded(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PatientError(
            f"{name} is neither text in UTF-8 (byte {error.start}) nor a VCF: save it as UTF-8, as JSON, YAML or VCF"
        ) from error


def _of_vcf(stream: Any, sample: str) -> PatientReading:
    from assistant.patient.vcf import read_vcf

    return read_vcf(stream, sample)


def _of_text(text: str, name: str, sample: str, only_record: bool) -> PatientReading:
    text = text.removeprefix("\ufeff")
    if text.startswith(_VCF.decode()):
        return _of_vcf(io.BytesIO(text.encode("utf-8", "replace")), sample)
    if '"resourceType"' in text and text.lstrip().startswith("{"):
        if len(text) > PATIENT_RESOURCES:
            raise PatientError(f"{name} has {len(text):,} characters; at most {PATIENT_RESOURCES:,} are read")
        fields = _plain(read_json, text, name)
        if isinstance(fields, dict) and "resourceType" in fields:
            return _of_fields(fields)
    fields = None if not only_record and _is_free(text) else _plain(read_plain, text, name)
    if isinstance(fields, dict):
        return _of_fields(fields)
    if only_record:
        raise PatientError(f"{name} should hold one record with named fields, not {type(fields).__name__}")
    from assistant.patient.notes.text import read_text

    return read_text(text)


def _of_fields(fields: dict[str, Any]) -> PatientReading:
    if "resourceType" not in fields:
        return read_record(fields)
    if not isinstance(fields["resourceType"], str):
        raise PatientError(f"resourceType names a kind of FHIR resource, not {shown(fields['resourceType'])}")
    from assistant.patient.fhir.bundle import read_fhir

    return read_fhir(fields)


def _plain(read: Any, text: str, name: str) -> Any:
    try:
        return read(text)
    except BadValue as error:
        raise PatientError(f"the patient's record {name} is not usable: {error}") from error


def _is_free(text: str) -> bool:
    """Whether a text is no record: neither JSON nor fields of a patient in YAML.

    A note has headings that look like fields ("Impression: …"): one that is no field's name, nor near one, makes it a
    note, and so does, in a line by itself, one that stands behind other words ("40F. Allergies: …").
    """
    if text.lstrip().startswith("{"):
        return False
    try:
        fields = read_plain(text)
    except BadValue:
        return True
    if not isinstance(fields, dict) or not fields or not all(is_near_field(name) for name in fields):
        return True
    return "\n" not in text.strip() and any(map(stands_behind, fields))
