"""Says how a question was read: what it asks, which part each named thing plays in it, which marker is absent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.knowledge.tables import lookup
from assistant.records.answer import Concept, Facet, Roles
from assistant.variants.sides import sides_in

__all__ = ["carry_notes", "reading_notes"]


def reading_notes(text: str, facet: Facet | None, roles: Roles) -> Iterator[str]:
    """At most three sentences for the reader; what was not understood is not spoken of."""
    if facet is not None:
        yield f"Read as a question on {lookup('facet_words')[facet]}."
    said = ((words, getattr(roles, role)) for role, words in lookup("role_words").items())
    parts = [f"{words}: {', '.join(f'“{one}”' for one in named)}" for words, named in said if named]
    if parts:
        yield f"Of the question's words, {'; '.join(parts)}."
    if lacking := [marker for marker, sides in sides_in(text).items() if sides == {"without"}]:
        yield f"Not there, as the question says: {', '.join(lacking)}; findings on those with it alone are left out."


def carry_notes(carried: Sequence[Concept]) -> list[str]:
    """What a follow-up took over."""
    if not carried:
        return []
    return [f"Taken over from the earlier question: {', '.join(concept.name for concept in carried)}."]
