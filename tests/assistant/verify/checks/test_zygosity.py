"""Two copies of an allele told in words."""

from __future__ import annotations

import pytest

from assistant.verify.checks.names import find_names
from assistant.verify.checks.zygosity import diplotypes


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Homozygous carriers of CYP2C9*3 bled more.", ["cyp2c9*3/*3"]),
        ("CYP2C9*3 homozygotes bled more.", ["cyp2c9*3/*3"]),
        ("Homozygous carriers of CYP2C9*3 or CYP2C9*2 bled more.", []),
        ("Carriers of CYP2C9*3 bled more.", []),
    ],
)
def test_an_allele_of_homozygous_people_is_a_diplotype(text: str, keys: list[str]) -> None:
    """In words before or behind it; not where another allele goes on the list, nor where nobody is homozygous."""
    assert [whole.key for _, whole, _ in diplotypes(text, find_names(text))] == keys


def test_the_word_that_says_so_has_its_place() -> None:
    """The third of a row is where "homozygous" begins."""
    text = "In homozygous patients with CYP2C9*3 doses were low."
    assert [text[place:].startswith("homozygous") for *_, place in diplotypes(text, find_names(text))] == [True]
