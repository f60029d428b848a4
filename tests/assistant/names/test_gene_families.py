"""Names that stand for several genes at once."""

from __future__ import annotations

import pytest

from assistant.names.gene_families import family_of, family_synonyms


@pytest.mark.parametrize(("written", "family"), [("TRK", "NTRK"), ("NTRK", "NTRK"), ("BRCA1/2", "BRCA"), ("EGFR", "")])
def test_the_names_of_a_family_are_one(written: str, family: str) -> None:
    """Whichever name of a family is written, it goes by the first of the table; a single gene is no family."""
    assert family_of(written) == family


def test_a_family_is_also_called_by_its_other_names() -> None:
    """The other names of the same genes are synonyms; the genes themselves are not."""
    assert [one.text for one in family_synonyms("NTRK")] == ["TRK"]
