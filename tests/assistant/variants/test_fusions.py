"""Fusions of two genes, in every way that texts write them."""

from __future__ import annotations

import pytest

from assistant.knowledge.tables import rows
from assistant.variants.find import find_variants
from assistant.variants.fusions import FusionMention, fusions_in

WAYS = (
    "{a}-{b}",
    "{a}::{b}",
    "{b}-{a}",
    "{b} fusion with {a}",
    "{a}/{b}",
    "{b} ({a}-{b}) rearrangement",
    "fusion of {a} and {b}",
    "{small} fusion",
)


@pytest.mark.parametrize("way", WAYS)
def test_every_fusion_of_the_table_is_read_in_every_way(way: str) -> None:
    """Either gene first, any mark between, small letters, or prose."""
    for value, *_ in rows("fusions"):
        a, b = value.split("::")
        said = way.format(a=a, b=b, small=f"{a}-{b}".lower())
        found = {one.value for one in find_variants(f"cancer with {said}, which drug?") if one.kind == "fusion"}
        assert any(set(one.split("::")) == {a, b} for one in found), said


@pytest.mark.parametrize("text", ["EGFR/ALK testing", "NSCLC-ALK", "ROS1-TKI", "fusion imaging of lung and liver"])
def test_two_names_that_no_table_joins_are_no_fusion(text: str) -> None:
    """Without a word of fusion a mark between two names says nothing."""
    assert not [one for one in find_variants(text) if one.kind == "fusion"]


def test_the_driving_gene_of_an_unlisted_pair_stands_second() -> None:
    """Whichever order the text has; the partner need not be in any table."""
    forms = {"ROS1": "ROS1"}
    wanted = FusionMention(0, 9, "ROS1", "XYZ1::ROS1")
    assert list(fusions_in("ROS1-XYZ1 fusion", forms)) == [wanted]
    assert list(fusions_in("XYZ1-ROS1 fusion", forms)) == [wanted]
