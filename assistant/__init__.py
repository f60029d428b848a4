"""Vouch's answer side: personalized-therapy questions answered from a library, every sentence vouched for.

from assistant import Assistant
answer = Assistant.open(library="…").ask("Which EGFR inhibitor for an exon 19 deletion?")
"""

from typing import TYPE_CHECKING, Any

from assistant.api import Assistant
from assistant.records.answer import Answer, Citation, Claim, Delta, EvidenceFound, Hit, Stage, Verdict
from assistant.records.patient import Diplotype, Patient, Variant
from assistant.settings import Settings
from ingest.records.filters import Filters

if TYPE_CHECKING:
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
    "Settings",
    "Stage",
    "Variant",
    "Verdict",
    "verify_claim",
]


def __getattr__(name: str) -> Any:
    """`verify_claim` is imported when first asked for: its checks compile many patterns."""
    if name == "verify_claim":
        from assistant.verify.verify import verify_claim

        return verify_claim
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
