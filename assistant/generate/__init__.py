"""Writers: they propose sentences with quotes (`Draft`); what they propose is checked before anyone reads it."""

from assistant.generate.extractive import write_extractive

__all__ = ["write_extractive"]
