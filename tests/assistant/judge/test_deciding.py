"""The words that a judge says decide: found where they stand, refused where they do not."""

from __future__ import annotations

import pytest

from assistant.judge.deciding import standing
from tests.assistant.judge.made_statements import TRUE, statement


@pytest.mark.parametrize(
    ("offered", "found"),
    [
        (["17.2 months with osimertinib"], ("17.2 months with osimertinib",)),
        (['"17.2 MONTHS  with Osimertinib."'], ("17.2 MONTHS  with Osimertinib",)),
        (["We assigned 412 adults"], ("We assigned 412 adults",)),
        (["17.2 months ... 9.8 months"], ("17.2 months", "9.8 months")),
        (['"17.2 months" and "9.8 months"'], ("17.2 months", "9.8 months")),
        (["17.2 months", "9.8 months"], ("17.2 months", "9.8 months")),
    ],
)
def test_words_that_stand_are_kept(offered: list[str], found: tuple[str, ...]) -> None:
    """Case, blanks and marks may differ; several passages may be offered in one piece."""
    assert standing(offered, statement(TRUE)) == found


@pytest.mark.parametrize(
    "offered",
    [
        [],
        [""],
        ["27.2 months with osimertinib"],
        ["17.2 months with gefitinib"],
        ["17.2 months", "in all patients"],
        ["osimertinib"],
        ["with the"],
        ["7.2 months with osimertinib"],
    ],
)
def test_words_that_do_not_stand_are_refused(offered: list[str]) -> None:
    """One invented passage, one word alone, function words, or half of a number: nothing is kept."""
    assert standing(offered, statement(TRUE)) == ()
