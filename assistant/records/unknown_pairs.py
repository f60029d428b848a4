"""A bottom line on drugs of which no source says whether they interact: that it is unknown, and never safe."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.records.answer import Answer
from assistant.records.safety_words import asks_of_what_is_taken, no_data_said

__all__ = ["no_data_lead"]

_MOST = 3
"""Pairs that are named."""


def no_data_lead(answer: Answer) -> str:
    """That nothing is known of the drugs, where the question is on whether they interact and no pair has a row: what a
    finding says of interactions at large is no answer to it."""
    asks = answer.query.facet == "interaction" or asks_of_what_is_taken(answer)
    pairs = answer.interactions.no_data
    if not asks or not pairs or answer.interactions.found or any(_is_on_pair(answer, pair) for pair in pairs):
        return ""
    if len(pairs) > _MOST:
        return f"No data here on any of {len(pairs)} pairs of these drugs: whether they interact is unknown."
    return no_data_said(answer.interactions)


def _is_on_pair(answer: Answer, pair: Sequence[str]) -> bool:
    """Whether the first finding names both drugs."""
    said = answer.claims[0].text.casefold() if answer.claims else ""
    return all(drug.casefold() in said for drug in pair)
