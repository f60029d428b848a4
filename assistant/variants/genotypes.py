"""A gene's result that is given as the two bases of one place: "VKORC1 -1639AA", "VKORC1 rs9923231 C/T"."""

from __future__ import annotations

import re

__all__ = ["PLACE", "genotypes_in"]

PLACE = re.compile(
    r"(?<!\d)(?:(?:c\.)?(?:\b[ACGT])?[-−–]?1639(?: ?[ACGT]>[ACGT](?![/|;])|(?<=[ACGT].1639)[ACGT]\b)?|rs9923231(?!\d))"
)
"""The one place of VKORC1 that guidelines are on, with its change where that is written."""
_CALL = re.compile(rf"\b(VKORC1)[\s:(]{{1,3}}((?:{PLACE.pattern}[\s:(]*)?[ACGT]\s?[/|;]?\s?[ACGT])(?![\w>])")


def genotypes_in(text: str) -> dict[str, str]:
    """Gene -> the two bases that a text gives of the place that decides, as it writes them ("VKORC1 -1639AA"); of
    several that differ none."""
    said: dict[str, set[str]] = {}
    for found in _CALL.finditer(text):
        said.setdefault(found[1], set()).add(found[2])
    return {gene: calls.pop() for gene, calls in said.items() if len(calls) == 1}
