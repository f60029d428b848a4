"""Writers: they propose sentences with quotes (`Draft`); what they propose is checked before anyone reads it."""

from assistant.write.extractive import write_extractive
from assistant.write.with_model import question_for, repair_with_model, write_with_model

__all__ = ["question_for", "repair_with_model", "write_extractive", "write_with_model"]
