"""How many of how many."""

from __future__ import annotations

import pytest

from assistant.verify.checks.parts import other_part, parts
from assistant.verify.checks.reading import read
from tests.assistant.verify.checks.laid import sides


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("18 of the 60 men had pain.", [(18, 60)]),
        ("Seven of 19 dogs had pain.", [(7, 19)]),
        ("18 (30%) of the 60 men had pain.", [(18, 60)]),
        ("Of the 60 men given salt, 18 had pain.", [(18, 60)]),
        ("The risk was 3 per 1,000.", [(3, 1000)]),
        ("The risk was 3 in 1,000.", [(3, 1000)]),
        ("Pain was seen in 18 men and 60 women.", []),
        ("Pain was seen in 18 men after 60 months.", []),
    ],
)
def test_a_part_is_read_with_its_whole(text: str, found: list[tuple[float, float]]) -> None:
    """By "of", "per" and "in", with the share between, or after the whole that opens the sentence."""
    assert [pair for pair, _ in parts(read(text))] == found


@pytest.mark.parametrize(
    ("claim", "evidence", "fault", "turned"),
    [
        ("18 of the 60 men had pain.", "Of the 60 men, 18 had pain.", False, False),
        ("60 of the 18 men had pain.", "Of the 60 men, 18 had pain.", True, True),
        ("18 of the 36 men had pain.", "Of the 60 men, 18 had pain after 36 weeks.", True, False),
        ("36 of the 18 men had pain.", "Pain was seen in 36 men and 18 women.", True, False),
        ("18 of the 36 men had pain.", "Pain was seen in 36 men and 18 women.", False, False),
    ],
)
def test_a_part_of_another_whole_is_told(claim: str, evidence: str, fault: bool, turned: bool) -> None:
    """Turned round, of another number, or more than there are; what the evidence pairs with nothing is left alone."""
    told, other_way = other_part(sides(claim, evidence))
    assert (bool(told), other_way) == (fault, turned)
