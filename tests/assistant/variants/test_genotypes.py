"""Results that are given as the two bases of one place."""

from __future__ import annotations

import pytest

from assistant.variants.genotypes import genotypes_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("VKORC1 -1639AA", {"VKORC1": "-1639AA"}),
        ("she has VKORC1 (-1639 G/A) and CYP2C9 *1/*1", {"VKORC1": "-1639 G/A"}),
        ("VKORC1: rs9923231 T/T", {"VKORC1": "rs9923231 T/T"}),
        ("VKORC1 c.-1639G>A", {}),
        ("VKORC1 -1639 AA or VKORC1 -1639 GG", {}),
        ("VKORC1 rs7294 AA", {}),
        ("VKORC1 AT a glance", {"VKORC1": "AT"}),
        ("VKORC1 and CAT scans", {}),
    ],
)
def test_the_bases_of_the_place_are_found(text: str, found: dict[str, str]) -> None:
    """As they are written; of two results none, and of another place none."""
    assert genotypes_in(text) == found
