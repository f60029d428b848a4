"""Says how a question was read: what it asks, and which part each named thing plays in it."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.knowledge.tables import lookup
from assistant.records.answer import Facet, Roles

__all__ = ["as_read"]


def as_read(facet: Facet | None, roles: Roles) -> Iterator[str]:
    """At most two sentences for the reader; what was not understood is not spoken of."""
    if facet is not None:
        yield f"Read as a question on {lookup('facet_words')[facet]}."
    said = ((words, getattr(roles, role)) for role, words in lookup("role_words").items())
    parts = [f"{words}: {', '.join(f'“{one}”' for one in named)}" for words, named in said if named]
    if parts:
        yield f"Of the question's words, {'; '.join(parts)}."
