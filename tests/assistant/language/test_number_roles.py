"""What a number is by the words around it."""

from __future__ import annotations

import pytest

from assistant.language.amounts import Number
from assistant.language.number_roles import relation_of, role_of


@pytest.mark.parametrize(
    ("before", "said", "after", "role", "measure"),
    [
        ("the hazard ratio was ", "0.46", " in carriers", "ratio", "HR"),
        ("the difference was significant (p = ", "0.03", ")", "p", ""),
        ("in the treated arm (n = ", "40", ")", "n", ""),
        ("0.46 (", "95", "% CI, 0.37 to 0.57)", "level", ""),
        ("0.46 (95% CI, ", "0.37", " to 0.57)", "interval", ""),
        ("the mean was 12 ± ", "3", " at the end", "spread", ""),
        ("in phase ", "3", " of development", "ordinal", "phase"),
        ("patients treated since ", "2014", " were followed", "year", ""),
        ("a cohort of ", "12", " postmenopausal women", "n", "women"),
        ("the AUC was ", "0.81", " in the test set", "coefficient", ""),
        ("the level fell by ", "4", " in the end", "", ""),
    ],
)
def test_the_words_around_a_number_give_its_role(before: str, said: str, after: str, role: str, measure: str) -> None:
    """Each role is told by what stands before or after the number, with its measure or the noun that is counted."""
    number = Number(float(said), len(before), len(before) + len(said))
    assert role_of(before + said + after, number, before) == (role, measure)


@pytest.mark.parametrize(
    ("before", "sign"),
    [
        ("in fewer than ", "<"),
        ("at no more than ", "≤"),
        ("in no fewer than ", "≥"),
        ("exceeding ", ">"),
        ("in approximately ", "~"),
        ("in all ", ""),
    ],
)
def test_the_words_before_a_number_give_its_relation(before: str, sign: str) -> None:
    """Bounds and estimates are told apart, and "no fewer than" is no upper bound."""
    assert relation_of(before) == sign
