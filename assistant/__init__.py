"""Vouch's answer side: personalized-therapy questions answered from a library, every sentence vouched for.

from assistant import Assistant
answer = Assistant.open(library="…").ask("Which EGFR inhibitor for an exon 19 deletion?")
"""

from assistant.answer import Answer, Citation, Claim, Delta, EvidenceFound, Hit, Stage, Verdict
from assistant.api import Assistant
from assistant.patient import Diplotype, Patient, Variant
from assistant.settings import Settings
from assistant.verify import verify_claim
from ingest.filters import Filters

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
