"""Past answers looked at again: run once more and compared, and flagged when a paper they cite has changed since."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from assistant.api import Assistant
from assistant.errors import AuditError
from assistant.records.answer import Answer
from assistant.records.audit import AuditRecord, curated_marks, patient_mark, question_hash, safety_mark
from assistant.records.patient import Patient
from ingest.errors import BadValue, shown
from ingest.library.library import Library
from ingest.records.article import Signal

__all__ = [
    "AuditEntry",
    "Comparison",
    "ask_again",
    "check_given",
    "compare",
    "export_audit",
    "flags_of",
    "list_audit",
    "reproduce",
]


class Comparison(msgspec.Struct, frozen=True):
    """A stored answer beside the same question asked now. `reasons`: what differs, and what changed in between."""

    id: str
    same: bool
    claims_then: int
    claims_now: int
    kept: int
    """Claims that are the same, text and citations."""
    reasons: tuple[str, ...]
    gone: tuple[str, ...] = ()
    """Sentences that were said then and are not now."""
    new: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        made: dict[str, Any] = msgspec.to_builtins(self)
        return made

    def to_text(self) -> str:
        head = f"{self.id}: {'the same answer' if self.same else 'a different answer'} "
        head += f"({self.kept} of {self.claims_then} claims kept, {self.claims_now} now)"
        lines = [f"  {reason}" for reason in self.reasons]
        lines += [f"  - {text}" for text in self.gone] + [f"  + {text}" for text in self.new]
        return "\n".join([head, *lines])


class AuditEntry(msgspec.Struct, frozen=True):
    """A stored answer in a list, with what happened to its evidence since."""

    record: AuditRecord
    flags: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Without the stored answer, which `vouch report --from-audit` reads: a list of answers is to be skimmed."""
        plain = msgspec.to_builtins(self.record)
        plain.pop("answer", None)
        return {**plain, "flags": list(self.flags)}

    def to_text(self) -> str:
        record = self.record
        shown = record.question or f"question {record.question_sha256[:12]}"
        lines = [f"{record.id}  {record.at}  {record.status}  {len(record.claims)} claims  {record.model}  {shown}"]
        return "\n".join([*lines, *(f"    ! {flag}" for flag in self.flags)])


def reproduce(
    assistant: Assistant, identifier: str, *, question: str | None = None, patient: Patient | None = None
) -> Comparison:
    """Asks the stored question again with the stored model and depth. Raises AuditError when the question is not kept
    and none, or another one, is given."""
    record = assistant.audit.get(identifier)
    return compare(record, ask_again(assistant, record, question, patient), assistant)


def ask_again(
    assistant: Assistant, record: AuditRecord, question: str | None = None, patient: Patient | None = None
) -> Answer:
    """The answer to the stored question, now. Raises AuditError as `reproduce` does."""
    identifier = record.id
    asked = question or record.question
    if not asked:
        raise AuditError(f"answer {identifier} holds only the hash of its question: give it with --question")
    check_given(record, asked, patient)
    known = patient or (Patient.from_dict(record.patient) if record.patient else None)
    settings = assistant.settings.changed(
        audit=False,
        **{
            name: record.settings[name]
            for name in ("model", "evidence", "reranker", "judge", "synthesis", "model_max_tokens")
            if name in record.settings
        },
    )
    return Assistant(assistant.library, settings).ask(asked, known, depth=record.settings.get("depth"))


def check_given(record: AuditRecord, question: str, patient: Patient | None) -> None:
    """Raises AuditError where the question or the patient given is another than that of the answer on record, or no
    patient is given where the record keeps none.

    A record of an older version that keeps neither patient nor hash tells nothing of its patient.
    """
    if question_hash(question) != record.question_sha256:
        raise AuditError(f"this is not the question of answer {record.id}: its hash differs")
    mark = record.patient_sha256 or (patient_mark(question, record.patient) if record.question else "")
    if not mark or (patient is None and record.question):
        return
    if patient_mark(question, patient.to_dict() if patient else None) == mark:
        return
    if patient is None:
        said = f"answer {record.id} was given for a patient whose record is not kept: give that record with --patient"
    elif patient_mark(question, None) == mark:
        said = f"answer {record.id} was given without a patient: leave the patient out, or ask anew"
    else:
        said = f"this is not the patient of answer {record.id}: give the record it was asked for, or ask anew"
    raise AuditError(said)


def list_audit(
    assistant: Assistant,
    *,
    since: str | None = None,
    status: str | None = None,
    cites: str | None = None,
    flagged: bool = False,
) -> list[AuditEntry]:
    """Stored answers, newest first; with `cites` those that cite this PMID. Raises BadValue for a date that is none, a
    status that no answer has, and what is no PMID."""
    _check_wanted(since, status, cites)
    kept = [r for r in assistant.audit.records() if r.at >= (since or "") and status in (None, r.status)]
    kept = [r for r in kept if cites is None or cites in {pmid for pmid, _ in r.cited()}]
    entries = [AuditEntry(record, flags_of(record, assistant.library)) for record in reversed(kept)]
    return [entry for entry in entries if entry.flags or not flagged]


def _check_wanted(since: str | None, status: str | None, cites: str | None) -> None:
    if since is not None:
        try:
            if not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", since):
                raise ValueError("not written as a date")
            datetime.fromisoformat(since)
        except ValueError as error:
            today = datetime.now(UTC).date()
            said = f"since {shown(since)} is no date: write YYYY-MM-DD, as in {today}"
            raise BadValue(said) from error
    if status is not None and status not in _STATUSES:
        raise BadValue(f"status {shown(status)} is none: it is one of {', '.join(_STATUSES)}")
    if cites is not None and not re.fullmatch(r"[1-9][0-9]{0,17}", cites):
        raise BadValue(f"cites {shown(cites)} is no PMID: a PMID is a positive whole number")


