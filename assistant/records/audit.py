"""The audit record: one line of JSON per answer, appended beside the library and never changed.

It holds what an answer depended on and what it said: the library's snapshot, the settings, the writer, the prompts'
hashes, the evidence, the claims with their verdicts, timings, and what left the machine. The question's text is stored
only when the setting says so; its hash always is, so that a known question can be matched to its record.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from assistant.errors import AuditError
from assistant.records.answer import Answer
from assistant.records.patient import Patient
from assistant.records.stored import packed

__all__ = ["AuditLog", "AuditRecord", "curated_marks", "patient_mark", "question_hash", "safety_mark"]


class AuditRecord(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One stored answer."""

    id: str
    at: str
    """UTC, ISO 8601."""
    status: str
    question_sha256: str
    question: str = ""
    patient: dict[str, Any] = {}
    """Stored only with the question."""
    patient_sha256: str = ""
    """Of the question with the patient (`patient_mark`), so that another patient is told from the one asked for; empty
    in records of an older version."""
    answer: dict[str, Any] = {}
    """The whole answer (`stored.packed`), only with the question: its words hold the question's and the patient's."""
    model: str = ""
    settings: dict[str, Any] = {}
    prompts: dict[str, str] = {}
    """Prompt name to hash."""
    snapshot: str = ""
    library_size: int = 0
    evidence: tuple[tuple[str, int], ...] = ()
    """(PMID, revision), in rank order."""
    claims: tuple[dict[str, Any], ...] = ()
    """Text, citations (PMID, revision, start, end) and verdict label of each claim; a wording, and who judged it."""
    summary: dict[str, Any] = {}
    """A model's synthesis: its sentences with their findings, who judged it, and how many fell."""
    curated: tuple[str, ...] = ()
    """The curated rows shown, in their order (`curated_marks`)."""
    safety_sha256: str = ""
    """Of alerts, pharmacogenes and interactions (`safety_mark`), so that an answer asked again can be compared."""
    knowledge: dict[str, str] = {}
    """Source to the date of its release that served."""
    reason: str = ""
    """Of an abstention."""
    dropped: int = 0
    sent_to: str = ""
    """Host that received the scrubbed question, the patient's shareable facts and abstracts; empty: nothing left."""
    usage: dict[str, Any] = {}
    """Calls, tokens and cost of the model."""
    timings: dict[str, float] = {}
    version: str = ""

    def cited(self) -> tuple[tuple[str, int], ...]:
        """(PMID, revision) of every citation, each once."""
        pairs = [(c["pmid"], c.get("revision", 1)) for claim in self.claims for c in claim["citations"]]
        return tuple(dict.fromkeys(pairs))


def curated_marks(answer: Answer) -> tuple[str, ...]:
    """The curated rows of an answer by source, identifier and what each is on, as the audit record has them."""
    facts = (row.fact for row in answer.knowledge.rows)
    return tuple(f"{one.source} {one.identifier}: {one.biomarker}; {', '.join(one.therapies)}" for one in facts)


def safety_mark(answer: Answer) -> str:
    """A hash of what is said of the patient's safety, made with the question so that nobody can try out patients."""
    told = (answer.alerts, answer.phenotypes, answer.other_phenotypes, answer.interactions)
    return hashlib.sha256(answer.question.encode() + b"\n" + msgspec.json.encode(told)).hexdigest()


def patient_mark(question: str, patient: dict[str, Any] | None) -> str:
    """A hash of the patient's record, without one of an empty record, made with the question as `safety_mark` is."""
    said = " ".join(question.split()).casefold().encode()
    read = Patient.from_dict(patient or {}).to_dict()  # 61 and 61.0 are one age
    return hashlib.sha256(said + b"\n" + msgspec.json.encode(read, order="deterministic")).hexdigest()


def question_hash(question: str) -> str:
    return hashlib.sha256(" ".join(question.split()).casefold().encode()).hexdigest()


class AuditLog:
    """The append-only file of one library."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, answer: Answer, *, patient: dict[str, Any] | None = None, keep: bool, **known: Any) -> AuditRecord:
        """Writes one record and returns it. `keep`: the question and the patient may be stored. Raises AuditError."""
        record = AuditRecord(
            id=f"{datetime.now(UTC):%Y%m%d}-{secrets.token_hex(4)}",
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            status=answer.status,
            question_sha256=question_hash(answer.question),
            question=answer.question if keep else "",
            patient=(patient or {}) if keep else {},
            patient_sha256=patient_mark(answer.question, patient),
            answer=packed(answer) if keep else {},
            model=answer.model,
            prompts=answer.prompts,
            evidence=tuple((item.article.pmid, item.article.revision) for item in answer.evidence),
            claims=tuple(_claim(claim) for claim in msgspec.to_builtins(answer.claims)),
            summary=msgspec.to_builtins(answer.summary) if answer.summary else {},
            curated=curated_marks(answer),
            safety_sha256=safety_mark(answer),
            knowledge=dict(answer.knowledge.dates),
            reason=answer.abstention.reason if answer.abstention else "",
            dropped=answer.dropped,
            sent_to=answer.usage.sent_to,
            usage=msgspec.to_builtins(answer.usage),
            timings=answer.timings,
            **known,
        )
        self._write(msgspec.json.encode(record) + b"\n")
        return record

    def records(self) -> Iterator[AuditRecord]:
        """Every record, oldest first. A line cut short by a crash is passed over."""
        if not self.path.exists():
            return
        try:
            opened = self.path.open("rb")
        except OSError as error:
            said = f"the audit record {self.path} cannot be read: {error.strerror or error}; mend that, or move it away"
            raise AuditError(said) from error
        with opened as lines:
            for number, line in enumerate(lines, 1):
                if not line.rstrip().endswith(b"}"):
                    continue
                try:
                    yield msgspec.json.decode(line, type=AuditRecord)
                except msgspec.DecodeError as error:
                    raise AuditError(f"{self.path} line {number} is no audit record: {error}") from error

    def get(self, identifier: str) -> AuditRecord:
        """Raises AuditError when there is no such answer on record."""
        for record in self.records():
            if record.id == identifier:
                return record
        raise AuditError(f"no answer {identifier!r} on record in {self.path}: vouch audit lists them")

    def _write(self, line: bytes) -> None:
        from filelock import FileLock

        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{self.path}.lock"), self.path.open("ab") as log:
                if log.tell() and not self._ends_whole():
                    log.write(b"\n")
                log.write(line)
        except OSError as error:
            raise AuditError(f"the audit record {self.path} cannot be written: {error.strerror or error}") from error

    def _ends_whole(self) -> bool:
        with self.path.open("rb") as log:
            log.seek(-1, 2)
            return log.read(1) == b"\n"


def _claim(claim: dict[str, Any]) -> dict[str, Any]:
    kept = ("pmid", "revision", "start", "end")
    citations = [{name: c[name] for name in kept if name in c} for c in claim["citations"]]
    said = {name: claim[name] for name in ("wording", "judged_by") if claim.get(name)}
    return {"text": claim["text"], "citations": citations, "verdict": claim["verdict"]["label"], **said}
