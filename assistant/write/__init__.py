"""Writers: they propose quotes and sentences on them (`Draft`); what they propose is checked before anyone reads it."""

from assistant.write.extractive import write_extractive
from assistant.write.with_model import question_for, write_with_model

__all__ = ["question_for", "write_extractive", "write_with_model"]
