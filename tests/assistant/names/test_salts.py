"""Salts that are named for an acid which is a drug."""

from __future__ import annotations

import pytest

from assistant.names.salts import salt_of
from assistant.names.vocabulary import vocabulary


def test_a_salt_behind_its_metal_is_the_acid() -> None:
    """The metal and the anion name one drug, by its acid."""
    salt = salt_of("calcium", "folinate", vocabulary())
    assert salt is not None
    assert (salt.acid, salt.words) == ("folinic acid", 2)


@pytest.mark.parametrize(("word", "following"), [("calcium", "carbonate"), ("calcium", "channel"), ("imatinib", "")])
def test_other_words_are_no_salt_of_a_drug(word: str, following: str) -> None:
    """A plain salt, a word that ends otherwise and a drug's own name are left as they are."""
    assert salt_of(word, following, vocabulary()) is None
