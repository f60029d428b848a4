"""The answer side's branch of the tree of errors; the root and the ingest side's branch are in ingest.errors.

VouchError (ingest.errors)
└── AssistantError           the answer side cannot do what was asked
    ├── BadQuestion          the question is empty or far too long
    ├── TooLong              a text is longer than is read; says how long, and the limit
    ├── UnknownRecord        the library has no such PMID, or not that revision of it
    ├── PatientError         the patient's record is not usable; says which field and why
    ├── ModelError           a chat model cannot be built, reached or understood
    │   ├── ModelUnavailable it cannot be built or reached (package, name, key, server)
    │   ├── ModelTimeout     it took longer than the setting allows
    │   └── ModelReplyError  its reply cannot be used, after the retry
    ├── KnowledgeError       a vocabulary to be added cannot be read or kept
    ├── PromptError          a prompt file is missing or its variables do not fit
    └── AuditError           there is no such answer on record, or the record cannot be written
Too little evidence is an answer (`status == "abstained"`), not an error.
"""

from __future__ import annotations

from ingest.errors import VouchError

__all__ = [
    "AssistantError",
    "AuditError",
    "BadQuestion",
    "KnowledgeError",
    "ModelError",
    "ModelReplyError",
    "ModelTimeout",
    "ModelUnavailable",
    "PatientError",
    "PromptError",
    "TooLong",
    "UnknownRecord",
]


class AssistantError(VouchError):
    """The answer side cannot do what was asked."""


class BadQuestion(AssistantError):
    """The question is empty or far too long."""


class TooLong(AssistantError):
    """A text is longer than is read."""


class UnknownRecord(AssistantError):
    """The library has no such PMID, or not that revision of it."""


class PatientError(AssistantError):
    """The patient's record is not usable."""


class ModelError(AssistantError):
    """A chat model cannot be built, reached or understood."""


class ModelUnavailable(ModelError):
    """The model cannot be built or reached."""


class ModelTimeout(ModelError):
    """The model took longer than the setting allows."""


class ModelReplyError(ModelError):
    """The model's reply cannot be used, after the retry."""


class KnowledgeError(AssistantError):
    """A vocabulary to be added cannot be read, or kept."""


class PromptError(AssistantError):
    """A prompt file is missing, or its variables do not fit."""


class AuditError(AssistantError):
    """There is no such answer on record, or the record cannot be written."""
