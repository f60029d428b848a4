"""Vouch's answer side: personalized-therapy questions answered from a library, every sentence vouched for.

from assistant import Assistant
answer = Assistant.open(library="…").ask("Which EGFR inhibitor for an exon 19 deletion?")
"""

from typing import TYPE_CHECKING, Any

from assistant.api import Assistant
from assistant.records.answer import Answer, Citation, Claim, Delta, EvidenceFound, Hit, Stage, Verdict
from assistant.records.patient import Diplotype, Patient, Variant
from assistant.records.reading import PatientReading
from assistant.settings import Settings
from ingest.records.filters import Filters

if TYPE_CHECKING:
    from assistant.patient.reading import read_patient
    from assistant.verify.verify import verify_claim

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "Claim",
    "Delta",
    "Diplotype",
    "EvidenceFound",
    "Filters",
    "Hit",
    "Patient",
    "PatientReading",
    "Settings",
    "Stage",
    "Variant",
    "Verdict",
    "read_patient",
    "verify_claim",
]


def __getattr__(name: str) -> Any:
    """`read_patient` and `verify_claim` are imported when first asked for: what they read by takes time to load."""
    if name == "read_patient":
        from assistant.patient.reading import read_patient

        return read_patient
    if name == "verify_claim":
        from assistant.verify.verify import verify_claim

        return verify_claim
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