_STATUSES = ("answered", "abstained", "redirected")


def flags_of(record: AuditRecord, library: Library) -> tuple[str, ...]:
    """What happened since to the records an answer cites: retracted, of concern, corrected, changed, gone."""
    flags: list[str] = []
    for pmid, revision in record.cited():
        now, then = library.get(pmid), library.get(pmid, revision)
        if now is None:
            flags.append(f"PMID {pmid} is no longer in the library")
            continue
        was = then.integrity if then else None
        for name, said in _SIGNALS.items():
            if getattr(now.integrity, name) == Signal.YES and (was is None or getattr(was, name) != Signal.YES):
                flags.append(f"PMID {pmid} {said} since")
        if then is not None and now.text != then.text:
            flags.append(f"PMID {pmid} has a changed text since")
    return tuple(flags)


_SIGNALS = {"retracted": "was retracted", "concern": "has an expression of concern", "erratum": "has an erratum"}


def export_audit(entries: Sequence[AuditEntry], path: Path) -> None:
    """Writes the entries, one a line: as CSV, or as JSON by the ending .jsonl. Raises AuditError."""
    if path.suffix.lower() not in (".csv", ".jsonl"):
        raise AuditError(f"{path.name} names no format: end it in .csv or .jsonl")
    try:
        with path.open("w", encoding="utf-8", newline="") as out:
            if path.suffix.lower() == ".jsonl":
                out.writelines(msgspec.json.encode(entry.to_dict()).decode() + "\n" for entry in entries)
                return
            table = csv.DictWriter(out, _COLUMNS)
            table.writeheader()
            table.writerows(_row(entry) for entry in entries)
    except OSError as error:
        raise AuditError(f"the audit records cannot be written to {path}: {error.strerror or error}") from error


_RECORDED = ("id", "at", "status", "reason", "question", "question_sha256", "model", "sent_to", "dropped", "snapshot")
_COLUMNS = (*_RECORDED, "library_size", "version", "claims", "cited", "flags")


def _row(entry: AuditEntry) -> dict[str, Any]:
    """A stored answer on one line. A cell that a spreadsheet would run as a formula is led by an apostrophe."""
    record = entry.record
    plain = {name: getattr(record, name) for name in (*_RECORDED, "library_size", "version")}
    plain |= {"claims": len(record.claims), "cited": " ".join(f"{pmid}.{number}" for pmid, number in record.cited())}
    plain["flags"] = "; ".join(entry.flags)
    return {name: f"'{said}" if str(said).startswith(("=", "+", "-", "@")) else said for name, said in plain.items()}


def compare(record: AuditRecord, again: Answer, assistant: Assistant) -> Comparison:
    """The stored answer beside the one of now."""
    library = assistant.library
    then = [_key(claim) for claim in record.claims]
    now = [_key(claim) for claim in msgspec.to_builtins(again.claims)]
    kept = sum(claim in now for claim in then)
    reasons: list[str] = []
    if again.status != record.status:
        reasons.append(f"status then {record.status}, now {again.status}")
    if again.model != record.model:
        reasons.append(f"written then by {record.model}, now by {again.model}")
    reasons += _changed(record, again, assistant)
    if then != now:
        reasons.append(f"{len(then) - kept} claims gone, {len(now) - kept} new")
    rows = curated_marks(again)
    if record.knowledge and record.curated != rows:
        gone_rows, new_rows = len(set(record.curated) - set(rows)), len(set(rows) - set(record.curated))
        reasons.append(f"{gone_rows} curated rows gone, {new_rows} new, or in another order")
    safe = record.safety_sha256 in ("", safety_mark(again))
    if not safe:
        reasons.append("alerts, pharmacogenes or interactions differ")
    same = safe and then == now and again.status == record.status and (not record.knowledge or record.curated == rows)
    gone = tuple(claim[0] for claim in then if claim not in now)
    new = tuple(claim[0] for claim in now if claim not in then)
    told = (*reasons, *flags_of(record, library))
    return Comparison(record.id, same, len(then), len(now), kept, told, gone, new)


def _changed(record: AuditRecord, again: Answer, assistant: Assistant) -> Iterator[str]:
    """What an answer depends on and is another now, one sentence each."""
    if record.snapshot and assistant.library.snapshot() != record.snapshot:
        size = len(assistant.library)
        yield f"the library has changed in between ({record.library_size:,} records then, {size:,} now)"
    dates = dict(again.knowledge.dates)
    for source in sorted(record.knowledge.keys() & dates.keys()):
        if record.knowledge[source] != dates[source]:
            yield f"{source} then of {record.knowledge[source]}, now of {dates[source]}"
    if changed := sorted(name for name, mark in record.prompts.items() if again.prompts.get(name, mark) != mark):
        yield f"prompts changed in between: {', '.join(changed)}"
    then, now = record.settings.get("embedder"), assistant.settings.embedder
    if then is not None and then != now:
        yield f"embedder then {then}, now {now}"
    if record.version and record.version != version("vouch"):
        yield f"Vouch then {record.version}, now {version('vouch')}"


def _key(claim: dict[str, Any]) -> tuple[Any, ...]:
    cited = [(c["pmid"], c.get("revision", 1), c["start"], c["end"]) for c in claim["citations"]]
    return claim["text"], tuple(cited)
