"""Whether a text writes a symbol as its table does."""

from __future__ import annotations

import pytest

from assistant.names.as_written import written_as
from assistant.names.vocabulary import vocabulary


@pytest.mark.parametrize(
    ("words", "surface", "written"),
    [("brca1", "brca1", True), ("egfr", "egfr", True), ("met", "met", False), ("met", "MET", True)],
)
def test_small_letters_pass_where_they_are_no_word(words: str, surface: str, written: bool) -> None:
    """ "brca1" and "egfr" pass, "met" does not."""
    reading = vocabulary().read(words, "gene")[0]
    assert written_as(reading, surface, vocabulary()) is written
